"""Roads: surveys put and kept, stretches that follow their roads, classes by rules of one's own."""

import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid, NotFound
from libs.kit.principal import OutsideArea
from tests.integration.gis.layering import call, ids, listed, told, who
from tests.integration.gis.roading import CLERK, put_road, put_survey, stretch

ADMIN = who("admin", name="Eka")
SQUARE = [[106.0, -2.2], [106.2, -2.2], [106.2, -2.0], [106.0, -2.0], [106.0, -2.2]]
SHORT = {"type": "LineString", "coordinates": [[106.1, -2.1], [106.105, -2.1]]}


def _road(gis, code="R-1", principal=CLERK):
    return call(gis, "get_road", principal, road=code)


def _change(gis, feature, code="R-1", principal=CLERK):
    data = {"layer": "roads", "id": code, "expected_version": "*", "feature": feature}
    return call(gis, "update_feature", principal, **data)


def _wrong(gis, *items, **more):
    with pytest.raises(Invalid) as caught:
        put_survey(gis, *items, **more)
    return {error.field: error.message for error in caught.value.errors}


def test_a_road_without_a_survey_has_its_length_and_nothing_else(gis):
    put_road(gis)
    road = _road(gis)
    assert road["length_m"] == pytest.approx(2224.6, abs=0.5)
    assert road["condition"] == {
        **dict.fromkeys(("good", "fair", "light", "heavy"), 0.0),
        "unknown": pytest.approx(road["length_m"], abs=0.001),
    }
    assert (road["soundness"], road["segments"], road["surveys"]) == (None, [], [])
    with pytest.raises(NotFound):
        call(gis, "list_road_segments", CLERK, road="R-1")


def test_a_survey_tells_of_metres_and_the_layers_show_them(gis, database):
    put_road(gis)
    items = [stretch(0, 1000), stretch(1000, 1500, iri=9), stretch(1500, 2000, sdi=160)]
    assert put_survey(gis, *items)["segments"] == 3
    road = _road(gis)
    assert road["condition"]["good"] == 1000
    assert road["condition"]["light"] == road["condition"]["heavy"] == 500
    assert road["condition"]["unknown"] == pytest.approx(road["length_m"] - 2000, abs=0.01)
    assert road["soundness"] == pytest.approx(100_000 / road["length_m"], abs=1e-6)
    lines = listed(gis, layer="road_segments")["features"]
    assert [one["properties"]["condition"] for one in lines] == ["good", "light", "heavy"]
    middle = lines[0]["geometry"]["coordinates"][-1]
    assert middle[0] == pytest.approx(106.1 + 0.02 * 1000 / road["length_m"], abs=1e-7)
    layers = {change["layer"]: change for change in told(database, "layer_changed")}
    assert set(layers) == {"roads", "road_segments"}
    assert layers["road_segments"]["bbox"] == [106.1, -2.1, 106.12, -2.1]


def test_surveys_are_kept_and_the_newest_is_shown(gis):
    put_road(gis)
    put_survey(gis, stretch(0, 2000, iri=3), on="2023-06-01", source="Survei")
    put_survey(gis, stretch(0, 2000, iri=9), on="2021-06-01")
    road = _road(gis)
    assert [one["surveyed_on"] for one in road["surveys"]] == ["2023-06-01", "2021-06-01"]
    assert [round(one["soundness"]) for one in road["surveys"]] == [90, 0]
    assert road["condition"]["good"] == 2000
    past = call(gis, "list_road_segments", CLERK, road="R-1", survey="2021-06-01")["items"]
    assert [one["condition"] for one in past] == ["light"]
    assert past[0]["geometry"]["type"] == "LineString"
    put_survey(gis, stretch(0, 1000, iri=13), stretch(1000, 2000, iri=5), on="2024-06-01")
    assert _road(gis)["condition"]["heavy"] == 1000
    assert len(ids(listed(gis, layer="road_segments"))) == 2


def test_a_survey_of_the_same_day_takes_the_place_and_the_feed_tells_what_went(gis):
    put_road(gis)
    put_survey(gis, stretch(0, 2000))
    [old] = ids(listed(gis, layer="road_segments"))
    seen = call(gis, "get_layer", CLERK, layer="road_segments")["version"]
    put_survey(gis, stretch(0, 900), stretch(900, 2000))
    feed = call(gis, "layer_changes", CLERK, layer="road_segments", since=seen)["items"]
    assert [one["id"] for one in feed if one["gone"]] == [old]
    assert len([one for one in feed if not one["gone"]]) == 2


def test_stretches_that_overlap_or_lie_outside_are_named(gis):
    put_road(gis)
    found = _wrong(gis, stretch(0, 900), stretch(800, 1200), stretch(2000, 2400, iri=50))
    assert "items.0 ends at 0+900" in found["items.1.from"]
    assert "beyond" in found["items.2.to"]
    assert "items.2.iri" in found
    assert "items.0.surface" in _wrong(gis, stretch(0, 9, surface="glass"))
    assert "items.0.sdi" in _wrong(gis, stretch(0, 9, cracks_percent=5))
    assert "surveyed_on" in _wrong(gis, stretch(0, 9), on="2999-01-01")
    assert "items" in _wrong(gis)
    assert _road(gis)["surveys"] == []


def test_a_road_without_a_line_takes_no_survey(gis):
    feature = {"type": "Feature", "geometry": None, "properties": {"code": "R-1", "name": "R"}}
    call(gis, "create_feature", CLERK, layer="roads", feature=feature)
    assert set(_wrong(gis, stretch(0, 9))) == {"road"}
    assert _road(gis)["length_m"] is None


def test_an_index_is_computed_of_what_was_counted(gis):
    put_road(gis)
    parts = {"cracks_percent": 20, "crack_width_mm": 4, "potholes_per_km": 20, "ruts_cm": 2}
    put_survey(gis, stretch(0, 1000, **parts))
    [one] = _road(gis)["segments"]
    assert (one["sdi"], one["condition"], one["judged"]) == (125, "light", True)


def test_stretches_follow_a_road_that_changed_by_their_metres(gis):
    put_road(gis)
    put_survey(gis, stretch(0, 400), stretch(400, 1000), stretch(1000, 2000))
    _change(gis, {"geometry": SHORT, "properties": {"name": "Jalan Baru"}})
    gis.trace_roads()
    road = _road(gis)
    assert [one["fits"] for one in road["segments"]] == [True, False, False]
    assert road["misfits"] == 2
    assert road["segments"][2]["geometry"] is None
    assert road["condition"]["good"] == pytest.approx(road["length_m"], abs=0.01)
    features = listed(gis, layer="road_segments")["features"]
    assert {one["properties"]["road_name"] for one in features} == {"Jalan Baru"}
    version = call(gis, "get_layer", CLERK, layer="roads")["version"]
    gis.trace_roads()
    gis.trace_roads()
    assert call(gis, "get_layer", CLERK, layer="roads")["version"] == version


def test_a_road_that_goes_takes_its_stretches_along_and_brings_them_back(gis):
    made = put_road(gis)
    put_survey(gis, stretch(0, 2000))
    gone = {"layer": "roads", "id": "R-1", "expected_version": "*"}
    call(gis, "delete_feature", CLERK, **gone)
    gis.trace_roads()
    assert ids(listed(gis, layer="road_segments")) == []
    call(gis, "restore_feature", CLERK, layer="roads", id="R-1", version=made["version"] + 1)
    gis.trace_roads()
    assert len(ids(listed(gis, layer="road_segments"))) == 1
    assert _road(gis)["condition"]["good"] == 2000


def test_a_roads_code_is_its_own_and_stays(gis):
    put_road(gis)
    with pytest.raises(Conflict) as twice:
        put_road(gis)
    assert twice.value.errors[0].field == "properties.code"
    with pytest.raises(Invalid) as other:
        _change(gis, {"properties": {"code": "R-2"}})
    assert other.value.errors[0].field == "properties.code"
    with pytest.raises(Invalid):
        put_road(gis, code="a/b")


def test_a_line_in_parts_that_join_is_one_and_others_are_refused(gis):
    parts = [[[106.1, -2.1], [106.11, -2.1]], [[106.11, -2.1], [106.12, -2.1]]]
    shape = {"type": "MultiLineString", "coordinates": parts}
    feature = {"type": "Feature", "geometry": shape, "properties": {"code": "M", "name": "M"}}
    answer = call(gis, "create_feature", CLERK, layer="roads", feature=feature)
    assert answer["feature"]["geometry"]["coordinates"] == [parts[0][0], parts[0][1], parts[1][1]]
    parts[1][0] = [106.115, -2.1]
    with pytest.raises(Invalid):
        call(gis, "create_feature", CLERK, layer="roads", feature=feature)


def test_who_may_not_is_refused(gis):
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    area = {"code": "197101", "name": "A", "geometry": square}
    call(gis, "put_boundaries", ADMIN, items=[area])
    put_road(gis)
    with pytest.raises(Forbidden):
        put_survey(gis, stretch(0, 9), principal=who("viewer"))
    with pytest.raises(OutsideArea):
        put_survey(gis, stretch(0, 9), principal=who("operator", area="197102"))
    put_survey(gis, stretch(0, 9), principal=who("operator", area="197101"))
    assert call(gis, "list_roads", who("viewer", area="197102"))["items"] == []
    with pytest.raises(NotFound):
        _road(gis, principal=who("viewer", area="197102"))


def test_bounds_of_ones_own_judge_every_stretch_anew(gis):
    put_road(gis)
    put_survey(gis, stretch(0, 1000, iri=5), stretch(1000, 2000, iri=5, condition="good"))
    assert _road(gis)["condition"]["fair"] == 1000
    mine = {"bounds": [6, 9, 12], "source": "Keputusan Bupati"}
    with pytest.raises(Forbidden):
        call(gis, "put_road_rules", CLERK, rules={"iri": mine}, expected_version=0)
    wrong = {"iri": {"bounds": [6, 5, 12], "source": "x"}}
    with pytest.raises(Invalid):
        call(gis, "put_road_rules", ADMIN, rules=wrong, expected_version=0)
    put = call(gis, "put_road_rules", ADMIN, rules={"iri": mine}, expected_version=0)
    assert put["judged"] == 1
    assert call(gis, "get_road_rules", CLERK)["iri"] == mine
    assert _road(gis)["condition"]["good"] == 2000
