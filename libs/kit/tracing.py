"""W3C Trace Context: one trace from the browser's request to the last consumer."""

from __future__ import annotations

import random
import re

import structlog

_SHAPE = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def child(parent: str = "") -> str:
    """Return a traceparent for a new span: of the parent's trace, or of a new one.

    Whether the trace is recorded goes on as the parent says it; a new one is not (`spans`).
    """
    known = _SHAPE.fullmatch(parent)
    trace, flags = (known.group(1), known.group(3)) if known else (_hex(128), "00")
    return f"00-{trace}-{_hex(64)}-{flags}"


def _hex(bits: int) -> str:
    """Return random digits: these ids only have to differ, so the kernel need not be asked."""
    return f"{random.getrandbits(bits):0{bits // 4}x}"


def trace_id(traceparent: str) -> str:
    """Return the trace's id, or nothing for a text of another shape."""
    known = _SHAPE.fullmatch(traceparent)
    return known.group(1) if known else ""


def bind(request_id: str, traceparent: str) -> None:
    """Start the log context of one request or event."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request_id=request_id, trace_id=trace_id(traceparent), traceparent=traceparent
    )


def current() -> tuple[str, str]:
    """Return (request id, traceparent) of what runs now; empty where nothing was bound."""
    bound = structlog.contextvars.get_contextvars()
    return str(bound.get("request_id", "")), str(bound.get("traceparent", ""))
