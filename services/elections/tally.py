"""The arithmetic of tallies: what one polling station adds to each area that holds it.

A station's row is what has been applied of it; a change is its new figures minus that row, added to
every ancestor. So any order and any batches of changes end where a recount does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from libs.kit import areas
from services.elections.consolidation import CONSOLIDATED, FINAL
from services.elections.domain import EVERYTHING, NONE, Contest, Figures, is_complete, votes


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of one area in one contest; `votes` are in the ballot's order.

    `dpt` are the registered voters of all stations, `dpt_in` those of the stations whose users are
    known: turnout is `users / dpt_in`. `held` are the stations whose votes are entered and not
    counted, because their record does not stand or is in quarantine, `votes_held` their votes.
    `latest` is when the newest submission came.
    """

    expected: int = 0
    stations_in: int = 0
    complete: int = 0
    votes: tuple[int, ...] = ()
    invalid: int = 0
    dpt: int = 0
    dpt_in: int = 0
    users: int = 0
    errors: int = 0
    warnings: int = 0
    held: int = 0
    votes_held: int = 0
    latest: datetime | None = None

    @property
    def valid(self) -> int:
        return sum(self.votes)

    @property
    def turnout(self) -> float | None:
        return self.users / self.dpt_in if self.dpt_in else None

    @property
    def margin(self) -> int:
        """By how many votes the first is ahead of the second."""
        first, second = [*sorted(self.votes, reverse=True), 0, 0][:2]
        return first - second

    @property
    def could_change(self) -> bool:
        """Whether the votes held back could change the winner, or make two equal."""
        return 0 < self.votes_held >= self.margin

    def shifted(self, new: Tally, old: Tally) -> Tally:
        """Return this area's row once one of its stations went from `old` to `new`."""
        return Tally(
            self.expected + new.expected - old.expected,
            self.stations_in + new.stations_in - old.stations_in,
            self.complete + new.complete - old.complete,
            _shift(self.votes, new.votes, old.votes),
            self.invalid + new.invalid - old.invalid,
            self.dpt + new.dpt - old.dpt,
            self.dpt_in + new.dpt_in - old.dpt_in,
            self.users + new.users - old.users,
            self.errors + new.errors - old.errors,
            self.warnings + new.warnings - old.warnings,
            self.held + new.held - old.held,
            self.votes_held + new.votes_held - old.votes_held,
            max(filter(None, (self.latest, new.latest)), default=None),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a tally as it is read."""

    area: str
    name: str | None
    version: int
    as_of: datetime
    tally: Tally


Rows = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a tally counts of one station: its registered voters and its current record."""

    dpt: int | None
    figures: Figures
    errors: int = 0
    warnings: int = 0
    latest: datetime | None = None
    state: str = CONSOLIDATED
    standing: bool = True
    quarantine: str = NONE

    @property
    def counts_votes(self) -> bool:
        return self.state in (CONSOLIDATED, FINAL) and self.quarantine == NONE

    @property
    def counts_users(self) -> bool:
        return self.standing and self.quarantine != EVERYTHING


def of_station(counted: Counted, contest: Contest) -> Tally:
    """Return the row of one station. Invalid votes count with the valid ones, or not yet.

    Turnout counts as soon as it stands, votes or not; a quarantine of the results leaves it in.
    """
    figures, entered = counted.figures, votes(counted.figures, contest)
    cast = entered if counted.counts_votes else None
    held = None if counted.counts_votes else entered
    dpt = counted.dpt if counted.dpt is not None else figures.get("dpt.total", 0)
    users = figures.get("users.total.total") if counted.counts_users else None
    return Tally(
        expected=1,
        stations_in=int(cast is not None),
        complete=int(cast is not None and is_complete(figures, contest)),
        votes=cast or (0,) * len(contest.candidates),
        invalid=figures.get("invalid", 0) if cast else 0,
        dpt=dpt,
        dpt_in=0 if users is None else dpt,
        users=users or 0,
        errors=counted.errors,
        warnings=counted.warnings,
        held=int(bool(held and any(held))),
        votes_held=sum(held or ()),
        latest=counted.latest,
    )


def fold(applied: Rows, stations: Rows, root: str) -> dict[str, Tally]:
    """Return the rows that change when these stations' rows become those given.

    `applied` holds the rows of the stations and of their ancestors as they stand; areas above the
    contest's `root` have none.
    """
    changed: dict[str, Tally] = {}
    for code, new in stations.items():
        old = applied.get(code, Tally())
        if new == old:
            continue
        for area in holders(code, root):
            row = changed.get(area) or applied.get(area, Tally())
            changed[area] = row.shifted(new, old)
    return changed


def recount(stations: Rows, root: str) -> dict[str, Tally]:
    """Return all rows, from nothing."""
    return fold({}, stations, root)


def holders(station: str, root: str) -> tuple[str, ...]:
    """Return the areas of the contest that hold the station, and the station itself."""
    return tuple(area for area in areas.ancestors(station) if len(area) >= len(root))


def differences(stored: Rows, right: Rows) -> list[tuple[str, Tally | None, Tally | None]]:
    """Return (area, stored, right) of every row that is not what it should be."""
    codes = sorted(stored.keys() | right.keys())
    pairs = ((code, stored.get(code), right.get(code)) for code in codes)
    return [pair for pair in pairs if pair[1] != pair[2]]


def _shift(base: Iterable[int], new: tuple[int, ...], old: tuple[int, ...]) -> tuple[int, ...]:
    width = len(new) or len(old)
    mine, gone = tuple(base) or (0,) * width, old or (0,) * width
    return tuple(a + b - c for a, b, c in zip(mine, new, gone, strict=True))
