"""What the leaders' page asks for."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.elections.domain import Ballot
from services.elections.leaders import messages
from services.elections.leaders.repository import MOST, Leaders
from services.elections.tally import Line, Tally
from services.elections.tally_repository import Tallies

DISTRICT, VILLAGE = 6, 10


def overview(tx: Connection, ballot: Ballot, area: str) -> dict[str, Any]:
    """Return turnout, who is late, who has no signal and what is contested, in one area."""
    lines = Tallies(tx).tree(ballot, area, _depth(area))
    now = clock.now()
    own = lines[0] if lines and lines[0].area == area else Line(area, None, 0, now, Tally())
    late = {
        "district": _late(lines, DISTRICT, area),
        "village": _late(lines, VILLAGE, area)[:MOST],
    }
    store = Leaders(tx, ballot, area)
    return messages.overview_out(ballot, own, late, _signal(store), _contested(store), now)


def _depth(area: str) -> int:
    """Return how many levels the villages are below the area."""
    return {2: 3, 4: 2, 6: 1}.get(len(area), 0)


def _late(lines: list[Line], length: int, area: str) -> list[Line]:
    """Return areas of a level that wait for stations: the most first, then the longest silent."""
    waiting = [
        line
        for line in lines
        if len(line.area) == length and line.area != area and messages.out(line.tally)
    ]
    return sorted(waiting, key=_order)


def _order(line: Line) -> tuple[int, float, str]:
    latest = line.tally.latest
    return -messages.out(line.tally), latest.timestamp() if latest else 0.0, line.area


def _signal(store: Leaders) -> dict[str, Any]:
    counts = store.signals()
    return {
        "none": counts.none,
        "weak": counts.weak,
        "silent": counts.silent,
        "checked": counts.checked,
        "items": [
            {
                **messages.signal_out(row),
                "name": row.name,
                "village": row.village or row.tps[:10],
                "district": row.district or row.tps[:6],
                "heard": row.heard,
                "plan": row.plan,
                "reason": row.reason,
            }
            for row in store.silent()
        ],
    }


def _contested(store: Leaders) -> dict[str, Any]:
    counts = store.contested()
    return {
        "conflicted": counts.conflicted,
        "quarantined": counts.quarantined,
        "items": [
            {
                "tps": row.tps,
                "village": row.village or row.tps[:10],
                "district": row.district or row.tps[:6],
                "state": row.state,
                "quarantine": row.quarantine,
                "errors": row.errors,
                "received_at": clock.to_text(row.received_at) if row.received_at else None,
            }
            for row in store.odd()
        ],
    }
