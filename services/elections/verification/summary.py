"""How many records of an area are in which state: what is left to do before it is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import areas
from services.elections.consolidation import STATES
from services.elections.domain import Ballot
from services.elections.repository import Elections
from services.elections.tally_messages import area_out
from services.elections.verification import repository

COUNTS = ("expected", "ready", "quarantined", "with_errors")


def of(tx: Connection, ballot: Ballot, area: str) -> dict[str, Any]:
    """Return the counts of an area and of the areas directly in it.

    `ready` may be made final now: counted, without an open error.
    """
    length = areas.children_length(area) or len(area)
    rows = repository.count_states(tx, ballot, area, length)
    codes = sorted({row["area"] for row in rows})
    names = Elections(tx).names(ballot.election.id, [area, *codes])
    head = {"election": ballot.election.id, "contest": ballot.contest.id}
    parts = [_counts(code, rows, names) for code in codes]
    whole = {name: sum(part[name] for part in parts) for name in COUNTS}
    states = {state: sum(part["states"][state] for part in parts) for state in STATES}
    about = {"area": area_out(area, names.get(area)), "states": states}
    return head | about | whole | {"parts": parts}


def _counts(
    code: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> dict[str, Any]:
    mine = [row for row in rows if row["area"] == code]
    found = {name: sum(row[name] for row in mine) for name in COUNTS}
    states = {state: sum(r["expected"] for r in mine if r["state"] == state) for state in STATES}
    return {"area": area_out(code, names.get(code)), "states": states, **found}
