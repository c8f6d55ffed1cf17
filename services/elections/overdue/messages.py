"""Late stations → the event that tells of them. Pure."""

from __future__ import annotations

from datetime import datetime

from libs.kit import clock
from libs.kit.envelope import Event
from services.elections.overdue.domain import District


def station_overdue(election: str, name: str, one: District, now: datetime) -> Event:
    """Return the fact that stations of a sub-district are late, or that the last one is in."""
    data = {
        "election": election,
        "election_name": name,
        "area": one.area,
        "area_name": one.name,
        "expected": one.expected,
        "out": one.out,
        "tps": list(one.tps),
        "as_of": clock.to_text(now),
    }
    return Event("station_overdue", f"{election}/{one.area}", data)
