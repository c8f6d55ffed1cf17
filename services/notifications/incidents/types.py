"""Types of incidents, and sources that make them by themselves: data beside this file."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import orjson

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Type:
    """A type of incident; titles in Indonesian and English.

    `cap` is the category of CAP 1.2; `severity` holds when nobody says another; `blocks` is why
    roads are blocked where one of these was verified, None where they are not.
    """

    code: str
    title: str
    title_en: str
    cap: str
    severity: str
    blocks: str | None


@dataclass(frozen=True)
class Origin:
    """A kind of event of another service of which reports are made.

    `mode` is what holds until an administrator sets another: off, wait or open.
    """

    code: str
    source: str
    title: str
    title_en: str
    mode: str


@functools.cache
def types() -> dict[str, Type]:
    return {row["code"]: Type(**row) for row in orjson.loads((FOLDER / "types.json").read_bytes())}


@functools.cache
def origins() -> dict[str, Origin]:
    rows = orjson.loads((FOLDER / "sources.json").read_bytes())
    return {row["code"]: Origin(**row) for row in rows}
