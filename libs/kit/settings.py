"""Configuration: environment variables, read once into a frozen dataclass.

A start with a bad or missing variable names all of them and exits. A secret may come from a file:
`KENDALI_X_FILE` is read where `KENDALI_X` is not set. What the region's file says is the
default of some; their variables go before it.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from libs.kit.region import Region
from libs.kit.region import read as region

T = TypeVar("T")
REQUIRED = object()
REGION = "KENDALI_REGION"


@dataclass(frozen=True)
class OfRegion:
    """A default that the region's file gives: this attribute of the region, or "" for all of it."""

    name: str


class SettingsError(Exception):
    """All that is wrong with the environment, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def field(env: str, parse: Callable[[str], Any], doc: str, default: Any = REQUIRED) -> Any:
    """Declare a setting: its variable, how its text is read, what it is for, its default."""
    metadata = {"env": env, "parse": parse, "doc": doc, "default": default}
    return dataclasses.field(metadata=metadata)


def load(cls: type[T], environ: Mapping[str, str] | None = None) -> T:
    """Read all settings of the dataclass; raises SettingsError naming every problem."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    problems: list[str] = []
    here = _region(environ, problems)
    for spec in dataclasses.fields(cast("Any", cls)):
        try:
            values[spec.name] = _value(spec.metadata, environ, here)
        except (ValueError, KeyError, OSError) as error:
            problems.append(f"{spec.metadata['env']}: {error} ({spec.metadata['doc']})")
    if problems:
        raise SettingsError(problems)
    return cls(**values)


def _region(environ: Mapping[str, str], problems: list[str]) -> Region:
    try:
        return region(_text(REGION, environ) or "")
    except (ValueError, OSError) as error:
        problems.append(f"{REGION}: {error} (the file that says which region this is)")
        return Region()


def _value(meta: Mapping[str, Any], environ: Mapping[str, str], here: Region) -> Any:
    text, default = _text(meta["env"], environ), meta["default"]
    if isinstance(default, OfRegion) and not (text and default.name):
        return getattr(here, default.name) if default.name else here
    if text is not None:
        return meta["parse"](text)
    if default is REQUIRED:
        raise ValueError("is not set")
    return default


def _text(env: str, environ: Mapping[str, str]) -> str | None:
    text = environ.get(env)
    if text is None and f"{env}_FILE" in environ:
        text = Path(environ[f"{env}_FILE"]).read_text(encoding="utf-8").strip()
    return text


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds."""

    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(f"{number} is not within {low} to {high}")
        return number

    return parse


def share(text: str) -> float:
    """Read a part of a whole, 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(f"{text} is not within 0 to 1")
    return number


def url(*schemes: str) -> Callable[[str], str]:
    """Return a reader of URLs of these schemes. The text of a URL never stands in an error."""

    def parse(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError(f"needs a URL that starts with {' or '.join(schemes)}://")
        return text

    return parse


def service(text: str) -> str:
    """Read the address of a service outside, "" where there is none; it takes no keys, no query."""
    if not text:
        return ""
    parts = urlsplit(url("http", "https")(text))
    if "@" in parts.netloc or parts.query:
        raise ValueError("takes no keys and no query")
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader that takes one of these words."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"is not one of {', '.join(words)}")
        return text

    return parse


@dataclass(frozen=True)
class Settings:
    """What each process of each service reads."""

    database_url: str = field(
        "KENDALI_DATABASE_URL",
        url("postgresql"),
        "the service's own role and the database, postgresql://role:password@host:port/kendali",
    )
    amqp_url: str = field(
        "KENDALI_AMQP_URL", url("amqp", "amqps"), "RabbitMQ, amqp://user:password@host:port/vhost"
    )
    metrics_host: str = field(
        "KENDALI_METRICS_HOST", str, "address of /metrics, /healthz, /readyz", "127.0.0.1"
    )
    metrics_port: int = field(
        "KENDALI_METRICS_PORT", whole(0, 65535), "port of /metrics; 0 = none", 0
    )
    log_level: str = field(
        "KENDALI_LOG_LEVEL",
        one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "least level that is logged",
        "INFO",
    )
    log_format: str = field(
        "KENDALI_LOG_FORMAT", one_of("json", "console"), "json for machines, console", "json"
    )
    region: Region = field(REGION, region, "the file that says which region this is", OfRegion(""))
    timezone: ZoneInfo = field(
        "KENDALI_TIMEZONE", ZoneInfo, "zone of the screens", OfRegion("zone")
    )
    traces: str = field(
        "KENDALI_TRACES", service, "collector of traces (OTLP over HTTP); none is sent without", ""
    )
    traces_ratio: float = field(
        "KENDALI_TRACES_RATIO", share, "share of the traces begun here that is sent, 0 to 1", 1.0
    )
    workers: int = field("KENDALI_WORKERS", whole(1, 500), "handlers at once in one process", 10)
    db_pool: int = field(
        "KENDALI_DB_POOL", whole(1, 200), "database connections of one process", 10
    )
    stop_seconds: int = field(
        "KENDALI_STOP_SECONDS", whole(1, 300), "how long a stop may wait for running work", 20
    )


@dataclass(frozen=True)
class MigrateSettings(Settings):
    """What the migrate role reads besides."""

    admin_database_url: str = field(
        "KENDALI_ADMIN_DATABASE_URL",
        url("postgresql"),
        "an administrator, who creates roles and schemas; used by the migrate role only",
    )
