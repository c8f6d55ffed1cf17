import math
import random

import pytest
import shapely
from shapely import Point, Polygon

from libs.kit.errors import Invalid, PreconditionFailed
from libs.kit.principal import OutsideArea
from services.gis.layers.domain import VersionNeeded
from tests.integration.gis.layering import call, ids, listed, who
from tests.integration.gis.signalling import asset, at, box, plan, planned, register, spot
from tests.shared import needs_shared, village_points

TPS, OTHER, NOWHERE = "1971010001001", "1971010001002", "1971010001003"
COVERED = [
    {"operator": "telkomsel", "generation": "4g", "signal": "covered"},
    {"operator": "all", "signal": "none"},
]
PLANNER = who("operator", area="1971", name="Rencana")


@pytest.fixture
def stations(gis):
    register(gis, {TPS: (106.1, -2.1), OTHER: (106.2, -2.1), NOWHERE: None})
    gis.plan_stations()
    return gis


def test_what_nobody_looked_at_is_unknown_and_has_no_plan(stations):
    told = plan(stations, TPS)
    assert (told["signal"], told["plan"], told["reason"]) == ("unknown", None, "unknown_signal")
    assert plan(stations, NOWHERE)["reason"] == "no_point"
    assert plan(stations, NOWHERE)["point"] is None


def test_a_station_in_a_blank_spot_goes_to_the_nearest_coverage(stations, database):
    spot(stations, box(106.1, -2.1))
    covered = spot(stations, at(106.11, -2.1), COVERED, name="Bukit")
    stations.plan_stations()
    told = plan(stations, TPS)
    assert (told["signal"], told["plan"], told["state"]) == ("none", "offline", "proposed")
    assert told["reason"] == "covered_near"
    assert (told["covered"]["id"], told["covered"]["name"]) == (covered, "Bukit")
    assert told["covered"]["metres"] == pytest.approx(1112, rel=0.005)
    assert told["operators"]["indosat"]["signal"] == "none"
    [event] = [data for data in planned(database) if data["tps"] == TPS]
    assert event == {
        "tps": TPS,
        "signal": "none",
        "plan": "offline",
        "state": "proposed",
        "reason": "covered_near",
        "version": 1,
    }
    [feature] = [one for one in listed(stations, layer="tps")["features"] if one["id"] == TPS]
    assert feature["properties"]["signal"] == "none"
    assert feature["properties"]["plan"] == "offline"


def test_the_newest_look_at_an_operator_stands(stations):
    spot(stations, box(106.1, -2.1), COVERED, seen_on="2023-01-01")
    spot(stations, at(106.101, -2.1), seen_on="2024-01-01")
    stations.plan_stations()
    assert plan(stations, TPS)["signal"] == "none"
    assert plan(stations, TPS)["covered"] is None  # what was overtaken covers nobody here


def test_a_tower_covers_where_nobody_looked_and_a_look_outranks_it(stations):
    asset(stations, 106.12, -2.1, "cell_tower", operator="indosat", radius_m=3000)
    stations.plan_stations()
    told = plan(stations, TPS)
    assert told["operators"]["indosat"]["source"] == "asset"
    assert (told["signal"], told["plan"]) == ("weak", "online")
    spot(stations, box(106.1, -2.1))
    stations.plan_stations()
    assert plan(stations, TPS)["signal"] == "none"


def test_what_goes_is_followed_too(stations):
    blank = spot(stations, box(106.1, -2.1))
    wifi = asset(stations, 106.1, -2.101, "village_wifi")
    stations.plan_stations()
    assert plan(stations, TPS)["plan"] == "village_wifi"
    call(stations, "delete_feature", layer="network_assets", id=wifi, expected_version="*")
    stations.plan_stations()
    assert plan(stations, TPS)["plan"] == "move"
    call(stations, "delete_feature", layer="blank_spots", id=blank, expected_version="*")
    stations.plan_stations()
    assert plan(stations, TPS)["signal"] == "unknown"


def test_only_what_a_change_touches_is_looked_at_again(stations, database):
    spot(stations, box(106.1, -2.1))
    asset(stations, 106.101, -2.1, "fibre")
    asset(stations, 106.201, -2.1, "fibre")
    stations.plan_stations()
    looked = "SELECT tps FROM gis.tps_signals WHERE assessed_at > %s"
    [(before,)] = database.execute("SELECT max(assessed_at) FROM gis.tps_signals")
    asset(stations, 106.1002, -2.1, "fibre")
    stations.plan_stations()
    assert database.execute(looked, before) == [(TPS,)]
    [(before,)] = database.execute("SELECT max(assessed_at) FROM gis.tps_signals")
    register(stations, {OTHER: (106.2, -2.1001)})
    stations.plan_stations()
    stations.plan_stations()  # what planning itself wrote touches nobody
    assert database.execute(looked, before) == [(OTHER,)]


def test_a_decision_stands_and_says_when_facts_changed(stations, database):
    spot(stations, box(106.1, -2.1))
    stations.plan_stations()
    version = plan(stations, TPS)["version"]
    asked = {"tps": TPS, "plan": "radio", "reason": "Ada HT di kelurahan"}
    decided = call(stations, "decide_station_plan", PLANNER, **asked, expected_version=version)
    assert (decided["plan"], decided["state"], decided["reason"]) == ("radio", "changed", "decided")
    assert planned(database)[-1]["reason"] == "decided"
    asset(stations, 106.1, -2.101, "village_wifi")
    stations.plan_stations()
    told = plan(stations, TPS)
    assert (told["plan"], told["proposed"], told["outdated"]) == ("radio", "village_wifi", True)
    asked = {"tps": TPS, "plan": "village_wifi", "expected_version": told["version"]}
    accepted = call(stations, "decide_station_plan", PLANNER, **asked)
    assert (accepted["state"], accepted["outdated"]) == ("accepted", False)
    acts = call(stations, "station_plan_history", PLANNER, tps=TPS)["items"]
    assert [(act["plan"], act["who"]) for act in acts] == [
        *(("village_wifi", "Rencana"), ("radio", "signal"), ("radio", "Rencana")),
        ("move", "signal"),
    ]
    assert acts[2]["reason"] == "Ada HT di kelurahan"


def test_who_decides_names_the_version_the_reason_and_stays_in_the_area(stations):
    asked = {"tps": TPS, "plan": "radio", "reason": "HT"}
    with pytest.raises(VersionNeeded):
        call(stations, "decide_station_plan", PLANNER, **asked)
    with pytest.raises(PreconditionFailed):
        call(stations, "decide_station_plan", PLANNER, **asked, expected_version=9)
    with pytest.raises(Invalid) as refused:
        call(stations, "decide_station_plan", PLANNER, tps=TPS, plan="radio", expected_version=0)
    assert refused.value.errors[0].field == "reason"
    for method in ("decide_station_plan", "get_station_plan"):
        far = who("operator", area="1972")
        with pytest.raises(OutsideArea):
            call(stations, method, far, **asked, expected_version=0)
    with pytest.raises(Invalid) as refused:
        call(stations, "decide_station_plan", PLANNER, tps="7", plan="pigeon")
    assert {error.field for error in refused.value.errors} == {"tps", "plan"}


def test_readiness_counts_what_has_no_point_and_no_plan(stations):
    spot(stations, box(106.1, -2.1))
    stations.plan_stations()
    [district] = call(stations, "plan_readiness", PLANNER)["items"]
    assert district["area"]["code"] == "197101"
    assert call(stations, "plan_readiness", who("admin"))["items"] == [district]
    [village] = call(stations, "plan_readiness", PLANNER, area="197101")["items"]
    assert (village["area"]["code"], village["stations"]) == ("1971010001", 3)
    wanted = {"stations": 3, "without_point": 1, "without_plan": 2, "proposed": 1, "none": 1}
    assert {name: district[name] for name in wanted} == wanted
    page = call(stations, "list_station_plans", PLANNER, area="1971010001", plan="missing", limit=1)
    assert [one["tps"] for one in page["items"]] == [OTHER]
    more = {"plan": "missing", "after": page["next"]}
    assert [o["tps"] for o in call(stations, "list_station_plans", PLANNER, **more)["items"]] == [
        NOWHERE
    ]


def test_a_spots_signal_is_a_column_of_its_layer(stations):
    blank = spot(stations, box(106.1, -2.1))
    weak = spot(stations, at(106.2, -2.1), COVERED)
    stations.plan_stations()
    assert ids(listed(stations, layer="blank_spots", properties={"signal": "none"})) == [blank]
    assert ids(listed(stations, layer="blank_spots", properties={"signal": "weak"})) == [weak]


SPOTS, ASSETS = 50, 40


@needs_shared
def test_311_stations_and_50_spots_agree_with_shapely_on_a_plane(gis):
    chance, villages = random.Random(5), sorted(village_points().items())
    places = {
        f"{code}{number:03d}": (where.x + chance.gauss(0, 0.004), where.y + chance.gauss(0, 0.004))
        for number in range(1, 9)
        for code, (_, where) in villages
    }
    places = dict(sorted(places.items())[:311])
    assert len(places) == 311
    middle = [sum(axis) / len(places) for axis in zip(*places.values(), strict=True)]

    def flat(geometry):
        scale = (111_320 * math.cos(math.radians(middle[1])), 110_580)  # GRS 80 near the equator
        return shapely.transform(geometry, lambda at: (at - middle) * scale)

    def somewhere():
        x, y = chance.choice(sorted(places.values()))
        return x + chance.uniform(-0.003, 0.003), y + chance.uniform(-0.003, 0.003)

    looks, known = {}, {}
    for number in range(SPOTS):
        x, y = somewhere()
        signals = COVERED if number % 3 == 0 else [{"operator": "all", "signal": "none"}]
        shape = at(x, y) if number % 2 else box(x, y, 0.003)
        day = f"2024-01-{1 + number % 28:02d}"
        key = spot(gis, shape, signals, seen_on=day)
        real = flat(Point(x, y) if number % 2 else Polygon(shape["coordinates"][0]))
        looks[key] = (real, 500 if number % 2 else 0, (day, int(key)), signals is COVERED)
    for _ in range(ASSETS):
        x, y = somewhere()
        known[asset(gis, x, y, "fibre")] = flat(Point(x, y))
    register(gis, places)
    gis.plan_stations()
    told = {}
    after = None
    while True:
        page = call(gis, "list_station_plans", area="1971", limit=200, after=after)
        told |= {one["tps"]: one for one in page["items"]}
        after = page["next"]
        if after is None:
            break
    for code, place in places.items():
        here = flat(Point(place))
        nearest = min(shape.distance(here) for shape in known.values())
        assert told[code]["asset"]["metres"] == pytest.approx(nearest, rel=0.005, abs=1)
        holding = [look for look in looks.values() if look[0].distance(here) <= look[1]]
        close = [abs(look[0].distance(here) - look[1]) < 3 for look in looks.values()]
        if any(close):
            continue
        if not holding:
            assert told[code]["signal"] == "unknown"
            continue
        newest = max(holding, key=lambda look: look[2])
        assert told[code]["signal"] == ("weak" if newest[3] else "none")
        away = [
            look[0].distance(here) for look in looks.values() if look[3] and look not in holding
        ]
        wanted = 0 if newest[3] else min(away)
        assert told[code]["covered"]["metres"] == pytest.approx(wanted, rel=0.005, abs=1)
