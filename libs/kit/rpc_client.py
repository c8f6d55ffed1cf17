"""Calls from the gateway to the services: thread-safe, many in flight on one connection.

It speaks Nameko's wire format and imports neither Nameko nor eventlet, so it runs in threads and
under gevent alike. The connection is made at the first call, in the process that makes it.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
import uuid
from queue import Empty
from typing import Any

import orjson
import pika

from libs.kit import spans, tracing, wire
from libs.kit.errors import DeadlineExceeded, KendaliError, TooLarge, from_wire
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.rpc_link import Answer, Call, RpcLink

CONNECT_SECONDS = 2.0


class RpcClient:
    """One per process, shared by all its threads. Safe to make before a fork."""

    def __init__(self, amqp_url: str, name: str = "gateway", timeout: float = 5.0) -> None:
        self._url, self._name, self._timeout = amqp_url, name, timeout
        self._lock = threading.Lock()
        self._link: RpcLink | None = None
        self._pid = 0
        self._prefix = ""
        self._numbers = itertools.count()

    def call(
        self,
        service: str,
        method: str,
        data: dict[str, Any],
        principal: Principal,
        command_id: str | None = None,
        timeout: float | None = None,
        origin: str = "",
        attachment: bytes = b"",
    ) -> Any:
        """Return the method's answer: JSON values, or bytes where it answered bytes.

        `timeout` is in seconds, `origin` the network address of who asks, `attachment` bytes that
        go along as they are. Raises the error the service raised, TooLarge for an attachment that
        the bus does not carry, Unavailable when there is no broker or no such service,
        DeadlineExceeded when no answer came in time.
        """
        timeout = self._timeout if timeout is None else timeout
        request_id, traceparent = tracing.current()
        with spans.begin(f"{service}.{method}", spans.CLIENT, traceparent) as span:
            trace = (request_id, span.traceparent, origin)
            request = Request(data, principal, command_id, *trace, attachment)
            return _read(self._ask(service, method, request, timeout))

    def _ask(self, service: str, method: str, request: Request, timeout: float) -> Answer:
        end = time.monotonic() + timeout
        link = self._connected(min(timeout, CONNECT_SECONDS))
        call = self._make(service, method, request, end)
        link.send(call)
        try:
            return call.answer.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            link.forget(call)
            raise DeadlineExceeded(f"{service} did not answer within {timeout:g} s") from None

    def failing(self) -> dict[str, str]:
        """Return what is wrong with the broker for /readyz; connects if that was not done yet."""
        try:
            self._connected(CONNECT_SECONDS)
        except KendaliError as error:
            return {"broker": error.detail}
        return {}

    def close(self) -> None:
        """End the connection; calls in flight fail with Unavailable."""
        with self._lock:
            link, self._link = self._link, None
        if link is not None and self._pid == os.getpid():
            link.close()

    def _connected(self, seconds: float) -> RpcLink:
        if self._link is None or self._pid != os.getpid():
            self._start()
        link = self._link
        assert link is not None  # noqa: S101
        link.wait_ready(seconds)
        return link

    def _start(self) -> None:
        with self._lock:
            if self._link is None or self._pid != os.getpid():
                self._pid = os.getpid()
                self._prefix = uuid.uuid4().hex
                self._link = RpcLink(self._url, self._name)

    def _make(self, service: str, method: str, request: Request, end: float) -> Call:
        left = max(1, int((end - time.monotonic()) * 1000))
        body = orjson.dumps({"args": [request.to_wire()], "kwargs": {}})
        headers = {wire.DEADLINE: int(time.time() * 1000) + left}
        if request.attachment:
            body += _bounded(request.attachment)
            headers[wire.ATTACHED] = len(request.attachment)
        properties = pika.BasicProperties(
            content_type=wire.BINARY if request.attachment else wire.JSON,
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=f"{self._prefix}.{next(self._numbers)}",
            expiration=str(left),
            headers=headers,
        )
        return Call(service, f"{service}.{method}", body, properties)


def _bounded(attachment: bytes) -> bytes:
    if len(attachment) > wire.MAX_ATTACHMENT_BYTES:
        raise TooLarge(f"at most {wire.MAX_ATTACHMENT_BYTES} bytes go along with a call")
    return attachment


def _read(answer: Answer) -> Any:
    if isinstance(answer, KendaliError):
        raise answer
    content_type, body = answer
    if content_type == wire.BINARY:
        return body
    message = orjson.loads(body)
    if message["error"] is not None:
        raise from_wire(message["error"])
    return message["result"]
