"""Signal at polling stations, and what is planned there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NONE, WEAK, COVERED = SIGNALS = ("none", "weak", "covered")


@dataclass(frozen=True)
class Signal:
    """What was found at a polling station on a day: no signal, a weak one, or enough."""

    tps: str
    signal: str
    checked_on: date


@dataclass(frozen=True)
class StationPlan:
    """How a station sends its result, as the map's service told: codes of its contract."""

    tps: str
    signal: str
    plan: str | None
    state: str | None
    reason: str
    version: int
    told_on: date
