"""How signal is judged and plans are proposed: what ships, or what a government set."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from services.gis import rule_tables
from services.gis.signal.domain import Rules, rules_in

CONCERN = "signal"


def standing(tx: Connection) -> Rules:
    """Return the rules as they stand."""
    return rules_in(rule_tables.standing(tx, CONCERN))
