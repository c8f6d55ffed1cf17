"""One open stream: what waits for it, and how it is written.

A message goes straight from the hub into the socket while the client keeps up: a thousand system
calls in a row cost a third of a thousand switches of greenlets. What the socket does not take waits
in a bounded queue, which the client's own greenlet empties. Who does not keep up is dropped.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gevent import get_hub
from gevent.queue import Full, Queue

from services.gateway.observing import STREAM_DROPPED
from services.gateway.scopes import Scope

MOST_WAITING = 256  # messages before a client counts as too slow
READABLE = 1  # libev's name for it
LONGEST = 12 * 3600.0  # seconds; then a client connects again


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """A server-sent event as it stands, and as a chunk of HTTP/1.1; encoded once for all."""

    plain: bytes
    chunk: bytes

    @classmethod
    def of(cls, plain: bytes) -> Message:
        return cls(plain, b"%X\r\n%b\r\n" % (len(plain), plain))


END = Message(b"", b"")  # the stream ends
AGAIN = Message(b"", b"")  # something was missed: the client needs a new snapshot


class Wire:
    """The client's socket below the server: gunicorn's, under gevent and without TLS."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self._socket: Any = environ.get("gunicorn.socket")
        # The plain socket inside gevent's: its send takes what the kernel takes, and never waits.
        inner = getattr(self._socket, "_sock", None)
        plain = environ.get("wsgi.url_scheme") == "http"
        chunked = environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
        self._inner: Any = inner if plain else None
        self._send: Callable[[bytes], int] | None = None
        if inner is not None and plain and chunked:
            self._send = inner.send
        self._watcher: Any = None

    def try_send(self, chunk: bytes) -> int:
        """Send what can be sent at once; returns how many bytes that was."""
        if self._send is None:
            return 0
        try:
            return self._send(chunk)
        except OSError:  # full, or closed: the greenlet finds out which
            return 0

    def send_rest(self, rest: bytes) -> None:
        """Send the end of a chunk that was begun; waits."""
        self._socket.sendall(rest)

    def watch(self, gone: Callable[[], None]) -> None:
        """Call once the other side has closed; without it that is seen at the next write only."""
        if self._inner is not None:
            self._watcher = get_hub().loop.io(self._inner.fileno(), READABLE)
            self._watcher.start(self._look, gone)

    def unwatch(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()
            watcher.close()

    def _look(self, gone: Callable[[], None]) -> None:
        try:
            there = self._inner.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            there = b""
        self.unwatch()
        if not there:
            gone()

    def hang_up(self) -> None:
        """Close the connection under a writer that is stuck."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class Client:
    """One open stream of a principal of this scope, until it expires (Unix time)."""

    __slots__ = ("_idle", "_queue", "_wire", "expires", "scope", "shard", "topics")

    def __init__(self, wanted: frozenset[str], scope: Scope, expires: float, wire: Wire) -> None:
        self.topics, self.scope, self._wire = wanted, scope, wire
        self.expires = min(expires, time.time() + LONGEST)
        self.shard = 0
        self._queue: Queue[Message | bytes] = Queue(MOST_WAITING)
        self._idle = False  # whether its greenlet waits and nothing is before us

    def put(self, message: Message) -> None:
        """Send the message, now or after those that wait."""
        rest: Message | bytes = message
        if self._idle and message.chunk:
            sent = self._wire.try_send(message.chunk)
            if sent == len(message.chunk):
                return
            rest = message.chunk[sent:] if sent else message
        self._idle = False
        try:
            self._queue.put_nowait(rest)
        except Full:
            self.drop("slow")

    def drop(self, reason: str) -> None:
        """End the stream: in order where the client still reads, else by its socket."""
        STREAM_DROPPED.labels(reason).inc()
        if not self._end():
            self._wire.hang_up()

    def _end(self) -> bool:
        self._idle = False
        try:
            self._queue.put_nowait(END)
        except Full:
            return False
        return True

    def open(self) -> None:
        """Look out for the other side's leaving."""
        self._wire.watch(self._gone)

    def close(self) -> None:
        self._wire.unwatch()

    def _gone(self) -> None:
        self._end()
        self._wire.hang_up()

    def forget(self) -> None:
        """Leave what waits, but for the end of a chunk: a snapshot takes its place."""
        while not self._queue.empty():
            waiting = self._queue.get_nowait()
            if isinstance(waiting, bytes):
                self._wire.send_rest(waiting)

    def messages(self) -> Iterator[Message]:
        """Wait for messages that were not sent straight away, for ever."""
        while True:
            self._idle = self._queue.empty()
            found = self._queue.get()
            if isinstance(found, bytes):
                self._wire.send_rest(found)
            else:
                yield found
