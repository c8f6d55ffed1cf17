"""OpenTelemetry spans of requests, calls and events, sent to a collector that takes OTLP.

Without KENDALI_TRACES nothing of OpenTelemetry is loaded: the trace context goes on by itself
(`tracing`), and a span costs nothing but its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from libs.kit import tracing

if TYPE_CHECKING:
    from libs.kit.recording import Recorder
    from libs.kit.settings import Settings

Attributes = Mapping[str, str | int]
SERVER, CLIENT, CONSUMER = "SERVER", "CLIENT", "CONSUMER"
_recorder: Recorder | None = None


class Span:
    """What runs now, as a part of its trace. Ends once, by `end` or by leaving the `with`."""

    def __init__(
        self, traceparent: str, record: Callable[[str, Attributes], None] | None = None
    ) -> None:
        self.traceparent = traceparent
        self._record = record

    def end(self, failure: str = "", attributes: Attributes | None = None) -> None:
        """End it, with what became of it; `failure` is the slug of an error of ours."""
        record, self._record = self._record, None
        if record is not None:
            record(failure, attributes or {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.end(getattr(kind, "slug", kind.__name__) if kind else "")


def configure(service: str, role: str, settings: Settings) -> None:
    """Send spans from now on where the settings name a collector.

    A collector that is away costs nobody anything but its spans. A trace is recorded when whoever
    began it says so; of those that begin here, KENDALI_TRACES_RATIO are.
    """
    if not settings.traces:
        return
    from libs.kit.recording import Recorder  # noqa: PLC0415 -- of weight, and seldom wanted

    global _recorder  # noqa: PLW0603 -- one collector per process, as with logs
    _recorder = Recorder(service, role, settings)


def begin(name: str, kind: str, parent: str, attributes: Attributes | None = None) -> Span:
    """Begin a part of the parent's trace (a traceparent), or a trace where there is no parent.

    `kind` is SERVER, CLIENT or CONSUMER. Attributes have OpenTelemetry's names where it has one,
    and few values: no ids, no names of people.
    """
    if _recorder is None:
        return Span(tracing.child(parent))
    return _recorder.begin(name, kind, parent, attributes)
