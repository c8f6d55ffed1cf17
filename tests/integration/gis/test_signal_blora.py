"""A whole regency: Blora's real villages and its real number of stations, with signal that is made.

Where there is no signal in Blora nobody published: each seventh village is a blank spot here, and
one village of each sub-district has a tower.
"""

import csv
import json
from collections import Counter

import pytest
import shapely
from shapely import Point

from tests.integration.gis.layering import call, who
from tests.integration.gis.signalling import asset, register, spot
from tests.shared import SHARED, needs_shared, village_points

REGENCY, TPS, OFFLINE_M, TOWER_M = "3316", 1453, 10_000, 2_000
AREAS, COUNTS = SHARED / "data" / "areas", SHARED / "data" / "elections" / "pilkada2024"
PLANNER = who("gis_editor", area=REGENCY)

pytestmark = needs_shared


def shapes(level):
    """Return real boundaries by code, as they are published."""
    text = (AREAS / f"blora_{level}.geojson").read_text(encoding="utf-8")
    found = json.loads(text)["features"]
    return {one["properties"]["kode"].replace(".", ""): one for one in found}


def published():
    """Return how many stations each sub-district had on 27 November 2024."""
    with (COUNTS / "pkwkk_3316.csv").open(encoding="utf-8") as file:
        return {row["kode_kecamatan"]: int(row["tps_total"]) for row in csv.DictReader(file)}


def places():
    """Return a point for each station: they are spread over the villages of their sub-district."""
    points, found = village_points("blora"), {}
    for district, count in published().items():
        villages = sorted(code for code in points if code.startswith(district))
        for number in range(count):
            code, turn = villages[number % len(villages)], number // len(villages)
            found[f"{code}{turn + 1:03d}"] = points[code][1]
    return found


def every_plan(gis):
    found, after = {}, None
    while True:
        page = call(gis, "list_station_plans", PLANNER, area=REGENCY, limit=500, after=after)
        found |= {one["tps"]: one for one in page["items"]}
        after = page["next"]
        if after is None:
            return found


@pytest.fixture
def regency(gis):
    items = [
        {"code": code, "name": one["properties"]["nama"], "geometry": one["geometry"]}
        for level in ("kabkota", "kecamatan", "desa")
        for code, one in sorted(shapes(level).items())
    ]
    call(gis, "put_boundaries", who("admin"), items=items)
    register(gis, {tps: (at.x, at.y) for tps, at in places().items()})
    return gis


def test_each_station_of_a_regency_has_its_signal_and_its_plan(regency):
    villages = sorted(shapes("desa").items())
    blank = dict(villages[::7])
    for code, one in blank.items():
        spot(regency, one["geometry"], name=code)
    served = {}
    for district in sorted(published()):
        code = next(c for c, _ in villages if c.startswith(district) and c not in blank)
        served[code] = at = village_points("blora")[code][1]
        asset(regency, at.x, at.y, "cell_tower", operator="telkomsel", radius_m=TOWER_M)
    regency.plan_stations()

    told = every_plan(regency)
    assert len(told) == TPS
    grounds = {
        code: shapely.from_geojson(json.dumps(one["geometry"])) for code, one in blank.items()
    }
    for tps, plan in told.items():
        inside = [code for code, ground in grounds.items() if ground.covers(Point(plan["point"]))]
        assert (plan["signal"] == "none") == bool(inside), tps
        assert plan["district"]["code"] == tps[:6]
        near = plan["covered"] and plan["covered"]["metres"] <= OFFLINE_M
        if inside:
            assert plan["plan"] == ("offline" if near else "move")
        elif tps[:10] in served:
            assert (plan["signal"], plan["plan"]) == ("weak", "online")
    expected = Counter(tps[:6] for tps, plan in told.items() if plan["signal"] == "none")

    rows = call(regency, "plan_readiness", PLANNER, area=REGENCY)["items"]
    assert {row["area"]["code"]: row["stations"] for row in rows} == published()
    assert {row["area"]["code"]: row["none"] for row in rows if row["none"]} == dict(expected)
    assert sum(expected.values()) > 100
