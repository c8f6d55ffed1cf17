"""Events over a real broker, to a consumer in a process of its own."""

from __future__ import annotations

import random

import orjson
import pytest

from libs.kit import wire
from libs.kit.envelope import Event
from tests.databases import TestDatabase
from tests.integration.kit.broker import Broker, envelope
from tests.integration.kit.conftest import Run
from tests.servers import Servers, until

QUEUE = "mirror.ledger.entry_posted"
DEAD = f"{QUEUE}.dead"
FAILS, SLEEPS = 666, 777


def seen(database: TestDatabase, account: str) -> list[int]:
    """Return the sequence numbers in the order of their effects."""
    rows = database.execute(
        "SELECT sequence FROM seen WHERE account = %s ORDER BY at", account, service="mirror"
    )
    return [row[0] for row in rows]


def total(database: TestDatabase, table: str) -> int:
    return database.execute(f"SELECT count(*) FROM {table}", service="mirror")[0][0]


def test_an_event_has_its_effect(run: Run, broker: Broker, kit_database: TestDatabase) -> None:
    run("mirror", "events")
    broker.tell(QUEUE, "a", 1)
    until(lambda: seen(kit_database, "a") == [1])
    until(lambda: broker.depth(QUEUE) == 0)


def test_a_duplicate_has_no_second_effect(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    body = broker.tell(QUEUE, "a", 1)
    for _ in range(5):
        broker.put(QUEUE, body)
    broker.tell(QUEUE, "a", 2)
    until(lambda: seen(kit_database, "a")[-1:] == [2])
    assert seen(kit_database, "a") == [1, 2]
    assert broker.depth(DEAD) == 0


def test_order_holds_within_each_subject_across_two_processes(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    told = [(f"s{s}", n) for n in range(1, 31) for s in range(8)]
    for account, number in told:
        broker.tell(QUEUE, account, number, amount=SLEEPS if number % 10 == 0 else 1)
    run("mirror", "events")
    run("mirror", "events")
    until(lambda: total(kit_database, "seen") == 240, 60)
    for s in range(8):
        assert seen(kit_database, f"s{s}") == list(range(1, 31))


def test_events_that_overtook_each_other_wait(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    numbers = [1, *random.Random(7).sample(range(2, 7), 5)]
    for number in numbers:
        broker.tell(QUEUE, "a", number)
    until(lambda: len(seen(kit_database, "a")) == 6, 60)
    assert seen(kit_database, "a") == [1, 2, 3, 4, 5, 6]


def test_what_waits_shares_a_transaction(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    for number in range(1, 4):
        for s in range(20):
            broker.tell(QUEUE, f"s{s}", number)
    run("mirror", "events")
    until(lambda: total(kit_database, "seen") == 60)
    used = kit_database.execute("SELECT count(DISTINCT xmin::text) FROM seen", service="mirror")
    assert used[0][0] < 60  # one for each, if nobody shared
    for s in range(20):
        assert seen(kit_database, f"s{s}") == [1, 2, 3]


def test_one_that_fails_or_came_before_spoils_nobodys_effect(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    for s in range(10):
        body = broker.tell(QUEUE, f"s{s}", 1)
    broker.tell(QUEUE, "bad", 1, FAILS)
    broker.put(QUEUE, body)
    for s in range(10):
        broker.tell(QUEUE, f"s{s}", 2)
    run("mirror", "events")
    until(lambda: total(kit_database, "seen") == 20)
    for s in range(10):
        assert seen(kit_database, f"s{s}") == [1, 2]
    until(lambda: broker.depth(DEAD) == 1, 40)


def test_a_subject_with_a_history_is_taken_up_where_it_stands(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    broker.tell(QUEUE, "old", 57)
    broker.tell(QUEUE, "old", 58)
    until(lambda: seen(kit_database, "old") == [57, 58], 30)


def test_a_failing_handler_is_retried_then_kept_with_the_reason(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    broker.tell(QUEUE, "bad", 1, FAILS)
    broker.tell(QUEUE, "good", 1)
    until(lambda: seen(kit_database, "good") == [1])
    until(lambda: broker.depth(DEAD) == 1, 40)
    properties, body = broker.take(DEAD) or pytest.fail("nothing")
    assert properties.headers["x-kendali-slug"] == "handler-failed"
    assert properties.headers["x-kendali-reason"] == "ValueError: 666 is not allowed"
    assert properties.headers["x-kendali-consumer"] == "mirror"
    assert properties.headers["x-kendali-failures"] == 4
    assert orjson.loads(body)["data"]["account"] == "bad"
    assert seen(kit_database, "bad") == []


def test_what_follows_a_failure_waits_for_it(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    process = run("mirror", "events")
    broker.tell(QUEUE, "bad", 1, FAILS)
    broker.tell(QUEUE, "bad", 2)
    until(lambda: "handler_failed" in process.text())
    assert seen(kit_database, "bad") == []
    kit_database.execute("INSERT INTO allowed VALUES ('bad')", service="mirror")
    until(lambda: seen(kit_database, "bad") == [1, 2], 30)
    assert broker.depth(DEAD) == 0


POISON = {
    "not JSON": (b"\xff\x00 not JSON", "broken-contract"),
    "not an object": (b"[1, 2]", "broken-contract"),
    "no CloudEvent": (b'{"data": {}}', "broken-contract"),
    "wrong contract": (
        envelope("ledger", Event("entry_posted", "a", {"account": 5, "amount": "much"}), 1),
        "broken-contract",
    ),
    "unknown version": (
        envelope("ledger", Event("entry_posted", "a", {}, version=9), 1),
        "unknown-contract",
    ),
    "nobody's event": (
        envelope("stranger", Event("thing_done", "a", {}), 1),
        "unknown-contract",
    ),
    "10 MB": (b"x" * (10 << 20), "too-large"),
}


def test_poison_is_kept_with_the_reason_and_stops_nobody(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    run("mirror", "events")
    for body, _ in POISON.values():
        broker.put(QUEUE, body)
    broker.put(QUEUE, b"{}", content_type="application/x-strange", content_encoding="nonsense")
    broker.tell(QUEUE, "a", 1)
    until(lambda: seen(kit_database, "a") == [1])
    until(lambda: broker.depth(DEAD) == len(POISON) + 1)
    found = {}
    for _ in range(len(POISON) + 1):
        properties, body = broker.take(DEAD) or pytest.fail("nothing")
        assert properties.headers["x-kendali-reason"]
        found[body] = properties.headers["x-kendali-slug"]
    for body, slug in POISON.values():
        assert found[body] == slug
    assert max(len(body) for body in found) > wire.MAX_EVENT_BYTES


def test_a_database_that_is_away_is_waited_for(
    run: Run, broker: Broker, servers: Servers, kit_database: TestDatabase
) -> None:
    assert servers.database is not None, "needs a database of its own"
    process = run("mirror", "events")
    broker.tell(QUEUE, "a", 1)
    until(lambda: seen(kit_database, "a") == [1])
    servers.database.stop()
    broker.tell(QUEUE, "a", 2)
    broker.tell(QUEUE, "a", 3)
    until(lambda: "event_delayed" in process.text())
    servers.database.start()
    until(lambda: seen(kit_database, "a") == [1, 2, 3], 60)
    assert broker.depth(DEAD) == 0


def test_a_broker_that_restarts_is_waited_for(
    run: Run, broker: Broker, servers: Servers, kit_database: TestDatabase
) -> None:
    assert servers.broker is not None, "needs a broker of its own"
    run("mirror", "events")
    for number in range(1, 21):
        broker.tell(QUEUE, "a", number, SLEEPS)
    until(lambda: len(seen(kit_database, "a")) > 2)
    servers.broker.restart()
    until(lambda: len(seen(kit_database, "a")) >= 20, 60)
    assert seen(kit_database, "a") == list(range(1, 21))


def test_a_killed_consumer_loses_nothing(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    for number in range(1, 21):
        broker.tell(QUEUE, "a", number, SLEEPS)
        broker.tell(QUEUE, f"b{number}", 1, SLEEPS)
    first = run("mirror", "events")
    until(lambda: len(seen(kit_database, "a")) > 2)
    first.kill()
    run("mirror", "events")
    until(lambda: total(kit_database, "seen") >= 40, 60)
    assert seen(kit_database, "a") == list(range(1, 21))
    assert total(kit_database, "seen") == 40


def test_a_stop_settles_what_is_in_hand(
    run: Run, broker: Broker, kit_database: TestDatabase
) -> None:
    process = run("mirror", "events")
    for number in range(1, 6):
        broker.tell(QUEUE, f"s{number}", 1, SLEEPS)
    until(lambda: broker.depth(QUEUE) == 0)
    assert process.stop() == 0
    done = total(kit_database, "seen")
    assert done + broker.depth(QUEUE) == 5


def test_a_loop_runs_at_the_start_and_when_notified(run: Run, kit_database: TestDatabase) -> None:
    def rounds() -> int:
        return total(kit_database, "rounds")

    process = run("mirror", "events")
    until(lambda: "READY" in process.text() and rounds() >= 1)
    before = rounds()

    def notified() -> bool:
        kit_database.execute("NOTIFY mirror_rounds", service="mirror")
        return rounds() > before

    until(notified)
    assert process.stop() == 0
