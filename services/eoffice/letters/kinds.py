"""Kinds of letters with their fields and first text, as data: `kinds.json` beside this file.

Kinds as Permendagri 1/2023 has them. A field is a line of text that stands apart from the body.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import orjson

FILE = Path(__file__).with_name("kinds.json")


@dataclass(frozen=True)
class Field:
    """A field of a kind; titles in Indonesian and English."""

    name: str
    title: str
    title_en: str
    required: bool


@dataclass(frozen=True)
class Kind:
    """A kind of letter; `body` is the clean HTML that a new one begins with.

    `purpose` says what it is for. `template` is the id of the text and fields where they are not
    those that come with us, `version` how often they were changed.
    """

    kind: str
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    body: str
    fields: tuple[Field, ...]
    template: str = ""
    version: int = 0


@functools.cache
def kinds() -> dict[str, Kind]:
    found = {}
    for row in orjson.loads(FILE.read_bytes()):
        fields = tuple(Field(**one) for one in row.pop("fields"))
        found[row["kind"]] = Kind(**row, fields=fields)
    return found
