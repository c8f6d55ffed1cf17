"""Signal at polling stations."""

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
