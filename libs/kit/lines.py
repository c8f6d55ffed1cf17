"""Log lines of the hot path: one for each request, for each event sent and each event taken.

They have the form of all others, but go straight to stderr, in a tenth of the time.
"""

from __future__ import annotations

import sys
from typing import Any

import orjson
import structlog

from libs.kit import clock, logs
from libs.kit.settings import Settings

_heads: list[dict[str, str]] = []  # who this process is, when lines are JSON
_silent: list[bool] = []  # something in it when nothing below a warning is wanted


def configure(service: str, role: str, settings: Settings) -> None:
    """Take the process's name and the format of its lines."""
    _heads.clear()
    _silent.clear()
    if settings.log_level not in {"DEBUG", "INFO"}:
        _silent.append(True)
    elif settings.log_format == "json":
        _heads.append({"service": service, "role": role})


def write(logger: str, event: str, **fields: Any) -> None:
    """Write a line at level INFO, with what is bound to the log context."""
    if _silent:
        return
    if not _heads:
        logs.get(logger).info(event, **fields)
        return
    head = {"ts": clock.to_text(clock.now()), "level": "info", "logger": logger, "event": event}
    line = {**head, **_heads[0], **structlog.contextvars.get_contextvars(), **fields}
    structlog.BytesLogger(sys.stderr.buffer).info(orjson.dumps(line))
