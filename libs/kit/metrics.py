"""Prometheus metrics of every process, and the small server that shows them with its health.

Rate, errors and duration for each entrypoint; age and size for each queue of our own. Labels are
few and bounded: a method, an event, an outcome, never an id.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from libs.kit.errors import KendaliError

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

RPC_REQUESTS = Counter(
    "kendali_rpc_requests_total", "Requests served", ["service", "method", "outcome"]
)
RPC_SECONDS = Histogram(
    "kendali_rpc_seconds", "Time to serve a request", ["service", "method"], buckets=QUICK
)
EVENTS_CONSUMED = Counter(
    "kendali_events_consumed_total", "Events settled by this consumer", ["queue", "outcome"]
)
EVENT_SECONDS = Histogram(
    "kendali_event_seconds", "Time to handle an event", ["queue"], buckets=QUICK
)
EVENT_AGE = Histogram(
    "kendali_event_age_seconds",
    "Age of an event when its effect was committed",
    ["queue"],
    buckets=(*QUICK, 30, 60, 300, 3600),
)
OUTBOX_OLDEST = Gauge("kendali_outbox_oldest_seconds", "Age of the oldest unsent event")
OUTBOX_PENDING = Gauge("kendali_outbox_pending", "Unsent events")
OUTBOX_SENT = Counter("kendali_outbox_sent_total", "Events confirmed by the broker", ["event"])
QUEUE_DEPTH = Gauge("kendali_queue_messages", "Messages waiting in a queue of ours", ["queue"])
LOOP_SECONDS = Histogram(
    "kendali_loop_seconds", "Time of one round of a background loop", ["loop"], buckets=QUICK
)
LOOP_ERRORS = Counter("kendali_loop_errors_total", "Rounds of a loop that failed", ["loop"])
DATABASE_ERRORS = Counter(
    "kendali_database_errors_total", "Transactions lost because the database went away"
)


@functools.cache
def of(metric: Any, *labels: str) -> Any:
    """Return `metric.labels(…)`, looked up once: that costs more than the counting itself."""
    return metric.labels(*labels)


Ready = Callable[[], dict[str, str]]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: a scrape every few seconds is not news."""


def serve(host: str, port: int, ready: Ready, registry: Any = REGISTRY) -> WSGIServer | None:
    """Serve /metrics, /healthz and /readyz on a thread; port 0 means none.

    `ready` returns what fails, by name of the dependency; empty when all is well.
    """
    if port == 0:
        return None
    server = make_server(host, port, _app(ready, registry), _Server, _Silent)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def _app(ready: Ready, registry: Any) -> Any:
    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return _answer(start, "200 OK", CONTENT_TYPE_LATEST, generate_latest(registry))
        if path == "/healthz":
            return _json(start, "200 OK", {"status": "ok"})
        if path == "/readyz":
            failing = failures(ready)
            status = "503 Service Unavailable" if failing else "200 OK"
            return _json(start, status, {"status": "fail" if failing else "ok", "failing": failing})
        return _json(start, "404 Not Found", {"status": "not found"})

    return app


def failures(ready: Ready) -> dict[str, str]:
    """Ask what fails; a check that fails itself is a failure too."""
    try:
        return ready()
    except KendaliError as error:
        return {error.slug: error.detail}


def _json(start: Any, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    return _answer(start, status, "application/json", orjson.dumps(body))


def _answer(start: Any, status: str, kind: str, body: bytes) -> Iterable[bytes]:
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
