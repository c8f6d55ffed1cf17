"""The stream's hub: who hears what, from where, and until when."""

from __future__ import annotations

import time
from datetime import timedelta

import gevent
import orjson
import pytest

from libs.kit import clock, contracts, ids
from libs.kit.envelope import Event, head
from libs.kit.principal import Principal
from services.gateway import clients, stream
from services.gateway.clients import AGAIN, END, Client, Wire
from services.gateway.scopes import Scope
from services.gateway.stream import Hub

TALLY, RESULT, NOTICE = (
    "elections.tally_changed",
    "elections.result_submitted",
    "notifications.notice_raised",
)


class House:
    """A hub that hears the bus, and what it told the cache."""

    def __init__(self):
        self.told = []
        self.gaps = 0
        self.hub = Hub(lambda topic, _data: self.told.append(topic), self._gap)
        self.hub.found()

    def _gap(self):
        self.gaps += 1

    def tell(self, topic, before=0.0, **changes) -> str:
        """Have the bus tell the example of a topic, changed; returns its id."""
        source, event = topic.split(".")
        data = contracts.get(source, event, 1).example() | changes
        event_id, at = ids.new_id(), clock.now() - timedelta(seconds=before)
        made = head(source, Event(event, "x", data), event_id, at)
        self.hub.hear(orjson.dumps(made | {"sequence": "1"}))
        return event_id

    def listen(self, *topics, area="", role="viewer", expires=None) -> Client:
        expires = time.time() + 60 if expires is None else expires
        client = Client(frozenset(topics), scope_of(area, role), expires, Wire({}))
        assert self.hub.join(client, self.hub.last_id, self.hub.epoch) == []
        return client


@pytest.fixture
def house():
    return House()


def scope_of(area, role):
    return Scope.of(Principal("x", "x", frozenset({role}), area))


def waiting(client):
    """Return what waits for the client."""
    found = []
    while not client._queue.empty():
        found.append(client._queue.get_nowait())
    return found


def events(client):
    return [parse(message.plain) for message in waiting(client)]


def parse(plain):
    fields = dict(line.split(": ", 1) for line in plain.decode().strip().splitlines())
    return fields["event"], orjson.loads(fields["data"])


def test_a_client_hears_the_topics_it_asked_for(house):
    client = house.listen(TALLY)
    house.tell(RESULT)
    event_id = house.tell(TALLY)
    ((topic, event),) = events(client)
    assert (topic, event["id"]) == (TALLY, event_id)


def test_the_id_of_the_message_is_the_events(house):
    client = house.listen(TALLY)
    event_id = house.tell(TALLY)
    assert waiting(client)[0].plain.startswith(f"id: {event_id}\n".encode())


def test_an_event_that_comes_twice_is_given_once(house):
    client = house.listen(TALLY)
    data = contracts.get("elections", "tally_changed", 1).example()
    made = head("elections", Event("tally_changed", "x", data), ids.new_id(), clock.now())
    for _ in range(2):
        house.hub.hear(orjson.dumps(made | {"sequence": "1"}))
    assert len(waiting(client)) == 1


def test_what_is_no_event_stops_nobody(house):
    client = house.listen(TALLY)
    for body in (b"", b"{", b"[]", b"{}", b"\xff", orjson.dumps({"type": "kendali.a.b.v1"})):
        house.hub.hear(body)
    house.tell(TALLY)
    assert len(waiting(client)) == 1


def test_the_cache_is_told_before_the_clients(house):
    house.tell(TALLY)
    assert house.told == [TALLY]


# Areas


def test_a_tally_is_cut_to_the_area(house):
    rows = contracts.get("elections", "tally_changed", 1).example()["areas"]
    areas = [rows[0] | {"area": code} for code in ("1971", "197101", "1971011004", "197102")]
    client = house.listen(TALLY, area="197101")
    house.tell(TALLY, areas=areas)
    ((_, event),) = events(client)
    assert [row["area"] for row in event["data"]["areas"]] == ["197101", "1971011004"]


def test_a_tally_of_other_areas_is_not_told(house):
    client = house.listen(TALLY, area="197102")
    house.tell(TALLY)
    assert waiting(client) == []


@pytest.mark.parametrize(("area", "heard"), [("", 1), ("1971", 1), ("197101", 1), ("197102", 0)])
def test_a_result_is_told_in_its_area(house, area, heard):
    client = house.listen(RESULT, area=area)
    house.tell(RESULT, tps="1971011004001")
    assert len(waiting(client)) == heard


@pytest.mark.parametrize(
    ("notice", "area", "heard"),
    [("1971", "197101", 1), ("197101", "1971", 1), ("197102", "197101", 0), ("", "197101", 1)],
)
def test_a_notice_is_told_in_its_area_and_to_those_inside(house, notice, area, heard):
    client = house.listen(NOTICE, area=area)
    house.tell(NOTICE, area=notice)
    assert len(waiting(client)) == heard


@pytest.mark.parametrize("notice", ["", "19", "1971", "197101", "1971011004", "1971011004002"])
def test_a_crew_hears_nothing_that_is_not_about_its_station(house, notice):
    crew = house.listen(NOTICE, area="1971011004001", role="reporter")
    beside = house.listen(NOTICE, area="1971011004001", role="viewer")
    house.tell(NOTICE, area=notice)
    assert waiting(crew) == []
    assert len(waiting(beside)) == (notice != "1971011004002")


def test_a_crew_hears_of_its_station(house):
    crew = house.listen(NOTICE, RESULT, area="1971011004001", role="reporter")
    told = [house.tell(NOTICE, area="1971011004001"), house.tell(RESULT, tps="1971011004001")]
    assert [event["id"] for _, event in events(crew)] == told


@pytest.mark.parametrize(
    "topic",
    sorted(stream.topics() - {"elections.election_registered", "elections.audit_root_published"}),
)
def test_no_topic_tells_a_crew_of_another_station(house, topic):
    crew = house.listen(topic, area="9999999999999", role="reporter")
    house.tell(topic)
    assert waiting(crew) == []


# Where a client comes in


def test_a_client_that_comes_back_is_given_what_it_missed(house):
    first = house.tell(TALLY)
    missed = [house.tell(TALLY), house.tell(TALLY)]
    house.tell(RESULT)
    client = Client(frozenset({TALLY}), Scope(), time.time() + 60, Wire({}))
    given = house.hub.resume(client, first)
    assert [parse(m)[1]["id"] for m in given] == missed


def test_what_it_missed_is_cut_to_its_area_too(house):
    first = house.tell(TALLY)
    house.tell(RESULT, tps="1971011004001")
    client = Client(frozenset({RESULT}), Scope("197102"), time.time() + 60, Wire({}))
    assert house.hub.resume(client, first) == []


def test_an_id_that_is_not_known_any_more_needs_a_snapshot(house):
    client = Client(frozenset({TALLY}), Scope(), time.time() + 60, Wire({}))
    assert house.hub.resume(client, ids.new_id()) is None
    assert house.hub.resume(client, "") is None


def test_a_snapshot_from_before_a_gap_is_too_old(house):
    client = Client(frozenset({TALLY}), Scope(), time.time() + 60, Wire({}))
    epoch = house.hub.epoch
    house.hub.found()
    assert house.hub.join(client, "", epoch) is None


def test_another_process_may_have_heard_services_in_another_order(house):
    earlier = house.tell(NOTICE, before=0.5)
    known = house.tell(TALLY, before=1.0)
    client = Client(frozenset({TALLY, NOTICE}), Scope(), time.time() + 60, Wire({}))
    given = house.hub.resume(client, known)
    assert [parse(m)[1]["id"] for m in given] == [earlier]


def test_a_snapshot_of_this_process_has_all_that_it_heard_before(house):
    house.tell(NOTICE, before=0.5)
    known = house.tell(TALLY, before=1.0)
    client = Client(frozenset({TALLY, NOTICE}), Scope(), time.time() + 60, Wire({}))
    assert house.hub.join(client, known, house.hub.epoch) == []


def test_what_a_service_told_long_before_is_not_told_again(house):
    house.tell(NOTICE, before=60)
    known = house.tell(TALLY)
    client = Client(frozenset({TALLY, NOTICE}), Scope(), time.time() + 60, Wire({}))
    assert house.hub.resume(client, known) == []


def test_only_so_many_events_are_kept(house, monkeypatch):
    monkeypatch.setattr("services.gateway.ring.MOST_EVENTS", 3)
    told = [house.tell(TALLY) for _ in range(5)]
    assert [event_id in house.hub._ring for event_id in told] == [False, False, True, True, True]


def test_only_so_many_bytes_are_kept(house, monkeypatch):
    monkeypatch.setattr("services.gateway.ring.MOST_BYTES", 2500)
    told = [house.tell(TALLY) for _ in range(10)]
    assert told[0] not in house.hub._ring
    assert told[-1] in house.hub._ring


# When the bus is lost


def test_heartbeats_stop_while_the_bus_is_not_heard(house):
    assert b"event: heartbeat" in house.hub.heartbeat().plain
    house.hub.lost()
    assert house.hub.heartbeat().plain == b": heartbeat\n\n"


def test_a_gap_sends_everybody_for_a_snapshot_and_empties_the_cache(house):
    client = house.listen(TALLY)
    known, gaps = house.tell(TALLY), house.gaps
    waiting(client)
    house.hub.lost()
    house.hub.found()
    assert waiting(client) == [AGAIN]
    assert known not in house.hub._ring
    assert house.gaps == gaps + 1


# Who does not keep up, or has to go


def test_who_does_not_keep_up_is_dropped(house, monkeypatch):
    hung_up = []
    client = house.listen(TALLY)
    client._wire.hang_up = lambda: hung_up.append(True)
    for _ in range(clients.MOST_WAITING):
        house.tell(TALLY)
    assert not hung_up
    house.tell(TALLY)
    assert hung_up


def test_the_end_of_a_token_is_the_end_of_the_stream(house, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    stays, goes = house.listen(TALLY), house.listen(TALLY, expires=time.time() - 1)
    beating = gevent.spawn(house.hub.beat)
    with gevent.Timeout(10):
        assert next(goes.messages()) is END
        assert b"heartbeat" in next(stays.messages()).plain
    beating.kill()


def test_a_key_that_never_ends_still_connects_again_some_day():
    client = Client(frozenset(), Scope(), float("inf"), Wire({}))
    assert client.expires <= time.time() + clients.LONGEST


def test_a_stop_ends_everybody(house):
    client = house.listen(TALLY)
    house.hub.end()
    assert waiting(client) == [END]


def test_who_left_hears_no_more(house):
    client = house.listen(TALLY)
    house.hub.part(client)
    house.tell(TALLY)
    house.hub.found()
    assert waiting(client) == []
    assert house.hub._groups[TALLY] == {}


def test_streams_are_counted_per_principal(house):
    for name in ("a", "a", "b"):
        house.hub.enter(name)
    house.hub.leave("a")
    assert [house.hub.streams_of(n) for n in "abc"] == [1, 1, 0]


def test_every_contract_is_a_topic():
    assert {TALLY, RESULT, NOTICE} <= stream.topics()
    assert len(stream.topics()) == len({k[:2] for k in contracts.catalogue()})


def test_an_event_of_a_letter_reaches_its_readers_alone(house):
    topic = "eoffice.letter_sent"
    scopes = {
        "reader": Scope("3316", readers=frozenset({"CAMAT"})),
        "other": Scope(readers=frozenset({"LURAH"})),
        "everywhere": Scope(),
    }
    heard = {}
    for name, scope in scopes.items():
        heard[name] = Client(frozenset({topic}), scope, time.time() + 60, Wire({}))
        house.hub.join(heard[name], house.hub.last_id, house.hub.epoch)
    event_id = house.tell(topic, readers=["CAMAT", "WALI"])
    ((_, event),) = events(heard["reader"])
    assert "readers" not in event["data"]
    assert events(heard["other"]) == events(heard["everywhere"]) == []
    late = Client(frozenset({topic}), scopes["everywhere"], time.time() + 60, Wire({}))
    assert house.hub.join(late, "", house.hub.epoch) == []
    missed = Client(frozenset({topic}), scopes["reader"], time.time() + 60, Wire({}))
    assert event_id.encode() in house.hub.join(missed, "", house.hub.epoch)[0]
