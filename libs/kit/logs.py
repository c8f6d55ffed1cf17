"""One structured log line format for every process: JSON, with the request's id in it."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog

from libs.kit.settings import Settings

bind = structlog.contextvars.bind_contextvars
clear = structlog.contextvars.clear_contextvars


def configure(service: str, role: str, settings: Settings) -> None:
    """Send structlog and the standard library's loggers through one formatter to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        _process(service, role),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(settings.log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("amqp", "kombu", "nameko", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Ten lines and two tracebacks for each try to connect; the kit says it in one.
    logging.getLogger("pika").setLevel(logging.CRITICAL)


def get(name: str) -> Any:
    """Return a logger whose calls are `log.info("what_happened", key=value)`."""
    return structlog.stdlib.get_logger(name)


def _process(service: str, role: str) -> Any:
    def add(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["service"], event["role"] = service, role
        return event

    return add


def _renderer(form: str) -> Any:
    if form == "console":
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(serializer=_dumps)


def _dumps(event: dict[str, Any], **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
