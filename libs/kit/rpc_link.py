"""The RPC client's connection: one pika connection, run by one thread of its own.

Callers hand their messages over and wait on a queue of one; the thread sends all that came
together at once, hands answers back, and reconnects by itself. When the connection is lost all
calls in flight fail at once: whether they were done is unknown, and commands are safe to repeat.
"""

from __future__ import annotations

import queue
import random
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import pika

from libs.kit import logs, wire
from libs.kit.errors import KendaliError, Unavailable

log = logs.get(__name__)
HEARTBEAT = 10
BACKOFF = (0.1, 1.0)  # seconds, the first and the longest


class BrokerUnavailable(Unavailable):
    slug, title = "broker-unavailable", "The message broker does not answer"


class ServiceUnavailable(Unavailable):
    slug, title = "service-unavailable", "The service does not run"


@dataclass(eq=False)
class Call:
    """One message on its way; its answer is (content type, body) or why there is none."""

    service: str
    routing_key: str
    body: bytes
    properties: Any
    # Looked up late: gevent may have patched it since this module was imported.
    answer: queue.SimpleQueue[KendaliError | tuple[str, bytes]] = field(
        default_factory=lambda: queue.SimpleQueue()  # noqa: PLW0108
    )
    abandoned: bool = False


class Link:
    """The connection and its thread, started at once; `close` ends both."""

    def __init__(self, url: str, name: str) -> None:
        self._name, self._reply_key = name, ""
        self._parameters = _parameters(url, name)
        self._pending: dict[str, Call] = {}
        self._outgoing: list[Call] = []
        self._lock = threading.Lock()
        self._scheduled = False
        self._ready = threading.Event()
        self._closing = threading.Event()
        self._connection: Any = None
        self._channel: Any = None
        self._backoff = BACKOFF[0]
        self._thread = threading.Thread(target=self._run, name="rpc-link", daemon=True)
        self._thread.start()

    # What any thread may call.

    def wait_ready(self, seconds: float) -> None:
        """Wait for the connection; raises BrokerUnavailable after the seconds."""
        if not self._ready.wait(seconds):
            raise BrokerUnavailable("no connection to the message broker")

    def send(self, call: Call) -> None:
        """Hand the call to the thread; its answer comes in `call.answer`."""
        with self._lock:
            self._outgoing.append(call)
            wake, self._scheduled = not self._scheduled, True
        if wake:
            self._on_thread(self._flush)

    def forget(self, call: Call) -> None:
        """Drop a call whose caller waits no longer."""
        call.abandoned = True
        self._pending.pop(call.properties.correlation_id, None)

    def close(self) -> None:
        self._closing.set()
        self._on_thread(self._close)
        self._thread.join(3)

    def _on_thread(self, work: Any) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.ioloop.add_callback_threadsafe(work)

    # The thread.

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._connect_and_serve()
            except Exception:
                log.exception("rpc_link_failed")
            self._ready.clear()
            self._fail_all()
            self._closing.wait(self._backoff * (1 + random.random()))  # noqa: S311
            self._backoff = min(self._backoff * 2, BACKOFF[1])

    def _connect_and_serve(self) -> None:
        connection = pika.SelectConnection(
            self._parameters,
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_lost,
            on_close_callback=self._on_lost,
        )
        with self._lock:
            self._connection = connection
        try:
            connection.ioloop.start()
        finally:
            with self._lock:
                self._connection = None
            connection.ioloop.close()

    def _on_open(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._on_channel)

    def _on_channel(self, channel: Any) -> None:
        self._channel = channel
        self._reply_key = str(uuid.uuid4())
        replies = f"rpc.reply-{self._name}-{self._reply_key}"
        channel.add_on_return_callback(self._on_return)
        channel.add_on_cancel_callback(lambda _frame: self._close())
        channel.add_on_close_callback(lambda _channel, _reason: self._close())
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, callback=self._on_part)
        channel.queue_declare(replies, exclusive=True, auto_delete=True, callback=self._on_part)
        channel.queue_bind(replies, wire.RPC_EXCHANGE, self._reply_key, callback=self._on_part)
        channel.basic_consume(
            replies, self._on_answer, auto_ack=True, exclusive=True, callback=self._on_ready
        )

    def _on_part(self, _frame: Any) -> None:
        """Wait for the last of the four: the broker does them in order."""

    def _on_ready(self, _frame: Any) -> None:
        self._backoff = BACKOFF[0]
        with self._lock:
            self._scheduled = False
        self._ready.set()
        self._flush()

    def _on_lost(self, connection: Any, reason: Any) -> None:
        if not self._closing.is_set():
            log.warning("broker_lost", error=type(reason).__name__, detail=str(reason)[:200])
        connection.ioloop.stop()

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
        for call in batch:
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

    def _fail_all(self) -> None:
        with self._lock:
            waiting, self._outgoing, self._scheduled = self._outgoing, [], False
        pending, self._pending = self._pending, {}
        for call in [*waiting, *pending.values()]:
            self._fail(call)

    def _fail(self, call: Call) -> None:
        self._pending.pop(call.properties.correlation_id, None)
        call.answer.put(BrokerUnavailable("the connection to the message broker was lost"))

    def _close(self) -> None:
        connection = self._connection
        if connection is None:
            return
        if connection.is_open:
            connection.close()
        elif self._closing.is_set():
            connection.ioloop.stop()


def _parameters(url: str, name: str) -> Any:
    parameters = pika.URLParameters(url)
    parameters.heartbeat = HEARTBEAT
    parameters.blocked_connection_timeout = 30
    parameters.socket_timeout = 5
    parameters.stack_timeout = 5
    parameters.client_properties = {"connection_name": name}
    return parameters
