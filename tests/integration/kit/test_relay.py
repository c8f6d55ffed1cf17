"""The outbox's way to the broker: nothing lost, nothing twice in effect, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import orjson
import pytest

from libs.kit import outbox
from libs.kit.db import Database
from libs.kit.envelope import CONTENT_TYPE, Event
from tests.databases import TestDatabase
from tests.integration.kit.broker import Broker
from tests.integration.kit.conftest import Run
from tests.processes import Process
from tests.servers import Servers, until

QUEUE = "mirror.ledger.entry_posted"
Count = Callable[[str, str], int]


@pytest.fixture
def ledger(kit_database: TestDatabase) -> Iterator[Database]:
    database = Database(kit_database.url("ledger"))
    yield database
    database.close()


def post(database: Database, account: str, times: int = 1) -> None:
    """Post entries, each in a transaction of its own."""
    for _ in range(times):
        with database.begin() as tx:
            outbox.add(
                tx, "ledger", Event("entry_posted", account, {"account": account, "amount": 1})
            )


def sequences(broker: Broker) -> dict[str, list[int]]:
    """Take all messages of the queue: the sequences of each subject, in order of arrival."""
    found: dict[str, list[int]] = {}
    while taken := broker.take(QUEUE):
        event = orjson.loads(taken[1])
        found.setdefault(event["subject"], []).append(int(event["sequence"]))
    return found


def test_an_event_goes_out_as_a_cloud_event(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    run("ledger", "relay")
    post(ledger, "a")
    until(lambda: broker.depth(QUEUE) == 1)
    properties, body = broker.take(QUEUE) or pytest.fail("nothing")
    event = orjson.loads(body)
    assert properties.content_type == CONTENT_TYPE
    assert properties.message_id == event["id"]
    assert properties.delivery_mode == 2
    assert event["type"] == "kendali.ledger.entry_posted.v1"
    assert (event["source"], event["subject"], event["sequence"]) == ("/ledger", "a", "1")
    assert event["data"] == {"account": "a", "amount": 1}
    until(lambda: count("ledger", "outbox") == 0)


def test_a_rolled_back_transaction_tells_nobody(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    run("ledger", "relay")
    with ledger.engine.connect() as tx:
        event = Event("entry_posted", "a", {"account": "a", "amount": 1})
        outbox.add(tx, "ledger", event)
        tx.rollback()
    post(ledger, "b")
    until(lambda: broker.depth(QUEUE) == 1)
    assert sequences(broker) == {"b": [1]}


def test_one_relay_works_and_another_takes_over_when_it_is_killed(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    relays = [run("ledger", "relay"), run("ledger", "relay")]
    until(lambda: any(works(relay) for relay in relays))
    first, second = sorted(relays, key=works, reverse=True)
    assert not works(second)
    writers = [threading.Thread(target=post, args=(ledger, f"a{n}", 150)) for n in range(4)]
    for writer in writers:
        writer.start()
    until(lambda: broker.depth(QUEUE) > 50)
    first.kill()
    for writer in writers:
        writer.join()
    until(lambda: works(second))
    until(lambda: count("ledger", "outbox") == 0)
    for numbers in in_order_of_first_arrival(broker).values():
        assert numbers == list(range(1, 151))


def test_the_brokers_restart_is_survived(
    run: Run, broker: Broker, servers: Servers, ledger: Database, count: Count
) -> None:
    assert servers.broker is not None, "needs a broker of its own"
    run("ledger", "relay")
    post(ledger, "a", 20)
    servers.broker.stop()
    post(ledger, "a", 20)
    assert count("ledger", "outbox") >= 20
    servers.broker.start()
    until(lambda: count("ledger", "outbox") == 0, 40)
    assert in_order_of_first_arrival(broker) == {"a": list(range(1, 41))}


def test_the_databases_restart_is_survived(
    run: Run, broker: Broker, servers: Servers, ledger: Database, count: Count
) -> None:
    assert servers.database is not None, "needs a database of its own"
    relay = run("ledger", "relay")
    post(ledger, "a", 20)
    servers.database.restart()
    ledger.engine.dispose()
    post(ledger, "a", 20)
    until(lambda: count("ledger", "outbox") == 0, 40)
    assert in_order_of_first_arrival(broker) == {"a": list(range(1, 41))}
    assert relay.stop() == 0


def test_a_lost_topology_is_declared_again(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    run("ledger", "relay")
    post(ledger, "a")
    until(lambda: count("ledger", "outbox") == 0)
    broker.channel.queue_delete(QUEUE)
    broker.channel.exchange_delete("ledger.events")
    post(ledger, "a")
    until(lambda: count("ledger", "outbox") == 0)
    assert sequences(broker) == {"a": [2]}


def test_an_event_without_consumers_goes_out(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    run("ledger", "relay")
    with ledger.begin() as tx:
        outbox.add(tx, "ledger", Event("book_closed", "2024", {"year": 2024}))
    until(lambda: count("ledger", "outbox") == 0)


def test_from_a_command_to_its_effect_elsewhere(
    run: Run, broker: Broker, ledger: Database, count: Count
) -> None:
    run("ledger", "relay")
    run("mirror", "events")
    post(ledger, "a", 30)
    until(lambda: count("mirror", "seen") == 30)
    assert count("mirror", "inbox") == 1
    until(lambda: count("ledger", "outbox") == 0)


def works(relay: Process) -> bool:
    return "relaying" in relay.text()


def in_order_of_first_arrival(broker: Broker) -> dict[str, list[int]]:
    """Return each subject's sequences without repeats: what was sent twice counts once."""
    return {subject: list(dict.fromkeys(found)) for subject, found in sequences(broker).items()}
