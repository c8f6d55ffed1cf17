import pytest

from libs.kit.errors import Invalid
from services.gis.roads.repository import UnknownRoad
from tests.asking import ask
from tests.integration.gis.layering import EDITOR, call, who
from tests.integration.gis.signalling import feature, register

TPS = "1971010001001"
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
    assert told["to_centre"]["district"]["code"] == "197101"
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
