"""Stations' plans and proposals over HTTP."""

from __future__ import annotations

import csv
import io

import pytest

from tests.integration.gateway.test_roads import Office
from tests.servers import until

BOX = [[[106.1, -2.1], [106.2, -2.1], [106.2, -2.0], [106.1, -2.0], [106.1, -2.1]]]
SPOT = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": BOX},
    "properties": {
        "name": "Dusun",
        "signals": [{"operator": "all", "signal": "none"}],
        "source": "survey",
        "seen_on": "2024-05-01",
    },
}
TPS = "1971011001001"


@pytest.fixture(scope="module")
def house(bare_house):
    database = bare_house.database
    register = (
        "INSERT INTO gis.stations (code, election, number, special, name, dpt, point, version)"
    )
    register += (
        " VALUES (%s, 'pilkada', 1, false, '=SUM(1)', 9, 'SRID=4326;POINT(106.15 -2.05)', 1)"
    )
    database.execute(register, TPS)
    database.execute("INSERT INTO gis.catalogue (id, version) VALUES ('tps', 1)")
    bare_house.start("gis", "rpc", "events")
    return bare_house


def test_a_plan_is_proposed_decided_listed_and_printed(house):
    office = Office(house)
    made = office.send("collections/blank_spots/items", json=SPOT)
    assert made.status_code == 201, made.text
    until(lambda: office.get(f"tps/{TPS}/plan")["plan"] == "move", 15)
    assert office.get("signal/plans", area="197101", plan="move")["items"][0]["tps"] == TPS
    [area] = office.get("signal/readiness")["items"]
    assert (area["stations"], area["none"], area["without_plan"]) == (1, 1, 0)
    version = office.get(f"tps/{TPS}/plan")["version"]
    body = {"plan": "radio", "reason": "ada HT", "expected_version": version}
    decided = office.send(f"tps/{TPS}/plan", "PUT", json=body)
    assert (decided.status_code, decided.json()["state"]) == (200, "changed")
    assert office.send(f"tps/{TPS}/plan", "PUT", json=body).status_code == 412
    assert office.get(f"tps/{TPS}/plan/history")["items"][0]["reason"] == "ada HT"
    sheet = Office(house)._ask("GET", "signal/plans.csv").text
    [row] = csv.DictReader(io.StringIO(sheet))
    assert (row["tps"], row["plan"], row["name"]) == (TPS, "radio", "'=SUM(1)")


def test_only_planners_decide(house):
    body = {"plan": "radio", "reason": "x", "expected_version": 1}
    assert Office(house, "viewer").send(f"tps/{TPS}/plan", "PUT", json=body).status_code == 403
    wrong = Office(house).send(f"tps/{TPS}/plan", "PUT", json=body | {"plan": "pigeon"})
    assert wrong.status_code == 422


def test_a_spot_is_proposed(house):
    office = Office(house)
    key = office.send("collections/blank_spots/items", json=SPOT).json()["id"]
    moved = office.send(f"signal/proposals/{key}/state", json={"state": "proposed"})
    assert (moved.status_code, moved.json()["proposal"]) == (201, "proposed")
    skipped = office.send(f"signal/proposals/{key}/state", json={"state": "on_air"})
    assert (skipped.status_code, skipped.json()["type"]) == (409, "not-next")
    assert office.get("signal/proposals", state="proposed")["items"][0]["spot"] == str(key)


def test_a_blocked_road_is_told_at_the_station(house):
    office = Office(house)
    road = {"type": "LineString", "coordinates": [[106.15, -2.0505], [106.16, -2.0505]]}
    made = {"type": "Feature", "geometry": road, "properties": {"code": "9", "name": "Jalan"}}
    assert office.send("collections/roads/items", json=made).status_code == 201
    body = {"road": "9", "from_m": 0, "to_m": 50, "reason": "flooded", "source": "BPBD"}
    blocked = office.send("signal/blocks", json=body)
    assert blocked.status_code == 201, blocked.text
    [near] = office.get(f"tps/{TPS}/reach")["near"]
    assert [bad["reason"] for bad in near["bad"]] == ["flooded"]
    assert office.send(f"signal/blocks/{blocked.json()['id']}/end").status_code == 201
    assert office.get("signal/blocks")["items"] == []
