"""The templates that ship: a JSON file each, beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from services.elections.stages.domain import Stage, Template, UnknownTemplate

FOLDER = Path(__file__).parent / "templates"


@cache
def templates() -> dict[str, Template]:
    """Return the templates by id."""
    found = [_template(orjson.loads(path.read_bytes())) for path in sorted(FOLDER.glob("*.json"))]
    return {template.id: template for template in found}


def template(name: str) -> Template:
    """Return the template; raises UnknownTemplate."""
    if name not in templates():
        raise UnknownTemplate(f"{name} is none of {', '.join(templates())}")
    return templates()[name]


def _template(data: dict[str, Any]) -> Template:
    stages = tuple(_flat(data["stages"], None, data))
    return Template(data["id"], data["name"], date.fromisoformat(data["voting_day"]), stages)


def _flat(items: list[Any], parent: str | None, whole: dict[str, Any]) -> Iterator[Stage]:
    for place, item in enumerate(items, 1):
        yield Stage(
            item["id"],
            item["name"],
            parent,
            _day(item.get("starts")),
            _day(item.get("ends")),
            item.get("timing", ""),
            item.get("body", whole["body"]),
            item.get("basis", whole["basis"]),
            place,
        )
        yield from _flat(item.get("children", []), item["id"], whole)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
