import orjson
import pytest
import shapely
from shapely import Point

from libs.kit.commands import CommandIdReused
from libs.kit.principal import OutsideArea
from services.gis import domain
from tests.asking import ask, at_once
from tests.shared import needs_shared, village_points

ITEMS = [
    {"code": "197101", "name": "Bukit Intan"},
    {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]},
    {"code": "1971010002", "name": "Dua", "point": [106.12, -2.10]},
    {"code": "1971020001", "name": "Tiga", "point": [106.12, -2.12]},
]


def _register(gis, items=ITEMS, **asked):
    return gis.register_areas(ask({"items": items}, **asked))["answer"]


def _features(gis, layer="villages", area="", **query):
    return orjson.loads(gis.list_features(ask({"layer": layer} | query, area=area)))


def _codes(found):
    return [feature["id"] for feature in found["features"]]


def _shape(feature):
    return shapely.from_geojson(orjson.dumps(feature["geometry"]).decode())


@needs_shared
def test_pangkalpinang_registers_in_two_calls_and_is_drawn_whole(gis):
    items = [
        {"code": code, "name": name, "point": [point.x, point.y]}
        for code, (name, point) in village_points().items()
    ]
    _register(gis, items[:20])
    _register(gis, [*items[20:], {"code": "1971", "name": "Kota Pangkalpinang"}])
    villages = _features(gis)["features"]
    [city] = _features(gis, "regencies")["features"]
    cells = [_shape(feature) for feature in villages]
    assert len(villages) == 42
    assert len(_features(gis, "districts")["features"]) == 7
    assert shapely.coverage_is_valid(cells)
    for feature, cell in zip(villages, cells, strict=True):
        name, point = village_points()[feature["id"]]
        assert feature["properties"]["name"] == name
        assert cell.covers(point)
    sizes = [feature["properties"]["size_km2"] for feature in villages]
    assert sum(sizes) == pytest.approx(city["properties"]["size_km2"], abs=0.05)
    assert city["properties"]["size_km2"] == pytest.approx(98.1, abs=0.1)
    assert city["properties"]["name"] == "Kota Pangkalpinang"


def test_a_feature_says_its_name_parent_and_quality(gis):
    _register(gis)
    found = _features(gis)
    assert found["type"] == "FeatureCollection"
    assert found["numberReturned"] == 3
    properties = found["features"][0]["properties"]
    assert properties.pop("size_km2") > 0
    assert properties == {
        "code": "1971010001",
        "name": "Satu",
        "parent": "197101",
        "quality": "voronoi",
    }


def test_a_district_that_nobody_named_is_called_by_its_code(gis):
    _register(gis)
    names = [f["properties"]["name"] for f in _features(gis, "districts")["features"]]
    assert names == ["Bukit Intan", "197102"]


def test_a_moved_point_draws_its_regency_anew_but_not_what_was_surveyed(gis, database):
    _register(gis)
    database.execute("UPDATE gis.areas SET quality = 'surveyed' WHERE code = '1971010002'")
    before = {f["id"]: _shape(f) for f in _features(gis)["features"]}
    _register(gis, [ITEMS[1] | {"point": [106.105, -2.105]}])
    after = {f["id"]: _shape(f) for f in _features(gis)["features"]}
    assert after["1971010001"].covers(Point(106.105, -2.105))
    assert not after["1971010001"].equals(before["1971010001"])
    assert after["1971010002"].equals(before["1971010002"])


def test_each_call_tells_that_its_regencys_layers_changed(gis, database):
    answer = _register(gis)
    assert answer["registered"] == 4
    _register(gis)
    query = "SELECT sequence, envelope::json->'data' FROM gis.outbox ORDER BY id"
    sent = database.execute(query)
    assert [(n, data["layer"], data["version"]) for n, data in sent] == [
        (1, "districts", 1),
        (1, "regencies", 1),
        (1, "villages", 1),
        (2, "districts", 2),
        (2, "regencies", 2),
        (2, "villages", 2),
    ]


def test_a_repeated_command_gives_the_first_answer_and_changes_nothing(gis, database):
    first = ask({"items": ITEMS})
    answer = gis.register_areas(first)
    assert gis.register_areas(first) == answer | {"repeated": True}
    assert database.execute("SELECT DISTINCT version FROM gis.catalogue") == [(1,)]
    with pytest.raises(CommandIdReused):
        gis.register_areas(ask({"items": ITEMS[:2]}, again=first.command_id))


def test_a_refused_call_leaves_nothing_behind(gis, database):
    twin = ITEMS[1] | {"code": "1971010009"}
    with pytest.raises(domain.SamePoint):
        _register(gis, [*ITEMS, twin])
    tables = ("areas", "catalogue", "outbox", "commands")
    assert [database.execute(f"SELECT count(*) FROM gis.{t}") for t in tables] == [[(0,)]] * 4


def test_pages_bring_every_feature_once(gis):
    _register(gis)
    first = _features(gis, limit=2)
    second = _features(gis, limit=2, after=first["next"])
    assert _codes(first) + _codes(second) == ["1971010001", "1971010002", "1971020001"]
    assert second["next"] is None
    assert (first["numberMatched"], second["numberMatched"]) == (3, 3)


def test_a_box_leaves_out_what_lies_elsewhere(gis):
    _register(gis)
    assert _codes(_features(gis, bbox=[106.118, -2.122, 106.122, -2.118])) == ["1971020001"]


def test_everybody_sees_and_draws_their_own_area_only(gis):
    _register(gis)
    assert _codes(_features(gis, area="197102")) == ["1971020001"]
    with pytest.raises(OutsideArea):
        gis.list_features(ask({"layer": "villages", "area": "197101"}, area="197102"))
    with pytest.raises(OutsideArea):
        _register(gis, ITEMS[1:2], area="197101")


def test_calls_at_once_for_one_regency_end_in_the_shapes_of_all_their_villages(gis):
    villages = [
        {"code": f"19710{d}000{n}", "name": "x", "point": [106.1 + d / 50, -2.1 + n / 50]}
        for d in range(1, 4)
        for n in range(1, 5)
    ]
    answers = at_once([lambda item=item: _register(gis, [item]) for item in villages])
    assert [a for a in answers if isinstance(a, Exception)] == []
    drawn = domain.shapes({v["code"]: Point(v["point"]) for v in villages})
    for feature in _features(gis)["features"]:
        assert _shape(feature).normalize().equals_exact(drawn[feature["id"]].normalize(), 1e-6)
