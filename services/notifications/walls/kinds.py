"""Kinds of panels and the scenes that come with the software: data beside this file."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastjsonschema
import orjson

from services.notifications.walls.domain import Panel, Scene

FOLDER = Path(__file__).parent
Data = dict[str, Any]


@functools.cache
def known() -> Data:
    """Return `{"columns", "rows", "most", "kinds"}`.

    A kind has its titles, its `least` width and height, `whole` where it fills the grid alone, and
    `options`, a JSON Schema.
    """
    return dict(orjson.loads((FOLDER / "panels.json").read_bytes()))


def kinds() -> Data:
    return dict(known()["kinds"])


@functools.cache
def _check(kind: str) -> Callable[[Any], Any]:
    schema = kinds()[kind]["options"]
    check: Callable[[Any], Any] = fastjsonschema.compile(schema, use_default=False, fast_fail=False)
    return check


def wrong(kind: str, options: Data) -> list[tuple[str, str]]:
    """Return what is wrong with a panel's options: (which, what)."""
    try:
        _check(kind)(options)
    except fastjsonschema.JsonSchemaValuesException as many:
        found = [_said(error) for error in many.errors]
        return [one for each in found for one in each]
    return []


def _said(error: Any) -> list[tuple[str, str]]:
    if error.rule == "required":
        missing = [name for name in error.rule_definition if name not in error.value]
        return [(name, "is missing") for name in missing]
    if error.rule == "additionalProperties":
        unknown = [name for name in error.value if name not in error.definition["properties"]]
        return [(str(name), "is not an option of this") for name in unknown]
    where = ".".join(str(part) for part in error.path[1:])
    return [(where, error.message.removeprefix(str(error.name)).strip())]


@functools.cache
def built_in() -> dict[str, Scene]:
    """Return the scenes that are there without being made, by code."""
    rows = orjson.loads((FOLDER / "scenes.json").read_bytes())
    return {row["code"]: _scene(row) for row in rows}


def _scene(row: Data) -> Scene:
    panels = tuple(Panel(**one) for one in row["panels"])
    return Scene(row["code"], row["title"], row["title_en"], "", panels, built_in=True)
