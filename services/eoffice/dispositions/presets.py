"""Instructions that dispositions are made of, as data: `presets.json` beside this file."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import orjson

FILE = Path(__file__).with_name("presets.json")


@dataclass(frozen=True)
class Instruction:
    """An instruction; titles in Indonesian and English."""

    code: str
    title: str
    title_en: str


@functools.cache
def instructions() -> dict[str, Instruction]:
    return {row["code"]: Instruction(**row) for row in orjson.loads(FILE.read_bytes())}
