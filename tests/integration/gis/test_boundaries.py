"""Surveyed boundaries take the place of drawn cells."""

import json

import orjson
import pytest
import shapely

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from tests.asking import at_once
from tests.integration.gis.layering import EDITOR, call, ids, lamp, listed, make, told, who
from tests.shared import SHARED, needs_shared, village_points

OPERATOR = who("operator", "gis_editor", name="Citra")
VILLAGES = [
    {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]},
    {"code": "1971010002", "name": "Dua", "point": [106.12, -2.10]},
]


def _square(west, south, size=0.01):
    ring = [[west, south], [west + size, south], [west + size, south + size]]
    ring += [[west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _put(gis, *items, principal=OPERATOR):
    return call(gis, "put_boundaries", principal, items=list(items))


def _item(code, west, south, name=None):
    return {"code": code, "name": name, "geometry": _square(west, south)}


def _village(gis, code):
    return call(gis, "get_feature", layer="villages", id=code)


def _file(level):
    path = SHARED / "data" / "areas" / f"pangkalpinang_{level}.geojson"
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        facts = feature["properties"]
        yield {
            "code": facts["kode"].replace(".", ""),
            "name": facts["nama"],
            "geometry": feature["geometry"],
        }


@needs_shared
def test_pangkalpinangs_real_boundaries_replace_its_cells(gis, database):
    points = [
        {"code": code, "name": name, "point": [point.x, point.y]}
        for code, (name, point) in village_points().items()
    ]
    call(gis, "register_areas", OPERATOR, items=points)
    files = {level: list(_file(level)) for level in ("desa", "kecamatan", "kabkota")}
    answer = _put(gis, *files["desa"], *files["kecamatan"], *files["kabkota"])
    assert answer["put"] == 42 + 7 + 1
    assert [one["layer"] for one in answer["layers"]] == ["districts", "regencies", "villages"]
    villages = listed(gis, layer="villages")["features"]
    assert {one["properties"]["quality"] for one in villages} == {"surveyed"}
    drawn = {one["id"]: shapely.from_geojson(orjson.dumps(one["geometry"])) for one in villages}
    for item in files["desa"]:
        given = shapely.from_geojson(orjson.dumps(item["geometry"]).decode())
        assert drawn[item["code"]].symmetric_difference(given).area < 1e-9
    call(gis, "register_areas", OPERATOR, items=points)
    assert listed(gis, layer="villages")["features"][0]["geometry"] == villages[0]["geometry"]
    kept = database.execute(
        "SELECT count(*), min(state->'properties'->>'quality') FROM gis.feature_history"
    )
    assert kept == [(50, "voronoi")]


def test_what_stands_so_already_is_left_alone(gis, database):
    call(gis, "register_areas", OPERATOR, items=VILLAGES)
    _put(gis, _item("1971010001", 106.10, -2.10), _item("1971010002", 106.12, -2.10))
    version = _village(gis, "1971010001")["version"]
    _put(gis, _item("1971010001", 106.10, -2.10), _item("1971010002", 106.13, -2.10, "Dua Baru"))
    assert _village(gis, "1971010001")["version"] == version
    moved = _village(gis, "1971010002")
    assert (moved["version"], moved["properties"]["name"]) == (version + 1, "Dua Baru")
    change = told(database, "layer_changed")[-1]
    assert change["bbox"] == pytest.approx([106.12, -2.10, 106.14, -2.09])
    assert (change["layer"], change["area"]) == ("villages", "1971010002")


def test_the_past_of_a_boundary_is_kept_and_named(gis):
    call(gis, "register_areas", OPERATOR, items=VILLAGES)
    _put(gis, _item("1971010001", 106.10, -2.10))
    past = call(gis, "feature_history", layer="villages", id="1971010001")["items"]
    assert [(act["change"], act["who"]) for act in past] == [
        ("updated", "Citra"),
        ("registered", "Citra"),
    ]
    assert past[1]["feature"]["properties"]["quality"] == "voronoi"


def test_an_area_that_nobody_registered_gets_a_point_inside(gis):
    _put(gis, _item("19", 105, -3, "Babel"), _item("1971010009", 106.1, -2.1))
    assert ids(listed(gis, layer="provinces")) == ["19"]
    assert _village(gis, "1971010009")["properties"]["name"] == "1971010009"
    call(gis, "register_areas", OPERATOR, items=VILLAGES)  # draws cells around all its villages


def test_features_are_placed_anew_where_boundaries_changed(gis, database):
    [one] = make(gis, lamp(106.105, -2.095))
    local = who("viewer", area="197101")
    assert ids(listed(gis, local)) == []
    _put(gis, _item("1971010001", 106.10, -2.10))
    gis.place_features()
    assert ids(listed(gis, local)) == [one]
    assert call(gis, "get_feature", layer="lamps", id=one)["version"] == 2
    assert told(database, "layer_changed")[-1]["layer"] == "lamps"
    before = len(told(database))
    _put(gis, _item("1971010001", 106.10, -2.099))  # the lamp still stands in it
    gis.place_features()
    assert [change["layer"] for change in told(database)[before:]] == ["villages"]
    assert database.execute("SELECT count(*) FROM gis.area_changes") == [(0,)]


def test_what_is_wrong_with_a_boundary_is_named(gis):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    with pytest.raises(Invalid) as caught:
        _put(
            gis,
            {"code": "1971010001001", "name": " ", "geometry": None},
            {"code": "1971010001", "geometry": bow},
            {"code": "1971010002", "geometry": {"type": "Point", "coordinates": [1, 2]}},
            _item("1971010002", 1, 2),
            "x",
        )
    assert {error.field for error in caught.value.errors} == {
        *("items.0.code", "items.0.name", "items.0.geometry", "items.1.geometry"),
        *("items.2.geometry", "items.3.code", "items.4.code", "items.4.geometry"),
    }


def test_boundaries_are_put_inside_ones_own_area_only(gis):
    local = who("operator", area="197102")
    with pytest.raises(OutsideArea):
        _put(gis, _item("1971010001", 106.10, -2.10), principal=local)


def test_boundaries_and_cells_at_once_do_not_lock_up(gis):
    calls = [lambda: _put(gis, _item("1971010001", 106.1, -2.1), _item("197101", 106.1, -2.1))]
    calls += [lambda: call(gis, "register_areas", EDITOR, items=VILLAGES)]
    answers = at_once(calls * 3)
    assert [answer for answer in answers if not isinstance(answer, dict)] == []
    assert _village(gis, "1971010001")["properties"]["quality"] == "surveyed"
