"""Exchanges and queues, declared from the contracts before the first event.

    <source>.events ──<event>──▶ <consumer>.<source>.<event> ──(too often)──▶ kendali.dead ─▶ ….dead
                                    ▲                  │ (later)
                              kendali.return ◀── kendali.wait.<ms>

A message that has to wait goes to a wait queue by an exchange of the same name, with the name of
its own queue as the routing key; when its time is over that key brings it home. So all delays of
all queues cost three queues.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pika

from libs.kit import contracts, logs
from libs.kit.link import parameters

log = logs.get(__name__)
WAITS = (1_000, 5_000, 30_000)  # milliseconds
DEAD = "kendali.dead"
RETURN = "kendali.return"
DELIVERY_LIMIT = 20  # deliveries whose consumer died of them, or with them
QUORUM = {"x-queue-type": "quorum"}
# The broker's own dead-lettering: moved with a confirm, not just sent off.
SURELY = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
# RabbitMQ 4 counts to 20 and drops; a dead letter is read and put back as often as one likes.
UNLIMITED = {"x-delivery-limit": 1_000_000}


@dataclass(frozen=True)
class Exchange:
    name: str
    kind: str

    def declare(self, channel: Any) -> None:
        channel.exchange_declare(self.name, self.kind, durable=True, auto_delete=False)


@dataclass(frozen=True)
class Queue:
    """A durable queue with its bindings: (exchange, routing key)."""

    name: str
    arguments: dict[str, Any]
    bindings: tuple[tuple[str, str], ...] = field(default=())

    def declare(self, channel: Any) -> None:
        channel.queue_declare(
            self.name, durable=True, auto_delete=False, arguments=dict(self.arguments)
        )
        for exchange, key in self.bindings:
            channel.queue_bind(self.name, exchange, key)


Part = Exchange | Queue


def events_exchange(source: str) -> str:
    return f"{source}.events"


def queue_name(consumer: str, source: str, event: str) -> str:
    return f"{consumer}.{source}.{event}"


def dead_queue(queue: str) -> str:
    return f"{queue}.dead"


def wait_exchange(milliseconds: int) -> str:
    return f"kendali.wait.{milliseconds}"


def shared() -> list[Part]:
    """Return what all queues share."""
    parts: list[Part] = [Exchange(DEAD, "direct"), Exchange(RETURN, "direct")]
    for wait in WAITS:
        name = wait_exchange(wait)
        ttl = {"x-message-ttl": wait, "x-dead-letter-exchange": RETURN}
        parts += [
            Exchange(name, "fanout"),
            Queue(name, QUORUM | SURELY | ttl, ((name, ""),)),
        ]
    return parts


def subscription(consumer: str, source: str, event: str) -> list[Part]:
    """Return the queue of one consumer for one event, with its dead letters."""
    name = queue_name(consumer, source, event)
    limits = {"x-delivery-limit": DELIVERY_LIMIT}
    dead = {"x-dead-letter-exchange": DEAD, "x-dead-letter-routing-key": name}
    return [
        Exchange(events_exchange(source), "topic"),
        Queue(dead_queue(name), QUORUM | UNLIMITED, ((DEAD, name),)),
        Queue(
            name,
            QUORUM | SURELY | limits | dead,
            ((events_exchange(source), event), (RETURN, name)),
        ),
    ]


def parts() -> list[Part]:
    """Return all that the contracts ask for, in the order it is declared."""
    found = shared()
    for contract in contracts.catalogue().values():
        found.append(Exchange(events_exchange(contract.source), "topic"))
        for consumer in contract.consumers:
            found += subscription(consumer, contract.source, contract.event)
    return list({part.name + type(part).__name__: part for part in found}.values())


def queues() -> list[str]:
    """Return the names of all consumers' queues."""
    return sorted(
        {
            queue_name(consumer, contract.source, contract.event)
            for contract in contracts.catalogue().values()
            for consumer in contract.consumers
        }
    )


def declare(amqp_url: str) -> None:
    """Declare everything; safe to repeat. Raises pika's errors when the broker refuses."""
    connection = connect(amqp_url, "topology")
    try:
        channel = connection.channel()
        declared = parts()
        for part in declared:
            part.declare(channel)
        log.info("topology_declared", parts=len(declared))
    finally:
        connection.close()


def connect(amqp_url: str, name: str) -> Any:
    """Return a blocking connection for administration."""
    return pika.BlockingConnection(parameters(amqp_url, name))
