"""`@rpc`: a service method that the gateway may call.

    @rpc
    def get_tally(self, request: Request) -> dict: ...

It answers JSON values, or bytes, which cross as they are. KendaliErrors go back to the caller; of
any other error the caller learns nothing but that it happened. A request whose caller has given up
is not executed; one whose process dies is delivered again, and commands are safe to repeat.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import amqp
import orjson
from nameko.extensions import Entrypoint, SharedExtension

from libs.kit import lines, logs, metrics, spans, tracing, wire
from libs.kit.errors import BadRequest, KendaliError, to_wire
from libs.kit.intake import Intake, Source, ack
from libs.kit.request import Request

log = logs.get(__name__)
Reply = tuple[str, bytes]
Method = TypeVar("Method", bound=Callable[..., Any])


class Expired(Exception):
    """The caller waits no longer."""


class RpcQueue(SharedExtension):
    """The service's queue of requests, and the answers."""

    intake = Intake()

    def __init__(self) -> None:
        self._methods: set[str] = set()

    def setup(self) -> None:
        self._service = self.container.service_name
        queue = wire.rpc_queue(self._service)
        self.intake.listen(Source(queue, self._declare, self._arrived))

    def register(self, method: str) -> None:
        self._methods.add(method)

    def _declare(self, channel: Any) -> None:
        queue = wire.rpc_queue(self._service)
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False)
        channel.queue_bind(queue, wire.RPC_EXCHANGE, f"{self._service}.*")

    def _arrived(self, message: Any) -> None:
        self.container.work(self._serve, message)

    def _serve(self, message: Any) -> None:
        started = time.perf_counter()
        logs.clear()  # workers are used again
        method = message.delivery_info["routing_key"].partition(".")[2]
        if method not in self._methods:
            method = "unknown"
        outcome, reply = self._answer(method, message)
        if reply is not None:
            _respond(message, reply)
        ack(message)
        metrics.of(metrics.RPC_REQUESTS, self._service, method, outcome).inc()
        seconds = time.perf_counter() - started
        metrics.of(metrics.RPC_SECONDS, self._service, method).observe(seconds)
        lines.write(__name__, "served", method=method, outcome=outcome, ms=round(seconds * 1000, 2))

    def _answer(self, method: str, message: Any) -> tuple[str, Reply | None]:
        """Return the outcome's name for the metrics and what is sent back, if anything."""
        try:
            request = _parse(message)
            name = f"{self._service}.{method}"
            with spans.begin(name, spans.SERVER, request.traceparent) as span:
                tracing.bind(request.request_id, span.traceparent)
                if method == "unknown":
                    raise BadRequest(f"{self._service} has no such method")  # noqa: TRY301
                return "ok", _encode(getattr(self.container.service, method)(request))
        except Expired:
            return "expired", None
        except KendaliError as error:
            return error.slug, _failure(error)
        except Exception as error:
            log.exception("rpc_failed", method=method)
            return KendaliError.slug, _failure(error)


class Rpc(Entrypoint):
    role = "rpc"
    queue = RpcQueue()

    def setup(self) -> None:
        self.queue.register(self.method_name)

    def stop(self) -> None:
        self.queue.intake.quit()


def _parse(message: Any) -> Request:
    headers = message.properties.get("application_headers") or {}
    deadline = headers.get(wire.DEADLINE)
    if isinstance(deadline, int) and time.time() * 1000 >= deadline:
        raise Expired
    try:
        text, attachment = _parted(message.body, headers.get(wire.ATTACHED))
        return Request.from_wire(orjson.loads(text)["args"][0], attachment)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadRequest(f"not a request: {type(error).__name__}") from None


def _parted(body: bytes, attached: Any) -> tuple[bytes | memoryview, bytes]:
    """Return the JSON and the attachment; raises ValueError where that can't be in the body."""
    if attached is None:
        return body, b""
    if type(attached) is not int or not 0 < attached < len(body):
        raise ValueError("an attachment of no such size")
    return memoryview(body)[:-attached], body[-attached:]


def _encode(answer: Any) -> Reply:
    if isinstance(answer, bytes):
        content_type, body = wire.BINARY, answer
    else:
        content_type, body = wire.JSON, orjson.dumps({"result": answer, "error": None})
    if len(body) > wire.MAX_ANSWER_BYTES:
        raise ValueError(f"an answer of {len(body)} bytes is more than the bus carries")
    return content_type, body


def _failure(error: Exception) -> Reply:
    try:
        return wire.JSON, orjson.dumps({"result": None, "error": to_wire(error)})
    except TypeError:  # what the error carries is no JSON
        log.exception("error_not_serialisable", slug=getattr(error, "slug", ""))
        return wire.JSON, orjson.dumps({"result": None, "error": to_wire(Exception())})


def _respond(message: Any, reply: Reply) -> None:
    """Answer on the channel the request came by. A caller that is gone is none."""
    reply_to = message.properties.get("reply_to")
    if not reply_to:
        return
    content_type, body = reply
    answer = amqp.Message(
        body,
        content_type=content_type,
        correlation_id=message.properties.get("correlation_id", ""),
        delivery_mode=1,
    )
    try:
        message.channel.basic_publish(answer, wire.RPC_EXCHANGE, reply_to)
    except Exception as error:  # noqa: BLE001 - a broken socket shows itself in many ways
        log.warning("answer_lost", error=type(error).__name__)


def rpc(method: Method) -> Method:
    """Let the gateway call this method `(self, request) -> dict | bytes`."""
    return cast("Method", Rpc.decorator(method))
