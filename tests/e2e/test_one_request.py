"""One request, followed by its id and its trace through every process that it touches."""

from __future__ import annotations

import json

from tests import factories
from tests.collector import Collector
from tests.e2e.conftest import Running
from tests.servers import until

ELECTION = "satu-permintaan-2024"
ROAD = ("gateway", "elections-rpc", "elections-relay", "notifications-events")


def lines_of(running: Running, process: str, request_id: str) -> list[dict]:
    text = running.stack.places.log(process).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if request_id in line]


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BROWSER = "00f067aa0ba902b7"
SPANS = (
    ("gateway", "POST /v1/elections/<election>/results"),
    ("gateway", "elections.submit_result"),
    ("elections", "elections.submit_result"),
    ("notifications", "process notifications.elections.result_submitted"),
)


def test_a_request_is_found_in_every_log_and_span_on_its_road(
    running: Running, collector: Collector
) -> None:
    admin = running.api("admin")
    tps = factories.station_codes(1)
    election = factories.election(ELECTION)
    assert admin.insist("/v1/elections", election, factories.command_id(ELECTION)).ok
    stations = {"items": factories.stations(tps)}
    path = f"/v1/elections/{ELECTION}"
    assert admin.insist(f"{path}/stations", stations, factories.command_id(ELECTION, "tps")).ok

    admin.session.headers["X-Request-ID"] = "jejak-satu-permintaan"
    admin.session.headers["traceparent"] = f"00-{TRACE}-{BROWSER}-01"
    form = factories.form(tps[0], "walikota")
    assert admin.post(f"{path}/results", form, factories.command_id(ELECTION, 1)).status_code == 201

    traces = set()
    for process in ROAD:
        found = until(lambda name=process: lines_of(running, name, "jejak-satu-permintaan"))
        assert {"ts", "level", "logger", "event", "service", "role"} <= found[0].keys()
        traces.add(found[0]["trace_id"])
    assert traces == {TRACE}

    spans = collector.spans
    until(lambda: set(SPANS) <= {(span.service, span.name) for span in spans}, 30)
    handed_in, call, answer, heard = (
        next(span for span in spans if (span.service, span.name) == one) for one in SPANS
    )
    assert handed_in.parent == BROWSER
    assert [call.parent, answer.parent, heard.parent] == [handed_in.id, call.id, answer.id]
    assert not any(span.failed for span in spans)
    assert {span.trace for span in spans} == {TRACE}  # of all others none is recorded


def test_a_stream_of_an_unknown_election_is_refused_before_it_begins(running: Running) -> None:
    query = {"topics": "elections.tally_changed", "election": "tidak-ada-2024"}
    answer = running.api("viewer").get("/v1/stream", **query)
    assert answer.status_code == 404
    assert answer.json()["type"] == "unknown-election"
