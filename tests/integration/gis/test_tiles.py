"""Vector tiles as PostGIS makes them of the layers, read by decoders of others."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box

from libs.kit.errors import BadRequest
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.gis.layers.domain import Attribute, Permissions, UnknownLayer
from tests.asking import ask
from tests.integration.gis.decoding import decode, names
from tests.integration.gis.made import add_features, add_layer, layer

LON, LAT = 106.1, -2.1
ANYBODY = Principal("public", "public", frozenset())


def place(z, lon=LON, lat=LAT):
    """Return the tile that holds the place."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z
    return {"z": z, "x": int(x), "y": int(y)}


def tile(gis, *layers, area="", who=None, **where):
    request = ask({"layers": list(layers), **(where or place(14))}, area=area)
    if who is not None:
        request = Request(request.data, who)
    return gis.get_tile(request)


@pytest.fixture
def streets(database):
    return add_layer(database, layer())


def road(dx=0.001, dy=0.0005):
    return LineString([(LON, LAT), (LON + dx, LAT + dy)])


# What a tile holds


def test_a_feature_comes_with_its_id_and_all_small_attributes_close_up(gis, database, streets):
    values = {"name": "Jalan Satu", "class": "good", "width": 4.5, "lanes": 2, "paved": True}
    values |= {"built": "2024-02-29", "seen": "2024-11-27T12:00:00+07:00", "more": '{"a": 1}'}
    add_features(database, streets, road(), **values)
    [feature] = decode(tile(gis, "streets"))["streets"]
    assert feature["id"] == 1
    told = {"built": "2024-02-29", "seen": "2024-11-27T05:00:00Z"}
    assert feature["properties"] == {n: v for n, v in values.items() if n != "more"} | told


def test_far_out_it_brings_what_style_and_label_need(gis, database, streets):
    add_features(database, streets, road(0.1), name="Satu", **{"class": "bad"}, width=3.0, lanes=1)
    [feature] = decode(tile(gis, "streets", **place(8)))["streets"]
    assert feature["properties"] == {"name": "Satu", "class": "bad"}


def test_a_long_text_is_left_to_the_feature_itself(gis, database, streets):
    add_features(database, streets, road(), name="x" * 201)
    add_features(database, streets, road(), name="y" * 200)
    told = [feature["properties"] for feature in decode(tile(gis, "streets"))["streets"]]
    assert sorted(told, key=len) == [{}, {"name": "y" * 200}]


def test_an_attribute_may_have_any_name(gis, database):
    odd = ('100% "sure"', "geometry_", "id_", "naïve name", "select")
    attributes = [Attribute(name, column=f"c{n}") for n, name in enumerate(odd)]
    long = Attribute("x" * 64, column="c9")
    made = add_layer(database, layer("odd", attributes=(*attributes, long), label="", style={}))
    add_features(database, made, road(), **{name: f"v{n}" for n, name in enumerate(odd)})
    [feature] = decode(tile(gis, "odd"))["odd"]
    kept = {name: f"v{n}" for n, name in enumerate(odd) if name not in ("geometry_", "id_")}
    assert feature["properties"] == kept


def test_a_layer_whose_ids_are_codes_brings_them_as_a_property(gis, database):
    database.execute(
        "INSERT INTO gis.stations (code, election, number, special, point) "
        "VALUES ('1971010001001', 'e', 1, false, 'SRID=4326;POINT(106.1 -2.1)')"
    )
    for z in (8, 14):
        [feature] = decode(tile(gis, "tps", **place(z)))["tps"]
        assert feature["id"] is None
        assert feature["properties"]["code"] == "1971010001001"


def test_several_layers_come_in_one_tile(gis, database, streets):
    points = add_layer(database, layer("points", "Point"))
    add_features(database, streets, road(), name="a")
    add_features(database, points, Point(LON, LAT), name="b")
    both = tile(gis, "points", "streets", "points")
    assert list(decode(both)) == ["points", "streets"]
    assert tile(gis, "points") + tile(gis, "streets") == both


def test_where_nothing_is_the_tile_is_empty(gis, streets):
    assert tile(gis, "streets") == b""
    assert decode(b"") == {}


# Geometry


def test_a_line_over_two_tiles_joins_at_their_border(gis, database, streets):
    one = place(10)
    border, lat = (one["x"] + 1) / 2**10 * 360 - 180, -2.0
    shape = [(border - 0.2, lat), (border - 0.03, lat - 0.05), (border + 0.2, lat + 0.02)]
    add_features(database, streets, LineString(shape), name="long")
    assert place(10, border + 0.01, lat) == {**one, "x": one["x"] + 1}
    crossings = []
    for x, side in ((one["x"], 4096), (one["x"] + 1, 0)):
        [feature] = decode(tile(gis, "streets", **{**one, "x": x}))["streets"]
        [line] = feature["rings"]
        assert min(p[0] for p in line) < side < max(p[0] for p in line)
        crossings.append(_at(line, side))
    assert abs(crossings[0] - crossings[1]) <= 1


def _at(line, x):
    """Return the y at which the line crosses this x."""
    (x1, y1), (x2, y2) = next(p for p in pairwise(sorted(line)) if p[0][0] <= x <= p[1][0])
    return y1 + (y2 - y1) * (x - x1) / (x2 - x1)


def test_a_hole_stays_a_hole(gis, database):
    areas = add_layer(database, layer("areas", "MultiPolygon"))
    outer, hole = (
        box(LON, LAT, LON + 0.01, LAT + 0.01),
        box(LON + 0.004, LAT + 0.004, LON + 0.006, LAT + 0.006),
    )
    shape = MultiPolygon([Polygon(outer.exterior, [hole.exterior])])
    add_features(database, areas, shape, name="a")
    [feature] = decode(tile(gis, "areas", **place(12)))["areas"]
    assert feature["type"] == 3
    outside, inside = (_signed(ring) for ring in feature["rings"])
    assert outside > 0 > inside  # the outer ring clockwise as it is seen (Mapbox spec 2.1, 4.3.4.4)
    assert abs(inside / outside) == pytest.approx(0.04, rel=0.02)


def _signed(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def test_a_line_loses_the_bends_that_nobody_sees(gis, database, streets):
    wave = [(LON + n / 1e4, LAT + math.sin(n) / 1e5) for n in range(2000)]
    add_features(database, streets, LineString(wave), name="wave")
    [far] = decode(tile(gis, "streets", **place(9)))["streets"]
    assert len(far["rings"][0]) < 10
    [near] = decode(tile(gis, "streets", **place(16, LON + 0.05)))["streets"]
    assert len(near["rings"][0]) > 30


def test_what_is_too_small_to_be_drawn_is_said_to_be_left_out(gis, database):
    areas = add_layer(database, layer("areas", "Polygon"))
    for side, name in ((0.02, "small"), (0.2, "large")):
        add_features(database, areas, box(LON, LAT, LON + side, LAT + side), name=name)
    found = decode(tile(gis, "areas", **place(2)))
    assert [one["properties"]["name"] for one in found["areas"]] == ["large"]
    assert [one["properties"] for one in found["left-out"]] == [{"layer": "areas", "count": 1}]
    assert "left-out" not in decode(tile(gis, "areas", **place(8)))


@pytest.mark.parametrize("z", [0, 1, 4])
def test_what_reaches_to_the_poles_and_around_the_world_is_cut_there(gis, database, z):
    areas = add_layer(database, layer("areas", "Polygon"))
    add_features(database, areas, box(-180, -90, 180, 90), name="world")
    last = 2**z - 1
    for x, y in ((0, 0), (last, 0), (0, last), (last, last)):
        [feature] = decode(tile(gis, "areas", z=z, x=x, y=y))["areas"]
        xs, ys = zip(*feature["rings"][0], strict=True)
        assert max(min(xs), min(ys)) <= 0
        assert min(max(xs), max(ys)) >= 4096


def test_points_at_the_antimeridian_and_beyond_the_poles(gis, database):
    points = add_layer(database, layer("points", "Point"))
    shapes = [Point(180, 0.1), Point(-180, 0.1), Point(0, 89), Point(0, -90), Point(0, 85)]
    for number, shape in enumerate(shapes):
        add_features(database, points, shape, name=str(number))
    assert names(tile(gis, "points", z=0, x=0, y=0), "points") == ["0", "1", "4"]
    assert names(tile(gis, "points", z=3, x=0, y=3), "points") == ["1"]
    assert names(tile(gis, "points", z=3, x=7, y=3), "points") == ["0"]


def test_a_feature_without_a_geometry_is_nowhere(gis, database, streets):
    database.execute(f"INSERT INTO gis.{streets.table} (name, version) VALUES ('nowhere', 1)")
    assert tile(gis, "streets", z=0, x=0, y=0) == b""


# Who sees what


SCOPED = [(None, "none"), ("1971010001", "a"), ("1971020001", "b"), ("3316010001", "c")]


@pytest.fixture
def spots(database):
    """One point in each of these areas, in a layer for everybody and one for those signed in."""
    for name, read in (("open", "public"), ("shut", "signed_in")):
        made = add_layer(database, layer(name, "Point", permissions=Permissions(read=read)))
        for area, text in SCOPED:
            add_features(database, made, Point(LON, LAT), area=area, name=text)


@pytest.mark.parametrize(
    ("area", "opened", "shut"),
    [
        ("", ["a", "b", "c", "none"], ["a", "b", "c", "none"]),
        ("1971", ["a", "b", "none"], ["a", "b"]),
        ("197102", ["b", "none"], ["b"]),
        ("18", ["none"], []),
    ],
)
def test_an_account_with_an_area_gets_what_stands_in_it(gis, spots, area, opened, shut):
    assert names(tile(gis, "open", area=area), "open") == opened
    assert names(tile(gis, "shut", area=area), "shut") == shut


def test_nobody_in_particular_gets_public_layers_and_of_others_not_their_existence(gis, spots):
    assert len(names(tile(gis, "open", who=ANYBODY), "open")) == len(SCOPED)
    for layers in (["shut"], ["open", "shut"], ["never"]):
        with pytest.raises(UnknownLayer):
            tile(gis, *layers, who=ANYBODY)
        with pytest.raises(UnknownLayer):
            gis.get_tilesets(Request({"layers": layers}, ANYBODY))


def test_a_layer_of_some_roles_is_not_there_for_others(gis, database):
    few = Permissions(read=frozenset({"officer"}))
    made = add_layer(database, layer("few", "Point", permissions=few))
    add_features(database, made, Point(LON, LAT), name="x")
    officer = Principal("o", "o", frozenset({"officer"}))
    assert names(tile(gis, "few", who=officer), "few") == ["x"]
    with pytest.raises(UnknownLayer):
        tile(gis, "few")


# What is asked


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"z": -1}, "z"),
        ({"z": 23}, "z"),
        ({"z": "3"}, "z"),
        ({"z": 3, "x": 8, "y": 0}, "x"),
        ({"z": 3, "x": 0, "y": -1}, "y"),
        ({"z": 3, "x": True, "y": 0}, "x"),
        ({"layers": []}, "layers"),
        ({"layers": "streets"}, "layers"),
        ({"layers": [f"l{n}" for n in range(11)]}, "layers"),
        ({"layers": [1]}, "layers"),
    ],
)
def test_what_is_no_tile_is_refused_by_its_field(gis, streets, wrong, field):
    good = {"layers": ["streets"], "z": 0, "x": 0, "y": 0}
    with pytest.raises(BadRequest) as refused:
        gis.get_tile(ask(good | wrong))
    assert refused.value.errors[0].field == field


def test_a_tile_set_says_what_its_tiles_bring(gis, database, streets):
    add_features(database, streets, road(), name="a")
    asked = ask({"layers": ["streets", "tps"], "bounds": True})
    ours, tps = gis.get_tilesets(asked)["items"]
    assert ours["bounds"] == pytest.approx([LON, LAT, LON + 0.001, LAT + 0.0005])
    assert (ours["key"], tps["key"]) == (None, "code")
    assert ours["fields_far"] == ["name", "class"]
    assert ours["fields"] == {
        "name": "String",
        "class": "String",
        "width": "Number",
        "lanes": "Number",
        "paved": "Boolean",
        "built": "String",
        "seen": "String",
    }
    assert (ours["read"], tps["read"]) == ("public", "signed_in")
    assert (ours["version"], tps["bounds"]) == (streets.version, None)
