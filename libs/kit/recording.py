"""What OpenTelemetry does for `spans`; imported where a collector is named, and nowhere else."""

from __future__ import annotations

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from libs.kit.settings import Settings
from libs.kit.spans import Attributes, Span


class Recorder:
    """Begins spans that are sent, in batches, from a thread of the process."""

    def __init__(self, service: str, role: str, settings: Settings) -> None:
        about = {"service.namespace": "kendali", "service.name": service, "kendali.role": role}
        sampler = ParentBasedTraceIdRatio(settings.traces_ratio)
        provider = TracerProvider(sampler, Resource(about))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
        self._tracer = provider.get_tracer("kendali")
        self._propagator = TraceContextTextMapPropagator()

    def begin(self, name: str, kind: str, parent: str, attributes: Attributes | None) -> Span:
        context = self._propagator.extract({"traceparent": parent})
        recorded = self._tracer.start_span(name, context, SpanKind[kind], attributes)
        at = recorded.get_span_context()
        traceparent = f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags:02x}"

        def end(failure: str, said: Attributes) -> None:
            recorded.set_attributes(said)
            if failure:
                recorded.set_status(StatusCode.ERROR, failure)
            recorded.end()

        return Span(traceparent, end)
