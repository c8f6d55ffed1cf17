"""The RPC client's connection: callers hand their messages over and wait on a queue of one.

The thread sends all that came together at once and hands answers back. When the connection is lost
all calls in flight fail at once: whether they were done is unknown, and commands are safe to
repeat.
"""

from __future__ import annotations

import queue
import uuid
from dataclasses import dataclass, field
from typing import Any

import pika

from libs.kit import wire
from libs.kit.errors import KendaliError, Unavailable
from libs.kit.link import BrokerUnavailable, Link


class ServiceUnavailable(Unavailable):
    slug, title = "service-unavailable", "The service does not run"


Answer = KendaliError | tuple[str, bytes]


@dataclass(eq=False)
class Call:
    """One message on its way; its answer is (content type, body) or why there is none."""

    service: str
    routing_key: str
    body: bytes
    properties: Any
    # Looked up late: gevent may have patched it since this module was imported.
    answer: queue.SimpleQueue[Answer] = field(
        default_factory=lambda: queue.SimpleQueue()  # noqa: PLW0108
    )
    abandoned: bool = False


class RpcLink(Link):
    """Sends calls and hands back their answers, by correlation id."""

    def __init__(self, url: str, name: str) -> None:
        self._name, self._reply_key = name, ""
        self._pending: dict[str, Call] = {}
        self._outgoing: list[Call] = []
        self._scheduled = False
        super().__init__(url, name)

    def send(self, call: Call) -> None:
        """Hand the call to the thread; its answer comes in `call.answer`."""
        with self._lock:
            self._outgoing.append(call)
            wake, self._scheduled = not self._scheduled, True
        if wake:
            self.on_thread(self._flush)

    def forget(self, call: Call) -> None:
        """Drop a call whose caller waits no longer."""
        call.abandoned = True
        self._pending.pop(call.properties.correlation_id, None)

    def _opened(self, channel: Any) -> None:
        # A key for each connection: the broker may still hold the queue of the one before.
        self._reply_key = str(uuid.uuid4())
        replies = f"rpc.reply-{self._name}-{self._reply_key}"
        channel.add_on_return_callback(self._on_return)
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, callback=_part)
        channel.queue_declare(replies, exclusive=True, auto_delete=True, callback=_part)
        channel.queue_bind(replies, wire.RPC_EXCHANGE, self._reply_key, callback=_part)
        channel.basic_consume(
            replies, self._on_answer, auto_ack=True, exclusive=True, callback=self._on_consuming
        )

    def _on_consuming(self, _frame: Any) -> None:
        self._mark_ready()
        self._flush()

    def _on_answer(self, _channel: Any, _method: Any, properties: Any, body: bytes) -> None:
        call = self._pending.pop(properties.correlation_id, None)
        if call is not None:
            call.answer.put((properties.content_type, body))

    def _on_return(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        call = self._pending.pop(properties.correlation_id, None)
        if call is not None:
            call.answer.put(ServiceUnavailable(f"{call.service} does not run"))

    def _flush(self) -> None:
        with self._lock:
            batch, self._outgoing, self._scheduled = self._outgoing, [], False
        with self._connection.joined():
            for call in batch:
                self._begin(call)

    def _begin(self, call: Call) -> None:
        self._pending[call.properties.correlation_id] = call
        if call.abandoned:  # asked after it was made pending, so that none is left behind
            self._pending.pop(call.properties.correlation_id, None)
        else:
            self._publish(call)

    def _publish(self, call: Call) -> None:
        call.properties.reply_to = self._reply_key
        try:
            self._channel.basic_publish(
                wire.RPC_EXCHANGE, call.routing_key, call.body, call.properties, mandatory=True
            )
        except pika.exceptions.AMQPError:
            self._fail(call)

    def _lost(self) -> None:
        with self._lock:
            waiting, self._outgoing, self._scheduled = self._outgoing, [], False
        pending, self._pending = self._pending, {}
        for call in [*waiting, *pending.values()]:
            self._fail(call)

    def _fail(self, call: Call) -> None:
        self._pending.pop(call.properties.correlation_id, None)
        call.answer.put(BrokerUnavailable("the connection to the message broker was lost"))


def _part(_frame: Any) -> None:
    """Hear one of the first three answers; the broker gives them in order, the fourth counts."""
