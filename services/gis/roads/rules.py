"""How roads are judged: what ships, or what a government set in its place."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.reading import Reader
from services.gis import rule_tables
from services.gis.roads.domain import Rules, rules_in

CONCERN = "roads"
BOUNDS = 3
TABLES = ("iri", "sdi")


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(rule_tables.standing(tx, CONCERN))


def told(tx: Connection) -> dict[str, Any]:
    """Return the tables as JSON has them: a bound without end is null."""
    return {name: _shown(value) for name, value in rule_tables.told(tx, CONCERN).items()}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return None if isinstance(value, float) and math.isinf(value) else value


def put(tx: Connection, data: Any, who: str, expected: Any) -> int:
    """Set bounds: `{"iri": {"bounds": [3 numbers, rising], "source": text}, "sdi": …}`.

    What is absent is as it ships. Returns the rules' version; raises Invalid that names each field,
    VersionNeeded, PreconditionFailed.
    """
    reader = Reader(data)
    reader.only(TABLES)
    for name in TABLES:
        if reader.raw(name) is not None:
            _check(reader.part(name))
    reader.end()
    return rule_tables.put(tx, CONCERN, data, who, expected)


def _check(table: Reader) -> None:
    rule_tables.sourced(table, "bounds")
    if not _rising(table.raw("bounds")):
        text = "needs three numbers above 0, rising: up to good, fair, lightly damaged"
        table.wrong("bounds", text)


def _rising(bounds: Any) -> bool:
    if not isinstance(bounds, list) or len(bounds) != BOUNDS:
        return False
    if not all(type(one) in (int, float) and math.isfinite(one) for one in bounds):
        return False
    return all(low < high for low, high in pairwise([0, *bounds]))
