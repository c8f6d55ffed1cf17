"""One request, followed by its id through every process that it touches."""

from __future__ import annotations

import json

from tests import factories
from tests.e2e.conftest import Running
from tests.servers import until

ELECTION = "satu-permintaan-2024"
ROAD = ("gateway", "elections-rpc", "elections-relay", "notifications-events")


def lines_of(running: Running, process: str, request_id: str) -> list[dict]:
    text = running.stack.places.log(process).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if request_id in line]


def test_a_request_is_found_in_every_log_on_its_road(running: Running) -> None:
    admin = running.api("admin")
    tps = factories.station_codes(1)
    election = factories.election(ELECTION)
    assert admin.post("/v1/elections", election, factories.command_id(ELECTION)).ok
    stations = {"items": factories.stations(tps)}
    path = f"/v1/elections/{ELECTION}"
    assert admin.post(f"{path}/stations", stations, factories.command_id(ELECTION, "tps")).ok

    admin.session.headers["X-Request-ID"] = "jejak-satu-permintaan"
    form = factories.form(tps[0], "walikota")
    assert admin.post(f"{path}/results", form, factories.command_id(ELECTION, 1)).status_code == 201

    traces = set()
    for process in ROAD:
        found = until(lambda name=process: lines_of(running, name, "jejak-satu-permintaan"))
        assert {"ts", "level", "logger", "event", "service", "role"} <= found[0].keys()
        traces.add(found[0]["trace_id"])
    assert len(traces) == 1


def test_a_stream_of_an_unknown_election_is_refused_before_it_begins(running: Running) -> None:
    query = {"topics": "elections.tally_changed", "election": "tidak-ada-2024"}
    answer = running.api("viewer").get("/v1/stream", **query)
    assert answer.status_code == 404
    assert answer.json()["type"] == "unknown-election"
