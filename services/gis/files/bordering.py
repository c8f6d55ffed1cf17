"""Boundaries of a file, put in place of those that stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely
from sqlalchemy.engine import Connection

from libs.files.repository import ROWS, Files, Kept
from libs.kit import areas as codes
from libs.kit.principal import Principal
from services.gis import boundaries
from services.gis.domain import Boundary
from services.gis.files import rows, targets
from services.gis.files.domain import Plan
from services.gis.layers.builtin import LEVELS
from services.gis.layers.domain import Change, Layer
from services.gis.repository import Areas

CODE = "code"


def compared(
    tx: Connection, kept: Kept, plan: Plan, layer: Layer, head: dict[str, Any], who: Principal
) -> dict[str, Any]:
    """Return the counts, and the head's problems with those of codes added."""
    problems: list[dict[str, Any]] = []
    found = boundaries_of(tx, kept, plan, layer, head, who, problems)
    standing = Areas(tx, {}, who.name).standing([one.code for one in found])
    added = sum(one.code not in standing for one in found)
    same = sum(_same(one, standing.get(one.code)) for one in found)
    told = head["problems"]
    for one in problems:
        told["counts"][one["code"]] = told["counts"].get(one["code"], 0) + 1
    told["items"] += problems[: targets.LONGEST]
    counts = {"taken": len(found), "broken": head["features"] - len(found), "problems": told}
    changed = len(found) - added - same
    return counts | {"added": added, "changed": changed, "removed": 0, "unchanged": same}


def _same(new: Boundary, old: Boundary | None) -> bool:
    known = old is not None and old.shape is not None and new.shape is not None
    return bool(known and old and old.quality == new.quality and new.shape == old.shape)


def put(
    tx: Connection, kept: Kept, plan: Plan, layer: Layer, head: dict[str, Any], who: Principal
) -> list[Change]:
    """Put the boundaries; returns the change of each layer."""
    return boundaries.put(tx, boundaries_of(tx, kept, plan, layer, head, who, []), who)


def boundaries_of(
    tx: Connection,
    kept: Kept,
    plan: Plan,
    layer: Layer,
    head: dict[str, Any],
    who: Principal,
    problems: list[dict[str, Any]],
) -> list[Boundary]:
    """Return the boundaries of the layer's level that the account may put."""
    code_at, name_at = targets.names(plan, head["attributes"])
    found: dict[str, Boundary] = {}
    for number, shape, values in _rows(tx, kept, head):
        code = values[code_at].replace(".", "").strip()
        name = None if name_at is None or values[name_at] == rows.NULL else values[name_at].strip()
        wrong = _wrong(code, shape, layer, who, found)
        if wrong:
            told = {"feature": number, "code": CODE, "message": wrong, "taken": False}
            problems.append(told)
        else:
            polygon: Any = shapely.set_srid(shapely.from_wkb(shape), 0)
            found[code] = Boundary(code, name or None, polygon)
    return list(found.values())


def _rows(tx: Connection, kept: Kept, head: dict[str, Any]) -> Iterator[tuple[int, str, list[str]]]:
    for part in Files(tx).parts(kept.id, ROWS, head["chunks"]):
        for row in rows.split(part):
            values = row[rows.VALUES].split("\t") if len(row) > rows.VALUES else []
            yield int(row[rows.NUMBER]), row[rows.GEOMETRY], values


def _wrong(
    code: str, shape: str, layer: Layer, who: Principal, found: dict[str, Boundary]
) -> str | None:
    level = LEVELS[layer.id]
    if not codes.is_area(code) or codes.level(code) != level:
        return f"{code[:40]!r} is no code of a {level}"
    if shape == rows.NULL:
        return "a boundary needs a polygon"
    if code in found:
        return f"{code} is there twice"
    return None if who.covers(code) else f"{code} lies outside the area of this account"
