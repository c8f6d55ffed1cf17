"""One access log line and the RED metrics of every request, by route template."""

from __future__ import annotations

import functools
import sys
from typing import Any

import orjson
import structlog
from prometheus_client import Counter, Gauge, Histogram

from libs.kit import clock, logs
from libs.kit.metrics import QUICK
from libs.kit.settings import Settings
from services.gateway.routing import Operation
from services.gateway.tokens import Session

HTTP_REQUESTS = Counter(
    "kendali_http_requests_total", "Requests answered", ["route", "method", "status"]
)
HTTP_SECONDS = Histogram(
    "kendali_http_seconds", "Time to the answer's head", ["route", "method"], buckets=QUICK
)
STREAMS = Gauge("kendali_streams", "Open event streams", multiprocess_mode="livesum")
STREAM_EVENTS = Counter("kendali_stream_events_total", "Events heard by a worker", ["outcome"])
STREAM_DROPPED = Counter("kendali_streams_dropped_total", "Streams ended by us", ["reason"])
CACHE_READS = Counter("kendali_cache_reads_total", "Reads through the cache", ["name", "outcome"])

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED, OTHER = "unmatched", "OTHER"
PROBES = frozenset({"/healthz", "/readyz"})  # asked every few seconds: no news while well

UNTOLD = "<token>"  # of an address that proves something: no log has it
_structured: Any = logs.get("services.gateway.access")
_straight: list[Any] = []  # one BytesLogger when lines are JSON


def configure(settings: Settings) -> None:
    """Write JSON access lines straight to stderr: the same form, in a tenth of the time."""
    _straight.clear()
    if settings.log_format == "json":
        wanted = settings.log_level in {"DEBUG", "INFO"}
        _straight.append(structlog.BytesLogger(sys.stderr.buffer) if wanted else None)


def record(
    *,
    operation: Operation | None,
    session: Session | None,
    request_id: str,
    trace_id: str,
    address: str,
    method: str,
    path: str,
    status: int,
    seconds: float,
) -> None:
    """Count and log a request whose answer's head is on its way."""
    route = UNMATCHED if operation is None else operation.rule
    method = method if method in KNOWN_METHODS else OTHER
    _counter(route, method, status).inc()
    _timer(route, method).observe(seconds)
    if route in PROBES and status < 400:
        return
    _write(
        {
            "request_id": request_id,
            "trace_id": trace_id,
            "principal": "" if session is None else session.principal.name,
            "address": address,
            "method": method,
            "route": route,
            "path": route if UNTOLD in route else path,
            "status": status,
            "ms": round(seconds * 1000, 2),
        }
    )


def _write(line: dict[str, Any]) -> None:
    if not _straight:
        _structured.info("request", **line)
    elif _straight[0] is not None:
        head = {"ts": clock.to_text(clock.now()), "level": "info", "logger": "access"}
        _straight[0].info(
            orjson.dumps({**head, "service": "gateway", "role": "http", "event": "request", **line})
        )


@functools.cache
def _counter(route: str, method: str, status: int) -> Any:
    return HTTP_REQUESTS.labels(route, method, str(status))


@functools.cache
def _timer(route: str, method: str) -> Any:
    return HTTP_SECONDS.labels(route, method)
