"""A collector of traces on loopback: OTLP over HTTP, read with OpenTelemetry's own messages."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.signing import listening


@dataclass(frozen=True)
class Seen:
    """One span that came."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    failed: bool


class Collector:
    """Where it listens, and what it was sent."""

    def __init__(self) -> None:
        self.url = ""
        self.spans: list[Seen] = []


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run one."""
    collector = Collector()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            collector.spans += read(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with listening(Takes) as url:
        collector.url = f"{url}/v1/traces"
        yield collector


def read(body: bytes) -> list[Seen]:
    """Return the spans of one message."""
    return [
        Seen(
            service=next(a.value.string_value for a in whole if a.key == "service.name"),
            name=span.name,
            trace=span.trace_id.hex(),
            id=span.span_id.hex(),
            parent=span.parent_span_id.hex(),
            failed=span.status.code == span.status.STATUS_CODE_ERROR,
        )
        for part in ExportTraceServiceRequest.FromString(body).resource_spans
        for whole in [part.resource.attributes]
        for scope in part.scope_spans
        for span in scope.spans
    ]
