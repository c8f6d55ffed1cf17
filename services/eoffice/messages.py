"""dict ↔ domain, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from libs.kit import areas, paging
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from services.eoffice.domain import KINDS, Registered, Unit

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
LONGEST_NAME = 200


@dataclass(frozen=True)
class Query:
    """A page of units: of one parent (its code), or of all."""

    parent: str | None
    limit: int
    after: str


def parse_unit(data: dict[str, Any], unit_id: str) -> Unit:
    """Read `{"code", "name", "kind", "parent": code | null, "area"}`.

    Raises Invalid that names each field.
    """
    errors = tuple(_wrong(data))
    if errors:
        raise Invalid("not a unit", errors)
    name = data["name"].strip()
    return Unit(unit_id, data["code"], name, data["kind"], data.get("parent"), data["area"])


def _wrong(data: dict[str, Any]) -> Iterable[FieldError]:
    if not _is_code(data.get("code")):
        yield FieldError("code", "needs 1 to 50 letters, digits, dots, dashes")
    name = data.get("name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME:
        yield FieldError("name", f"needs 1 to {LONGEST_NAME} characters")
    if data.get("kind") not in KINDS:
        yield FieldError("kind", f"is not one of {', '.join(KINDS)}")
    if data.get("parent") is not None and not _is_code(data["parent"]):
        yield FieldError("parent", "needs the code of a unit, or null")
    if not isinstance(data.get("area"), str) or not areas.is_area(data["area"]):
        yield FieldError("area", "needs an area code")


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def parse_query(data: dict[str, Any]) -> Query:
    """Read `{"parent", "limit", "after"}`, each of which may be absent."""
    limit, after = paging.asked(data)
    parent = data.get("parent")
    if parent is not None and not _is_code(parent):
        raise Invalid("no such parent", (FieldError("parent", "needs the code of a unit"),))
    return Query(parent, limit, after)


def to_wire(unit: Unit) -> dict[str, Any]:
    return asdict(unit)


def to_event(happened: Registered) -> Event:
    return Event("unit_registered", happened.unit.code, to_wire(happened.unit))


def unit_changed(unit: Unit) -> Event:
    """Return the fact that a unit has another name, kind or parent."""
    return Event("unit_changed", unit.code, to_wire(unit))
