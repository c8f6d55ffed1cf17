"""Layers become files and files layers, and nothing is lost on the way: real data, each format."""

import io
import json

import openpyxl
import pytest
import shapely

from libs.kit.errors import Invalid, Unauthorized
from tests.integration.gis.filing import applied, exported, previewed
from tests.integration.gis.layering import call, lamp, listed, make, who
from tests.shared import SHARED, needs_shared
from tests.unit.gis.filing import feature, geojson, point

METRES = 111_320  # in a degree, near enough for the sum of a regency's roads
ADMIN = who("admin")
REGENCIES = {"pangkalpinang": (1, 7, 42), "blora": (1, 16, 295)}


def real(*path):
    return SHARED.joinpath("data", *path).read_bytes()


def shapes(data):
    """Return (properties, geometry) of a GeoJSON's features."""
    found = json.loads(data)["features"]
    return [
        (one["properties"], one["geometry"] and shapely.from_geojson(json.dumps(one["geometry"])))
        for one in found
    ]


@needs_shared
@pytest.mark.parametrize(
    ("name", "taken", "broken"),
    [("roads_bojonegoro", 155, 0), ("street_lights_bojonegoro", 13_784, 39)],
)
def test_real_layers_come_back_as_they_were(gis, name, taken, broken):
    """Of the 13,823 lights 39 lie nowhere: they were written with a decimal comma."""
    data = real("gis", f"{name}.geojson")
    done = applied(gis, data, layer="real")
    assert done["job"]["message"] == f"{taken} added, 0 changed, 0 removed"
    assert done["found"]["problems"]["counts"] == ({"out-of-bounds": broken} if broken else {})
    written = exported(gis, layer="real")
    before, after = shapes(data), shapes(written)
    assert len(before) == taken + broken
    placed = [one for one in before if abs(one[1].bounds[0]) <= 180 and abs(one[1].bounds[1]) <= 90]
    for (facts, old), (got, new) in zip(placed, after, strict=True):
        assert {key: got[key] for key in facts} == facts
        assert old.equals_exact(new, 0)
    if name.startswith("roads"):
        assert sum(got["panjang_km"] for got, _ in after) == pytest.approx(924.5, abs=0.05)


@needs_shared
def test_each_format_brings_the_roads_back(gis):
    data = real("gis", "roads_bojonegoro.geojson")
    applied(gis, data, layer="roads_in")
    before = shapes(data)
    for form in ("geojsonseq", "shapefile", "geopackage", "kml", "csv", "flatgeobuf"):
        crs = {} if form == "kml" else {"crs": "EPSG:32749"}
        written = exported(gis, layer="roads_in", format=form, **crs)
        plan = {"crs": "EPSG:32749"} if form in ("csv", "geojsonseq") else {}
        applied(gis, written, layer=f"out_{form}", **plan)
        after = shapes(exported(gis, layer=f"out_{form}"))
        assert len(after) == 155
        old, new = (
            {one["nomor"]: (one["ruas"].strip(), shape) for one, shape in found if shape}
            for found in (before, after)
        )
        assert {key: name for key, (name, _) in old.items()} == {
            key: name for key, (name, _) in new.items()
        }, form
        far = max(old[key][1].hausdorff_distance(new[key][1]) for key in old)
        assert far * METRES < 0.01, form


@needs_shared
@pytest.mark.parametrize("regency", REGENCIES)
def test_real_boundaries_are_put_by_their_codes_with_dots(gis, regency):
    levels = ("regencies", "kabkota"), ("districts", "kecamatan"), ("villages", "desa")
    for (layer, part), count in zip(levels, REGENCIES[regency], strict=True):
        data = real("areas", f"{regency}_{part}.geojson")
        found = previewed(gis, data, layer=layer, mode="replace")
        assert (found["found"]["added"], found["found"]["broken"]) == (count, 0), found
        applied(gis, data, layer=layer, mode="replace")
        again = previewed(gis, data, layer=layer, mode="replace")["found"]
        assert (again["unchanged"], again["changed"], again["added"]) == (count, 0, 0)
        after = {one["code"]: shape for one, shape in shapes(exported(gis, layer=layer))}
        for facts, shape in shapes(data):
            kept = after[facts["kode"].replace(".", "")]
            assert not shape.is_valid or shape.equals(kept)


def test_boundaries_name_what_is_wrong_with_a_code(gis):
    square = {"type": "Polygon", "coordinates": [[[106, -2], [107, -2], [107, -3], [106, -2]]]}
    rows = [feature(square, kode=code) for code in ("19.71", "19.71", "1971010001", "x")]
    found = previewed(gis, geojson(*rows), ADMIN, layer="regencies", mode="replace")["found"]
    assert [(one["feature"], one["code"]) for one in found["problems"]["items"]] == [
        (2, "code"),
        (3, "code"),
        (4, "code"),
    ]
    assert (found["added"], found["taken"], found["broken"]) == (1, 1, 3)


# What may be written


def test_an_export_has_what_the_account_sees_and_asks_for(gis, database):
    make(gis, lamp(watts=10), lamp(107.0, watts=20), lamp(None, watts=30))
    database.execute("UPDATE gis.agency_lamps SET area = '1971010001' WHERE id = 1")
    watts = lambda data: [one["watts"] for one, _ in shapes(data)]  # noqa: E731
    assert watts(exported(gis, layer="lamps")) == [10, 20, 30]
    assert watts(exported(gis, layer="lamps", filter="watts > 15")) == [20, 30]
    assert watts(exported(gis, layer="lamps", bbox=[106.5, -3, 108, 0])) == [20, 30]
    assert watts(exported(gis, who("viewer", area="1971"), layer="lamps")) == [10]
    for wrong in ({"format": "exe"}, {"crs": "EPSG:4326; DROP"}, {"filter": "colour = 1"}):
        with pytest.raises(Invalid):
            call(gis, "start_export", layer="lamps", **wrong)
    with pytest.raises(Unauthorized):
        call(gis, "start_export", who(), layer="lamps")


def test_no_cell_of_a_sheet_is_a_formula(gis):
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "fine"]
    make(gis, *(lamp(**{"Nama Jalan": text}) for text in evil))
    text = exported(gis, layer="lamps", format="csv").decode("utf-8-sig")
    assert "'=1+1" in text
    assert "\n=1" not in text
    assert ",=" not in text
    book = openpyxl.load_workbook(io.BytesIO(exported(gis, layer="lamps", format="xlsx")))
    column = [row[1] for row in book.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in column] == ["s"] * 6
    assert column[0].value == "'=1+1"


def test_every_kind_and_null_survive_a_geopackage(gis):
    one = lamp(**{"Nama Jalan": "a\tb\\", "placed": "2024-01-02", "seen": "2024-11-27T01:00:00Z"})
    make(gis, one, lamp(watts=1.5))
    data = exported(gis, layer="lamps", format="geopackage")
    applied(gis, data, layer="again")
    rows = [one["properties"] for one in listed(gis, layer="again")["features"]]
    assert rows[0]["Nama Jalan"] == "a\tb\\"
    assert (rows[0]["placed"], rows[0]["seen"][:20]) == ("2024-01-02", "2024-11-27T01:00:00.")
    assert (rows[1]["Nama Jalan"], rows[1]["watts"], rows[1]["placed"]) == (None, 1.5, None)
    applied(
        gis,
        geojson(feature(point(), state="gone"), feature(point(), state="good", watts=1)),
        layer="lamps",
        mode="append",
    )
    assert len(listed(gis)["features"]) == 3
