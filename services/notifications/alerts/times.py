"""How long alerts of each severity wait: data beside this file."""

from __future__ import annotations

import functools
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

FILE = Path(__file__).with_name("defaults.json")


@functools.cache
def defaults() -> dict[str, Any]:
    """Return what holds until an administrator sets something: times, rules, chains."""
    found: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return found


def again(severity: str) -> timedelta | None:
    """Return after how long an acknowledged one rises again unless it is over; None for never."""
    return _span("again_minutes", severity)


def expires(severity: str) -> timedelta | None:
    """Return after how long one ends by itself that nothing raised anew; None for never."""
    return _span("expire_minutes", severity)


def _span(name: str, severity: str) -> timedelta | None:
    minutes = defaults()[name][severity]
    return None if minutes is None else timedelta(minutes=minutes)
