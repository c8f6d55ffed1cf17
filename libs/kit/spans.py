"""OpenTelemetry spans of requests, calls and events, sent to a collector that takes OTLP.

Without KENDALI_TRACES nothing of OpenTelemetry is loaded: the trace context goes on by itself
(`tracing`), and a span costs nothing but its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from libs.kit import tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span as Recorded
    from opentelemetry.trace import Tracer

    from libs.kit.settings import Settings

Attributes = Mapping[str, str | int]
SERVER, CLIENT, CONSUMER = "SERVER", "CLIENT", "CONSUMER"
_tracer: Tracer | None = None


class Span:
    """What runs now, as a part of its trace. Ends once, by `end` or by leaving the `with`."""

    def __init__(self, traceparent: str, recorded: Recorded | None = None) -> None:
        self.traceparent = traceparent
        self._recorded = recorded

    def end(self, failure: str = "", attributes: Attributes | None = None) -> None:
        """End it, with what became of it; `failure` is the slug of an error of ours."""
        recorded, self._recorded = self._recorded, None
        if recorded is None:
            return
        recorded.set_attributes(attributes or {})
        if failure:
            from opentelemetry.trace import StatusCode  # noqa: PLC0415

            recorded.set_status(StatusCode.ERROR, failure)
        recorded.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.end(getattr(kind, "slug", kind.__name__) if kind else "")


def configure(service: str, role: str, settings: Settings) -> None:
    """Send spans from now on, in batches, where the settings name a collector.

    A collector that is away costs nobody anything but its spans. A trace is recorded when whoever
    began it says so; of those that begin here, KENDALI_TRACES_RATIO are.
    """
    if not settings.traces:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415

    about = {"service.namespace": "kendali", "service.name": service, "kendali.role": role}
    sampler = ParentBasedTraceIdRatio(settings.traces_ratio)
    provider = TracerProvider(sampler, Resource(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
    global _tracer  # noqa: PLW0603 -- one collector per process, as with logs
    _tracer = provider.get_tracer("kendali")


def begin(name: str, kind: str, parent: str, attributes: Attributes | None = None) -> Span:
    """Begin a part of the parent's trace (a traceparent), or a trace where there is no parent.

    `kind` is SERVER, CLIENT or CONSUMER. Attributes have OpenTelemetry's names where it has one,
    and few values: no ids, no names of people.
    """
    if _tracer is None:
        return Span(tracing.child(parent))
    from opentelemetry.trace import SpanKind  # noqa: PLC0415
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    context = TraceContextTextMapPropagator().extract({"traceparent": parent})
    recorded = _tracer.start_span(name, context, SpanKind[kind], attributes)
    return Span(_traceparent(recorded), recorded)


def _traceparent(recorded: Recorded) -> str:
    at = recorded.get_span_context()
    return f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags:02x}"
