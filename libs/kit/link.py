"""One pika connection with a thread of its own, which reconnects by itself until it is closed.

What its subclasses add: `_opened` sets up the fresh channel and calls `_mark_ready`; `_lost` tells
whoever waits that the connection is gone.
"""

from __future__ import annotations

import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pika

from libs.kit import logs
from libs.kit.errors import Unavailable

log = logs.get(__name__)
HEARTBEAT = 10
BACKOFF = (0.1, 1.0)  # seconds, the first and the longest
JOINED_BYTES = 1 << 18


class BrokerUnavailable(Unavailable):
    slug, title = "broker-unavailable", "The message broker does not answer"


class Connection(pika.SelectConnection):
    """Can send many frames in one go.

    Pika sends each frame by itself, three for a message, and each time lets another thread have the
    interpreter, which may give it back late.
    """

    _held: list[bytes] | None = None
    _held_bytes = 0

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Send together what is written inside."""
        self._held, self._held_bytes = [], 0
        try:
            yield
        finally:
            self._send_held()
            self._held = None

    def _adapter_emit_data(self, data: bytes) -> None:
        if self._held is None:
            super()._adapter_emit_data(data)
            return
        self._held.append(data)
        self._held_bytes += len(data)
        if self._held_bytes > JOINED_BYTES:
            self._send_held()

    def _send_held(self) -> None:
        if self._held:
            super()._adapter_emit_data(b"".join(self._held))
            self._held, self._held_bytes = [], 0


class Link(ABC):
    """The connection and its thread, started at once. One channel; whatever closes it, ends both.

    All methods named `_…` run on the thread.
    """

    def __init__(self, url: str, name: str) -> None:
        self._parameters = parameters(url, name)
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._closing = threading.Event()
        self._connection: Any = None
        self._channel: Any = None
        self._backoff = BACKOFF[0]
        self._told = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        return self._ready.is_set()

    def wait_ready(self, seconds: float) -> None:
        """Wait for the connection; raises BrokerUnavailable after the seconds."""
        if not self._ready.wait(seconds):
            raise BrokerUnavailable("no connection to the message broker")

    def on_thread(self, work: Callable[[], None]) -> None:
        """Have the thread do this soon; forgotten when there is no connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.ioloop.add_callback_threadsafe(work)

    def close(self) -> None:
        self._closing.set()
        self.on_thread(self._close)
        self._thread.join(3)

    @abstractmethod
    def _opened(self, channel: Any) -> None:
        """Begin on a channel that has just been opened."""

    @abstractmethod
    def _lost(self) -> None:
        """Deal with what was under way on a connection that is gone."""

    def _mark_ready(self) -> None:
        self._backoff = BACKOFF[0]
        if self._told:
            log.info("broker_back")
        self._told = False
        self._ready.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._connect_and_serve()
            except Exception:
                log.exception("link_failed")
            self._ready.clear()
            self._lost()
            self._closing.wait(self._backoff * (1 + random.random()))  # noqa: S311
            self._backoff = min(self._backoff * 2, BACKOFF[1])

    def _connect_and_serve(self) -> None:
        connection = Connection(
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
        channel.add_on_cancel_callback(lambda _frame: self._close())
        channel.add_on_close_callback(lambda _channel, _reason: self._close())
        self._opened(channel)

    def _on_lost(self, connection: Any, reason: Any) -> None:
        if not self._closing.is_set() and not self._told:
            self._told = True  # once, not with each try to come back
            log.warning("broker_lost", error=type(reason).__name__, detail=str(reason)[:200])
        connection.ioloop.stop()

    def _close(self) -> None:
        connection = self._connection
        if connection is None:
            return
        if connection.is_open:
            connection.close()
        elif self._closing.is_set():
            connection.ioloop.stop()


def parameters(url: str, name: str) -> Any:
    """Return pika's parameters with time-outs, so that nothing waits for a dead peer for ever."""
    found = pika.URLParameters(url)
    found.heartbeat = HEARTBEAT
    found.blocked_connection_timeout = 30
    found.socket_timeout = 5
    found.stack_timeout = 10
    found.client_properties = {"connection_name": name}
    return found
