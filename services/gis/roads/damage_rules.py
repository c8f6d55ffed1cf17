"""How reports of damage are handled: what ships, or what a government set in its place."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.reading import Reader
from services.gis import rule_tables
from services.gis.roads.damages import SEVERITIES, Rules, rules_in

CONCERN = "damage"
MOST_DAYS, LEAST_METRES, MOST_METRES = 3650, 1, 1000
DISTANCES = ("snap", "same")


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(rule_tables.standing(tx, CONCERN))


def put(tx: Connection, data: Any, who: str, expected: Any) -> int:
    """Set days until a damage is to be done, by severity, and metres that count as near.

    `{"days": {"light", "medium", "heavy", "source"}, "metres": {"snap", "same", "source"}}`; what
    is absent is as it ships, and reports that stand keep the day that they have. Returns the rules'
    version; raises Invalid that names each field, VersionNeeded, PreconditionFailed.
    """
    reader = Reader(data)
    severities = [name for name, _ in SEVERITIES]
    reader.only(("days", "metres"))
    if reader.raw("days") is not None:
        days = reader.part("days")
        rule_tables.sourced(days, *severities)
        for name in severities:
            rule_tables.number(days, name, 0, MOST_DAYS)
    if reader.raw("metres") is not None:
        metres = reader.part("metres")
        rule_tables.sourced(metres, *DISTANCES)
        for name in DISTANCES:
            rule_tables.number(metres, name, LEAST_METRES, MOST_METRES)
    reader.end()
    return rule_tables.put(tx, CONCERN, data, who, expected)
