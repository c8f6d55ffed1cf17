"""The stream over real sockets: what a wall and a thousand phones rely on."""

from __future__ import annotations

import contextlib
import itertools
import socket
import uuid
from collections.abc import Iterator

import orjson
import pika
import pytest
import requests

from libs.kit import clock, contracts, ids, topology
from libs.kit.envelope import CONTENT_TYPE, Event, head
from tests import factories
from tests.integration.gateway.sse import Listener
from tests.servers import until

TALLY, RESULT, NOTICE = (
    "elections.tally_changed",
    "elections.result_submitted",
    "notifications.notice_raised",
)
TOPICS = f"topics={TALLY},{RESULT},{NOTICE}"
CODES = iter(factories.station_codes(14))
_sequences = itertools.count(1_000_000)


@pytest.fixture
def listen(house):
    """Open streams; closed at the end."""
    with contextlib.ExitStack() as stack:

        def make(query: str = TOPICS, token: str | None = None, **headers: str) -> Listener:
            token = house.token("viewer") if token is None else token
            made = Listener(house.port, query, token, **headers)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def tell(house) -> Iterator:
    """Put events straight onto the bus, as a relay would."""
    connection = topology.connect(house.amqp_url, "test")
    channel = connection.channel()
    channel.confirm_delivery()

    def make(topic: str, **changes) -> str:
        source, event = topic.split(".")
        data = contracts.get(source, event, 1).example() | changes
        event_id = ids.new_id()
        made = head(source, Event(event, "x", data), event_id, clock.now())
        body = orjson.dumps(made | {"sequence": str(next(_sequences))})
        properties = pika.BasicProperties(content_type=CONTENT_TYPE)
        channel.basic_publish(f"{source}.events", event, body, properties)
        return event_id

    yield make
    connection.close()


# The beginning


def test_a_stream_begins_with_all_there_is_to_see(house, listen):
    stream = listen()
    assert stream.status == 200
    head_lines = stream.head.lower()
    assert "content-type: text/event-stream" in head_lines
    assert "cache-control: no-cache, no-transform" in head_lines
    assert "x-accel-buffering: no" in head_lines
    snapshot = stream.next()
    assert snapshot.event == "snapshot"
    assert snapshot.data.keys() >= {"time", "elections", "tallies", "progress", "notices"}
    assert [t["contest"] for t in snapshot.data["tallies"]] == ["walikota", "gubernur"]
    assert snapshot.data["missing"] == []


def test_a_notice_that_is_open_stands_in_the_snapshot(house, listen):
    body = {"severity": "critical", "headline": "Listrik padam"}
    path = "/v1/notifications/notices"
    raised = house.api("operator").insist(path, body, str(uuid.uuid4())).json()

    def stands() -> bool:
        stream = listen()
        notices = stream.next().data["notices"]
        stream.close()
        return raised["id"] in [notice["id"] for notice in notices]

    until(stands, 5)


@pytest.mark.parametrize(
    "query", ["", "topics=", "topics=elections.unknown", f"{TOPICS},", f"{TOPICS}&x=1"]
)
def test_topics_are_known_or_refused(listen, query):
    assert listen(query).status == 422


def test_a_stream_is_not_for_nobody(listen):
    assert listen(token="").status == 401


def test_a_topic_may_be_for_some_roles_only(house, listen):
    query = "topics=eoffice.unit_registered"
    assert listen(query).status == 403
    assert listen(query, house.token("officer")).status == 200


def test_a_browser_brings_a_cookie(house, listen):
    cookie = f"kendali_access={house.token('viewer')}"
    assert listen(token="", Cookie=cookie).next().event == "snapshot"


def test_a_wall_needs_no_password(house, listen):
    answer = requests.get(f"{house.url}/wall", timeout=10)
    cookie = f"kendali_wall={answer.cookies['kendali_wall']}"
    assert listen(token="", Cookie=cookie).next().event == "snapshot"


# What happens


def test_a_result_is_seen_a_moment_later(house, listen):
    stream, tps = listen(), next(CODES)
    stream.event("snapshot")
    house.submit(tps)
    stream.until(lambda one: one.event == RESULT and one.data["data"]["tps"] == tps)
    tally = stream.event(TALLY)
    assert tally.id == tally.data["id"]
    assert tally.data["data"]["areas"][0]["area"] == "1971"


def test_nothing_falls_between_the_snapshot_and_the_first_event(house, listen):
    stream = listen()
    counted = stream.event("snapshot").data["tallies"][0]
    version = counted["version"]
    house.submit(next(CODES))
    newer = stream.until(lambda h: h.event == TALLY and h.data["data"]["version"] > version)
    tally = newer.data["data"]
    assert tally["areas"][0]["tps_in"] == counted["tps_in"] + 1


def test_an_account_hears_of_its_own_area_only(house, listen, tell):
    here = listen(f"topics={RESULT}", house.token("viewer", "197101"))
    assert {t["area"]["code"] for t in here.event("snapshot").data["tallies"]} == {"197101"}
    outside = tell(RESULT, tps="1971021001009")
    inside = tell(RESULT, tps="1971011001009")
    heard = []
    here.until(lambda one: heard.append(one.id) or one.id == inside)
    assert outside not in heard


def test_a_crew_hears_of_its_station_only_from_the_snapshot_on(house, listen, tell):
    station, other = "1971011001001", "1971011001002"
    post, path = house.api("operator").insist, "/v1/notifications/notices"
    notice = {"severity": "info", "headline": "Rapat"}
    raised = [
        post(path, notice | {"area": area}, str(uuid.uuid4())).json()["id"]
        for area in ("", "1971", "1971011001", other, station)
    ]
    above = listen(TOPICS, house.token("viewer", station)).event("snapshot").data["notices"]
    crew = listen(TOPICS, house.token("reporter", station))
    seen = crew.event("snapshot").data
    assert {one["id"] for one in above} >= {*raised[:3], raised[4]}
    assert [one["id"] for one in seen["notices"]] == [raised[4]]
    assert {one["area"]["code"] for one in seen["tallies"]} == {station}
    for area in ("", "1971", other):
        tell(NOTICE, area=area)
    tell(RESULT, tps=other)
    tell(TALLY)
    own = tell(NOTICE, area=station)
    heard = []
    crew.until(lambda one: heard.append(one) or one.id == own)
    told = [one.data["data"] for one in heard if one.event in {NOTICE, RESULT, TALLY}]
    assert {one.get("area") for one in told} == {station}


def test_who_is_in_a_party_is_not_for_crews(house, listen):
    query = "topics=elections.party_membership_found"
    assert listen(query, house.token("reporter", "1971011001001")).status == 403
    assert listen(query, house.token("operator")).status == 200


def test_heartbeats_tell_the_time_and_are_comments_too(house, listen):
    stream = listen()
    stream.event("snapshot")
    stream.until(lambda heard: heard.event == ":", 10)
    beat = stream.event("heartbeat", 10)
    assert abs((clock.from_text(beat.data["time"]) - clock.now()).total_seconds()) < 5


# Coming back


def test_who_comes_back_gets_what_was_missed_and_no_snapshot(listen, tell):
    stream = listen(f"topics={NOTICE}")
    stream.event("snapshot")
    last = tell(NOTICE)
    stream.until(lambda one: one.id == last)  # what others told before may come first
    stream.close()
    missed = [tell(NOTICE), tell(NOTICE)]
    again = listen(f"topics={NOTICE}", Last_Event_ID=last)
    heard = []
    again.until(lambda one: heard.append(one) or one.id == missed[1])
    assert [one.id for one in heard if one.id in missed] == missed
    assert "snapshot" not in {one.event for one in heard}
    asked = listen(f"topics={NOTICE}&last_event_id={missed[0]}")
    assert asked.next().id == missed[1]


def test_who_was_away_too_long_gets_a_snapshot(listen):
    assert listen(Last_Event_ID=ids.new_id()).next().event == "snapshot"
    assert listen(Last_Event_ID="anything at all").next().event == "snapshot"


# The bus goes away


def test_after_a_gap_everybody_gets_a_snapshot(house, listen, tell, broker):
    stream = listen()
    stream.event("snapshot")
    known = tell(NOTICE)
    stream.until(lambda one: one.id == known)
    broker.cut("gateway-stream")
    assert stream.event("snapshot", 30)
    assert stream.event("heartbeat", 10)
    assert listen(Last_Event_ID=known).next().event == "snapshot"
    after = tell(NOTICE)
    stream.until(lambda one: one.id == after)


# Who must go


def test_who_does_not_read_is_dropped_and_others_are_not_held_up(house, listen, tell):
    slow = socket.create_connection(("127.0.0.1", house.port), timeout=20)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    token = house.token("viewer")
    request = f"GET /v1/stream?topics={NOTICE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}"
    slow.sendall(f"{request}\r\n\r\n".encode())
    quick = listen(f"topics={NOTICE}")
    quick.event("snapshot")
    text = "x" * 2000
    metrics = f"http://127.0.0.1:{house.port + 1}/metrics"
    reason = 'kendali_streams_dropped_total{reason="slow"}'

    def dropped() -> list[str]:
        lines = requests.get(metrics, timeout=10).text.splitlines()
        return [line for line in lines if line.startswith(reason)]

    before = dropped()

    def told() -> bool:
        sent = [tell(NOTICE, text=text) for _ in range(100)]
        quick.until(lambda heard: heard.id == sent[0])
        assert [quick.event(NOTICE).id for _ in sent[1:]] == sent[1:]
        return dropped() != before

    until(told, 120)
    slow.close()


def test_a_stream_ends_with_its_token(house, listen):
    stream = listen(token=house.token("viewer", seconds=2))
    stream.event("snapshot")
    stream.end(15)


def test_an_account_holds_only_so_many_streams(house, listen):
    token = house.token("viewer", name="greedy")
    held = [listen(token=token) for _ in range(20)]
    assert all(stream.next().event == "snapshot" for stream in held)
    assert listen(token=token).status == 429
    held[0].close()
    until(lambda: listen(token=token).status == 200, 3)
