"""Tiles of crowded layers: never too large, always the same, honest about what they leave out."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from libs.kit.db import Database
from services.gis.layers.definitions import PREFIX
from services.gis.layers.repository import Layers
from services.gis.service import GisService
from services.gis.tiles.domain import MOST_BYTES, MOST_CANDIDATES, NOTE, SlowTile, Tile
from services.gis.tiles.repository import Tiles
from tests.integration.gis.made import add_layer, layer
from tests.integration.gis.test_tiles import place, tile

SOUTH_WEST = (111.55, -7.6)  # of a square of half a degree, over the border of two tiles of zoom 9
MIDDLE = {"lon": 111.7, "lat": -7.35}
MANY = 40_000

# Two steps of irrational length fill the square evenly, and the same way each time.
PLACES = """
SELECT n, '33160' || n %% 9 AS area, %s + 0.5 * (n * 0.618034 %% 1)::float AS x,
    %s + 0.5 * (n * 0.754878 %% 1)::float AS y FROM generate_series(1, %s) AS n
"""
POINTS = f"""
INSERT INTO gis.{PREFIX}points (geometry, area, version, name, class, width)
SELECT ST_SetSRID(ST_MakePoint(x, y), 4326), area, 1, 'Titik ' || n, 'good', n / 7.0
FROM ({PLACES}) AS made
"""
LINES = f"""
INSERT INTO gis.{PREFIX}streets (geometry, area, version, name, class, width)
SELECT ST_SetSRID(ST_MakeLine(ARRAY[
        ST_MakePoint(x, y), ST_MakePoint(x + 0.002, y + 0.0005), ST_MakePoint(x + 0.003, y),
        ST_MakePoint(x + 0.003 + 0.01 * (n %% 100 / 100.0) ^ 8, y + 0.002)]), 4326),
    area, 1, 'Jalan yang ke-' || n, 'bad', n / 7.0
FROM ({PLACES}) AS made
"""


MIXED = POINTS.replace(f"{PREFIX}points", f"{PREFIX}mixed")


@pytest.fixture(scope="module")
def crowded(module_database):
    """Many points and lines, points in a layer of any geometry too; the planner knows of them."""
    kinds = ((layer("points", "Point"), POINTS), (layer(), LINES))
    for made, statement in (*kinds, (layer("mixed", "Geometry"), MIXED)):
        add_layer(module_database, made)
        module_database.execute(statement, *SOUTH_WEST, MANY)
        module_database.execute(f"ANALYZE gis.{made.table}")
    return module_database


@pytest.fixture(scope="module")
def gis(crowded):
    service = GisService()
    service.db = Database(crowded.url("gis"), 2)
    yield service
    service.db.close()


def features(body, name):
    found = mapbox_vector_tile.decode(body)
    return found[name]["features"] if name in found else []


def left_out(body):
    told = [one["properties"] for one in features(body, NOTE)]
    return {one["layer"]: one["count"] for one in told}


@pytest.mark.parametrize("z", [0, 6, 9, 10, 11, 12, 13])
@pytest.mark.parametrize("name", ["points", "streets", "mixed"])
def test_no_tile_is_too_large_and_each_tells_what_it_leaves_out(gis, name, z):
    body = tile(gis, name, **place(z, **MIDDLE))
    assert len(body) <= MOST_BYTES
    drawn = len(features(body, name))
    if z <= 6:  # all of them stand in this tile
        assert drawn + left_out(body)[name] == MANY
    if z == 9:
        assert drawn > 3000
        assert left_out(body)[name] > 2000


def test_layers_share_a_tiles_room(gis):
    for order in (("points", "streets"), ("streets", "points")):
        body = tile(gis, *order, **place(9, **MIDDLE))
        assert len(body) <= MOST_BYTES
        assert min(len(features(body, name)) for name in order) > 2000
        assert set(left_out(body)) == set(order)


def test_where_all_fits_nothing_is_left_out(gis, crowded):
    one = place(14, **MIDDLE)
    box = "geometry && ST_Transform(ST_TileEnvelope(%s, %s, %s, margin => 0.015625), 4326)"
    for name in ("points", "streets"):
        body = tile(gis, name, **one)
        assert left_out(body) == {}
        query = f"SELECT count(*) FROM gis.{PREFIX}{name} WHERE {box}"
        [(there,)] = crowded.execute(query, *one.values())
        assert 0 < len(features(body, name)) <= there < MOST_CANDIDATES


def test_the_same_features_give_the_same_tile_wherever_their_rows_lie(gis, crowded):
    places = [place(z, **MIDDLE) for z in (6, 9, 11, 13)]
    before = [tile(gis, "points", "streets", **one) for one in places]
    for name in ("points", "streets"):
        crowded.execute(f"UPDATE gis.{PREFIX}{name} SET version = 2 WHERE id % 3 = 0")
    assert [tile(gis, "points", "streets", **one) for one in places] == before


def test_who_sees_a_part_gets_more_of_that_part(gis):
    where = place(9, **MIDDLE)
    everything = {one["id"] for one in features(tile(gis, "points", **where), "points")}
    mine = tile(gis, "points", area="331604", **where)
    assert left_out(mine) == {}
    assert len({one["id"] for one in features(mine, "points")} - everything) > 100


def test_a_tile_that_nobody_waits_for_any_more_is_stopped(gis):
    with pytest.raises(SlowTile), gis.db.begin() as tx:
        Tiles(tx, "", seconds=0.002).draw([Layers(tx).get("points")], Tile(0, 0, 0))
    with gis.db.begin() as tx:
        assert tx.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"


def test_what_stands_at_a_border_is_drawn_by_both_tiles(gis):
    """So that no symbol is cut in half: the grid is the same for all tiles of a zoom."""
    one = place(9, **MIDDLE)
    west, east = (tile(gis, "points", **{**one, "x": one["x"] + n}) for n in (0, 1))
    rim = {f["id"] for f in features(west, "points") if f["geometry"]["coordinates"][0] > 4096}
    assert left_out(west)["points"] > 1000
    assert len(rim) > 50
    assert rim <= {f["id"] for f in features(east, "points")}
