"""Publishing that is sure: every message persistent, confirmed, and routed where it must be."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pika

from libs.kit.link import Link

CONNECT_SECONDS = 1.0


class Outcome(Enum):
    CONFIRMED = "confirmed"  # the broker has it, in every queue it was routed to
    UNROUTABLE = "unroutable"  # no queue wants it
    FAILED = "failed"  # refused, or unknown because the connection was lost


@dataclass(frozen=True)
class Outgoing:
    """One message. `mandatory`: it is a failure when no queue wants it."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str
    content_type: str
    mandatory: bool = True


@dataclass(eq=False)
class Batch:
    """Messages on their way; `open` counts those without an outcome."""

    messages: Sequence[Outgoing]
    outcomes: list[Outcome]
    open: int
    done: queue.SimpleQueue[None] = field(default_factory=queue.SimpleQueue)


class Publisher(Link):
    """Sends batches; any thread may, and several batches may be on their way."""

    def __init__(self, url: str, name: str) -> None:
        self._batches: list[Batch] = []
        self._open: dict[int, tuple[Batch, int]] = {}  # by delivery tag, in its order
        self._tag = 0
        super().__init__(url, name)

    def publish(self, messages: Sequence[Outgoing], timeout: float = 10.0) -> list[Outcome]:
        """Send, and return what became of each message, after the seconds at most."""
        return self.wait(self.send(messages), timeout)

    def send(self, messages: Sequence[Outgoing]) -> Batch:
        """Send a batch; batches go out in the order of the calls."""
        batch = Batch(messages, [Outcome.FAILED] * len(messages), len(messages))
        if self._ready.wait(CONNECT_SECONDS):
            self.on_thread(lambda: self._send(batch))
        else:
            batch.done.put(None)
        return batch

    def wait(self, batch: Batch, timeout: float = 10.0) -> list[Outcome]:
        """Return what became of each message of the batch, after the seconds at most."""
        try:
            batch.done.get(timeout=timeout)
        except queue.Empty:
            # Unknown is failed; a late confirm must not be taken for another message's.
            self.on_thread(self._close)
        return list(batch.outcomes)

    def _opened(self, channel: Any) -> None:
        self._tag = 0
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_confirm, callback=lambda _frame: self._mark_ready())

    def _send(self, batch: Batch) -> None:
        self._batches.append(batch)
        try:
            with self._connection.joined():
                self._send_each(batch)
        except pika.exceptions.AMQPError:
            self._close()
            self._lost()

    def _send_each(self, batch: Batch) -> None:
        for place, message in enumerate(batch.messages):
            self._publish(message)
            self._tag += 1
            self._open[self._tag] = (batch, place)

    def _publish(self, message: Outgoing) -> None:
        properties = pika.BasicProperties(
            content_type=message.content_type, message_id=message.message_id, delivery_mode=2
        )
        self._channel.basic_publish(
            message.exchange,
            message.routing_key,
            message.body,
            properties,
            mandatory=message.mandatory,
        )

    def _on_return(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        # Comes before the message's confirm, and the messages before it are confirmed mostly.
        for batch, place in self._open.values():
            if batch.messages[place].message_id == properties.message_id:
                batch.outcomes[place] = Outcome.UNROUTABLE
                return

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        good = isinstance(method, pika.spec.Basic.Ack)
        if not method.multiple:
            self._settle(method.delivery_tag, good=good)
            return
        while self._open and (first := next(iter(self._open))) <= method.delivery_tag:
            self._settle(first, good=good)

    def _settle(self, tag: int, *, good: bool) -> None:
        batch, place = self._open.pop(tag)
        if good and batch.outcomes[place] is Outcome.FAILED:
            batch.outcomes[place] = Outcome.CONFIRMED
        batch.open -= 1
        if batch.open == 0:
            self._batches.remove(batch)
            batch.done.put(None)

    def _lost(self) -> None:
        batches, self._batches = self._batches, []
        self._open.clear()
        for batch in batches:
            batch.done.put(None)
