"""A rehearsal's night while it is held: what it needs, and what it saw."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from libs.kit import clock
from services.elections.domain import Ballot
from services.elections.simulations import making
from services.elections.simulations.domain import (
    CORRECTION,
    SECOND,
    VOTES,
    Deed,
    Plan,
    is_wrong,
)


@dataclass
class Night:
    """A run in progress: what it needs, and what it saw."""

    id: str
    plan: Plan
    ballots: list[Ballot]
    voters: dict[str, int]
    begun: datetime
    seconds: array[float] = field(default_factory=lambda: array("f"))
    kinds: Counter[str] = field(default_factory=Counter)
    broke: dict[str, dict[str, Any]] = field(default_factory=dict)

    def due(self, deed: Deed) -> float:
        """Return in how many seconds the deed is to happen; none where speed is 0."""
        if not self.plan.speed:
            return 0.0
        gone = (clock.now() - self.begun).total_seconds()
        return deed.hour * 3600 / self.plan.speed - gone

    def note(self, what: str) -> None:
        """Remember that something broke."""
        at = clock.to_text(clock.now())
        self.broke.setdefault(what, {"what": what, "times": 0, "first_at": at})["times"] += 1

    def figures(self, deed: Deed) -> dict[str, int]:
        """Return what is handed in by this deed."""
        numbers, seed = self.ballots[deed.contest].contest.numbers, self.plan.seed
        right = making.form(seed, deed.tps, self.voters[deed.tps], deed.contest, numbers)
        if deed.kind == SECOND:
            return making.misread(right, numbers)
        wrong = is_wrong(self.plan, deed.tps, deed.contest) and deed.kind != CORRECTION
        form = making.slipped(seed, deed.tps, deed.contest, right) if wrong else right
        return making.votes_only(form) if deed.kind == VOTES else form
