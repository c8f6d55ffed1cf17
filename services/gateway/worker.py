"""gunicorn's gevent worker, with what the gateway adds.

A cooperative database driver, RFC 9457 for requests that can't even be read, and a stop that ends
the streams first.
"""

from __future__ import annotations

import logging
import socket
from http import HTTPStatus
from typing import Any

import gevent
import orjson
from gunicorn.glogging import Logger as StockLogger
from gunicorn.http import errors as unreadable
from gunicorn.workers.ggevent import GeventWorker

_STATUS = {
    unreadable.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    unreadable.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    unreadable.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    unreadable.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}

TICK = 0.1  # seconds
LINGER, MOST_READS = 1.0, 64  # seconds, pieces


class Logger(StockLogger):  # type: ignore[misc]
    """gunicorn's own lines in the format of all others."""

    def setup(self, cfg: Any) -> None:  # noqa: ARG002
        self.error_log.propagate = True
        self.error_log.handlers[:] = []
        self.error_log.setLevel(logging.INFO)
        self.access_log.disabled = True


class _Waiting:
    """A connection's wait for its next request, for so many seconds at most."""

    def __init__(self, idle: set[_Waiting], seconds: float) -> None:
        self._idle, self._timeout = idle, gevent.Timeout(seconds)
        self._greenlet: Any = gevent.getcurrent()

    def __enter__(self) -> None:
        self._idle.add(self)
        self._timeout.start()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        self._idle.discard(self)
        self._timeout.close()
        return error is self._timeout

    def is_silent(self) -> bool:
        """Tell whether nothing has come that would have to be answered."""
        inner = getattr(self._greenlet.connection, "_sock", None)
        if inner is None:
            return False
        try:
            inner.recv(1, socket.MSG_PEEK)
        except OSError:
            return True
        return False

    def end(self) -> None:
        """Have the wait end as it does when its time is over: the connection is closed."""
        self._idle.discard(self)
        self._greenlet.kill(self._timeout, block=False)


class Worker(GeventWorker):  # type: ignore[misc]
    """One worker process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._idle: set[_Waiting] = set()

    def patch(self) -> None:
        super().patch()
        from services.gateway import cooperative  # noqa: PLC0415

        cooperative.patch_psycopg2()

    def begin(self) -> None:
        """Start the application's background work; called once the application is loaded."""
        from services.gateway.wsgi import begin, end  # noqa: PLC0415

        begin()

        def watch() -> None:
            while self.alive:
                gevent.sleep(TICK)
            end()
            while True:
                self._close_idle()
                gevent.sleep(TICK)

        gevent.spawn(watch)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        current: Any = gevent.getcurrent()
        current.connection = client
        super().handle(listener, client, addr)

    def timeout_ctx(self) -> Any:
        """Note who waits for a request: those need not be waited for at a stop."""
        return _Waiting(self._idle, self.cfg.keepalive)

    def _close_idle(self) -> None:
        """Close connections that are kept and on which nothing has come."""
        for waiting in list(self._idle):
            if waiting.is_silent():
                waiting.end()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that can't be read; anything else is gunicorn's to log and answer."""
        if not isinstance(exc, unreadable.ParseException):
            super().handle_error(req, client, addr, exc)
            return
        status = _STATUS.get(type(exc), HTTPStatus.BAD_REQUEST)
        self.log.warning("unreadable request from %s: %s", (addr or ("",))[0], type(exc).__name__)
        _send(client, status)


def _send(client: socket.socket, status: HTTPStatus) -> None:
    body = orjson.dumps(
        {
            "type": "unreadable-request",
            "title": status.phrase,
            "status": status.value,
            "detail": "the request's head can't be read, or is too large",
            "instance": "",
            "request_id": "",
        }
    )
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
        f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    try:
        client.sendall(head.encode() + body)
        _linger(client)
    except OSError:
        return  # who sent it has gone


def _linger(client: socket.socket) -> None:
    """Take what is still on its way: closed over it, the connection would lose the answer."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(LINGER)
    for _ in range(MOST_READS):
        if not client.recv(65_536):
            return
