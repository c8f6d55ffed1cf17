import pytest

from libs.kit.errors import Invalid
from services.gis.roads.repository import UnknownRoad
from tests.asking import ask
from tests.integration.gis.layering import EDITOR, call, who
from tests.integration.gis.signalling import asset, at, feature, register, spot

TPS = "1971010001001"
COVERED = [{"operator": "all", "generation": "4g", "signal": "covered"}]
VILLAGES = [("1971010001", "Utara", 106.1, -2.1), ("1971010002", "Selatan", 106.12, -2.1)]


@pytest.fixture
def town(gis):
    items = [{"code": c, "name": n, "point": [x, y]} for c, n, x, y in VILLAGES]
    items += [{"code": code, "name": code} for code in ("1971", "197101")]
    gis.register_areas(ask({"items": items}))
    for code, line in {
        "S": [[106.1, -2.1], [106.13, -2.1]],
        "N": [[106.1, -2.1], [106.1, -2.09], [106.13, -2.09], [106.13, -2.1]],
    }.items():
        shape = {"type": "LineString", "coordinates": line}
        made = feature(shape, code=code, name=f"Jalan {code}")
        call(gis, "create_feature", EDITOR, layer="roads", feature=made)
    register(gis, {TPS: (106.1005, -2.1002)})
    gis.plan_stations()
    return gis


def block(gis, principal=EDITOR, **more):
    asked = {"road": "S", "from_m": 300, "to_m": 500, "reason": "flooded", "source": "BPBD"}
    return call(gis, "block_road", principal, **asked | more)


def test_a_flooded_road_is_told_near_the_station_and_on_its_way(town):
    free = call(town, "station_reach", tps=TPS)
    assert [one["road"] for one in free["near"]] == ["S", "N"]
    assert not free["to_centre"]["blocked"]
    made = block(town)
    told = call(town, "station_reach", tps=TPS)
    [bad] = told["near"][0]["bad"]
    assert (bad["reason"], bad["from_m"], bad["source"]) == ("flooded", 300, "BPBD")
    assert told["to_centre"]["blocked"]
    assert told["to_centre"]["to"]["id"] == "197101"
    assert call(town, "list_road_blocks")["items"][0]["id"] == made["id"]
    call(town, "unblock_road", block=made["id"])
    assert not call(town, "station_reach", tps=TPS)["to_centre"]["blocked"]
    assert call(town, "list_road_blocks")["items"] == []


def test_heavy_damage_of_the_newest_survey_is_told(town):
    stretch = {"from": 0, "to": 1000, "condition": "heavy"}
    asked = {"road": "S", "surveyed_on": "2024-01-02", "items": [stretch]}
    call(town, "put_survey", EDITOR, **asked)
    [bad] = call(town, "station_reach", tps=TPS)["near"][0]["bad"]
    assert (bad["reason"], bad["from_m"], bad["to_m"]) == ("heavy", 0, 1000)


def test_a_wrong_block_names_its_fields(town):
    with pytest.raises(Invalid) as refused:
        block(town, from_m=9, to_m=1e9, reason="dull", since="now")
    assert {error.field for error in refused.value.errors} == {"to_m", "reason", "since"}
    with pytest.raises(UnknownRoad):
        block(town, road="X")
    with pytest.raises(UnknownRoad):  # what lies outside is not there for this account
        block(town, who("operator", area="1972"))


def test_a_block_to_come_and_one_that_ended_do_not_count(town):
    block(town, since="2999-01-01T00:00:00Z")
    block(town, since="2020-01-01T00:00:00Z", until="2020-01-02T00:00:00Z")
    assert call(town, "station_reach", tps=TPS)["near"][0]["bad"] == []
    assert len(call(town, "list_road_blocks")["items"]) == 1


def test_ways_lead_along_roads_to_coverage_and_to_the_nearest_asset(town):
    covered = spot(town, at(106.1295, -2.0999), COVERED, name="Bukit")
    tower = asset(town, 106.1105, -2.0898, "fibre")
    town.plan_stations()
    told = call(town, "station_reach", tps=TPS)
    by_road, to_asset = told["to_covered"], told["to_asset"]
    assert (by_road["to"]["id"], to_asset["to"]["id"]) == (covered, tower)
    assert (to_asset["to"]["kind"], by_road["by_road"], to_asset["by_road"]) == (
        "fibre",
        True,
        True,
    )
    assert [leg["road"] for leg in by_road["legs"]] == ["S"]
    assert by_road["metres"] == pytest.approx(29 * 111.2, rel=0.02)
    assert by_road["straight_metres"] < 40
    # There and back by the street in the west: the one in the east is three times as far.
    assert [leg["road"] for leg in to_asset["legs"]] == ["S", "N"]
    assert to_asset["metres"] == pytest.approx(50 + 1113 + 1168, rel=0.02)
    block(town, road="N", from_m=100, to_m=200)
    blocked = call(town, "station_reach", tps=TPS)["to_asset"]
    assert blocked["blocked"]
    assert not blocked["detour"]["blocked"]
    assert blocked["detour"]["metres"] > 2 * blocked["metres"]


def test_where_no_road_leads_the_way_is_straight_and_says_so(town):
    tower = asset(town, 106.1005, -2.1012, "radio")  # nearer than any road is to it
    island = spot(town, at(106.16, -2.3), COVERED, name="Pulau")
    far = {"type": "LineString", "coordinates": [[106.16, -2.301], [106.17, -2.301]]}
    made = feature(far, code="I", name="Jalan Pulau")
    call(town, "create_feature", EDITOR, layer="roads", feature=made)
    town.plan_stations()
    told = call(town, "station_reach", tps=TPS)
    for name, place, metres in (("to_asset", tower, 111.3), ("to_covered", island, 23_210)):
        way = told[name]
        assert (way["to"]["id"], way["by_road"]) == (place, False)
        assert (way["metres"], way["legs"], way["detour"]) == (0, [], None)
        assert way["straight_metres"] == pytest.approx(metres, rel=0.01)


def test_without_signal_or_asset_known_there_is_no_way_to_it(town):
    told = call(town, "station_reach", tps=TPS)
    assert (told["to_covered"], told["to_asset"]) == (None, None)
    assert told["to_centre"]["by_road"]
