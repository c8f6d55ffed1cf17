"""A mapping as the bus carries it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from libs.kit.errors import FieldError, Invalid
from services.indicators.domain import STATUSES, Indicator
from services.indicators.imports import dates, numbers
from services.indicators.imports.layout import Mapping

_TEXTS = ("area", "within", "fixed", "value", "decimal", "status")
_KNOWN = frozenset(Mapping.__dataclass_fields__)
LONGEST = 300


def parse(data: Any, this: Indicator) -> dict[str, Any]:
    """Read what somebody says of a file's columns; raises Invalid that names each field."""
    if not isinstance(data, dict):
        raise Invalid("the mapping is not valid", (FieldError("mapping", "needs an object"),))
    wrong = [
        FieldError(f"mapping.{name}", "is no part of a mapping") for name in data.keys() - _KNOWN
    ]
    wrong += [FieldError(f"mapping.{name}", message) for name, message in _wrong(data, this)]
    if wrong:
        raise Invalid("the mapping is not valid", tuple(sorted(wrong, key=lambda one: one.field)))
    return {name: value for name, value in data.items() if value is not None}


def _wrong(data: dict[str, Any], this: Indicator) -> list[tuple[str, str]]:
    found = [
        (name, "needs a text")
        for name in _TEXTS
        if data.get(name) is not None and not _is_text(data[name])
    ]
    period = data.get("period")
    if period is not None and not (isinstance(period, list) and all(map(_is_text, period))):
        found.append(("period", "needs a list of columns"))
    found += [
        (name, "needs an object of texts")
        for name in ("columns", "dimensions")
        if data.get(name) is not None and not _is_texts(data[name])
    ]
    if data.get("decimal") not in (None, numbers.COMMA, numbers.DOT):
        found.append(("decimal", "needs comma or dot"))
    if data.get("status") not in (None, *STATUSES):
        found.append(("status", f"needs one of {', '.join(STATUSES)}"))
    if not isinstance(data.get("fill_down", False), bool):
        found.append(("fill_down", "needs true or false"))
    return found or _wrong_inside(data, this)


def _wrong_inside(data: dict[str, Any], this: Indicator) -> list[tuple[str, str]]:
    found = []
    times = [("fixed", data.get("fixed"))]
    times += [(f"columns.{name}", text) for name, text in (data.get("columns") or {}).items()]
    for field, text in times:
        try:
            if text is not None:
                dates.read(text, this.rhythm)
        except ValueError as error:
            found.append((field, str(error)))
    known = {one.name for one in this.dimensions}
    found += [
        (f"dimensions.{name}", "is no dimension of the indicator")
        for name in (data.get("dimensions") or {}).keys() - known
    ]
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, (*value, *value.values())))


def of(data: dict[str, Any]) -> Mapping:
    """Return a mapping of what was checked."""
    return Mapping(**(data | {"period": tuple(data.get("period") or ())}))


def out(mapping: Mapping) -> dict[str, Any]:
    return asdict(mapping) | {"period": list(mapping.period), "layout": mapping.layout}
