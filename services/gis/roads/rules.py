"""How roads are judged: what ships, or what a government set in its place."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from services.gis import rule_tables
from services.gis.roads.domain import Rules, rules_in

CONCERN = "roads"
BOUNDS = 3
TABLES = ("iri", "sdi")


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(rule_tables.standing(tx, CONCERN))


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return the tables as JSON has them: a bound without end is null."""
    return {name: {key: _shown(value) for key, value in one.items()} for name, one in found.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return None if isinstance(value, float) and math.isinf(value) else value


def put(tx: Connection, data: dict[str, Any], who: str) -> None:
    """Set bounds: `{"iri": {"bounds": [3 numbers, rising], "source": text}, "sdi": …}`.

    What is absent is as it ships. Raises Invalid that names each field.
    """
    unknown = [FieldError(name, "is none of iri, sdi") for name in data if name not in TABLES]
    errors = unknown + [e for name in TABLES if name in data for e in _wrong(name, data[name])]
    if errors:
        raise Invalid("not rules", tuple(errors))
    rule_tables.put(tx, CONCERN, data, who)


def _wrong(name: str, table: Any) -> list[FieldError]:
    if not isinstance(table, dict):
        return [FieldError(name, "needs bounds and their source")]
    bounds, source = table.get("bounds"), table.get("source")
    found = []
    if not _rising(bounds):
        text = "needs three numbers above 0, rising: up to good, fair, lightly damaged"
        found.append(FieldError(f"{name}.bounds", text))
    if not isinstance(source, str) or not 0 < len(source.strip()) <= 500:
        found.append(FieldError(f"{name}.source", "needs to say where the bounds are from"))
    if set(table) - {"bounds", "source"}:
        found.append(FieldError(name, "takes bounds and source only"))
    return found


def _rising(bounds: Any) -> bool:
    if not isinstance(bounds, list) or len(bounds) != BOUNDS:
        return False
    if not all(type(one) in (int, float) and math.isfinite(one) for one in bounds):
        return False
    return bool(0 < bounds[0] < bounds[1] < bounds[2])
