"""What is declared for a contract."""

from __future__ import annotations

from libs.kit import topology
from libs.kit.topology import Exchange, Queue


def test_a_subscription_has_a_queue_a_dead_queue_and_two_ways_in() -> None:
    exchange, dead, queue = topology.subscription("gis", "elections", "station_registered")
    assert exchange == Exchange("elections.events", "topic")
    assert isinstance(dead, Queue)
    assert isinstance(queue, Queue)
    assert queue.name == "gis.elections.station_registered"
    assert dead.name == f"{queue.name}.dead"
    assert queue.bindings == (
        ("elections.events", "station_registered"),
        ("kendali.return", queue.name),
    )
    assert dead.bindings == (("kendali.dead", queue.name),)
    assert queue.arguments["x-dead-letter-routing-key"] == queue.name


def test_delays_cost_three_queues_in_all() -> None:
    waits = [part for part in topology.shared() if isinstance(part, Queue)]
    assert [wait.name for wait in waits] == [
        "kendali.wait.1000",
        "kendali.wait.5000",
        "kendali.wait.30000",
    ]
    assert all("x-dead-letter-routing-key" not in wait.arguments for wait in waits)


def test_everything_is_named_once() -> None:
    names = [(part.name, type(part)) for part in topology.parts()]
    assert len(names) == len(set(names))
