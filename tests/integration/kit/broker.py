"""What a test says to RabbitMQ directly."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import orjson
import pika

from libs.kit import clock, ids
from libs.kit.envelope import CONTENT_TYPE, Event, head
from libs.kit.topology import connect


class Broker:
    """Publishes and looks into queues of one vhost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None

    @property
    def channel(self) -> Any:
        if self._connection is None or self._connection.is_closed:
            self._connection = connect(self._url, "test")
            self._channel = self._connection.channel()
        return self._channel

    def put(self, queue: str, body: bytes, **properties: Any) -> None:
        """Put a message straight onto a queue."""
        made = pika.BasicProperties(delivery_mode=2, **properties)
        self.channel.basic_publish("", queue, body, made, mandatory=True)

    def tell(self, queue: str, account: str, sequence: int, amount: int = 1) -> bytes:
        """Put an event of the ledger onto a queue; returns its body."""
        event = Event("entry_posted", account, {"account": account, "amount": amount})
        body = envelope("ledger", event, sequence)
        self.put(queue, body, content_type=CONTENT_TYPE)
        return body

    def depth(self, queue: str) -> int:
        found = self.channel.queue_declare(queue, passive=True)
        return int(found.method.message_count)

    def take(self, queue: str) -> tuple[Any, bytes] | None:
        """Take one message: its properties and body."""
        method, properties, body = self.channel.basic_get(queue, auto_ack=True)
        return None if method is None else (properties, body)

    def close(self) -> None:
        """End the connection; a test may have ended the broker before."""
        with suppress(pika.exceptions.AMQPError):
            if self._connection is not None and self._connection.is_open:
                self._connection.close()


def envelope(source: str, event: Event, sequence: int) -> bytes:
    made = head(source, event, ids.new_id(), clock.now()) | {"sequence": str(sequence)}
    return orjson.dumps(made)
