"""A service in processes of its own, and what it tells the bus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from libs.kit import clock, ids, topology
from libs.kit.envelope import CONTENT_TYPE, Event, head
from libs.kit.rpc_client import RpcClient
from tests.databases import TestDatabase
from tests.processes import Process
from tests.servers import until


@contextmanager
def serving(
    name: str, database: TestDatabase, amqp_url: str, folder: Path, **more: str
) -> Iterator[tuple[RpcClient, Ears]]:
    """Run the service's rpc, events and relay; gives a caller and what it hears of its events.

    `more` are further settings.
    """
    topology.declare(amqp_url)
    environ = {"KENDALI_DATABASE_URL": database.url(name), "KENDALI_AMQP_URL": amqp_url}
    environ |= more
    with ExitStack() as stack:
        ears = stack.enter_context(closing(Ears(amqp_url, name)))
        client = stack.enter_context(closing(RpcClient(amqp_url, "test")))
        processes = [
            Process(folder / f"{name}-{role}.log", environ, "libs.kit.run", name, role)
            for role in ("rpc", "events", "relay")
        ]
        for process in processes:
            stack.callback(process.kill)
        for process in processes:
            process.ready()
        yield client, ears


class Ears:
    """A queue of one test that hears all events of a service."""

    def __init__(self, amqp_url: str, source: str) -> None:
        self._connection = topology.connect(amqp_url, "ears")
        self._channel = self._connection.channel()
        self._queue = self._channel.queue_declare("", exclusive=True).method.queue
        self._channel.queue_bind(self._queue, topology.events_exchange(source), "#")

    def next(self) -> dict[str, Any]:
        """Return the next event's envelope."""
        return until(self._take)

    def _take(self) -> dict[str, Any] | None:
        _, _, body = self._channel.basic_get(self._queue, auto_ack=True)
        return None if body is None else dict(orjson.loads(body))

    def tell(self, source: str, event: Event, sequence: int) -> None:
        """Publish an event as another service's relay would."""
        made = head(source, event, ids.new_id(), clock.now()) | {"sequence": str(sequence)}
        properties = topology.pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)
        exchange = topology.events_exchange(source)
        self._channel.confirm_delivery()
        self._channel.basic_publish(
            exchange, event.type, orjson.dumps(made), properties, mandatory=True
        )

    def close(self) -> None:
        self._connection.close()
