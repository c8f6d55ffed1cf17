"""Positions, who holds them when, and by what authority somebody acts.

Capacities as Permendagri 1/2023 and Perka ANRI 5/2021 have them: `definitive`; `pj` (penjabat) in
the place of one; `plt` (pelaksana tugas) where the position is vacant, for a year at most; `plh`
(pelaksana harian) while the definitive holder is absent, for three months at most, who reports to
that holder. `delegate` acts for a position by a delegation. All days are inclusive.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

DEFINITIVE, PJ, PLT, PLH, DELEGATE = "definitive", "pj", "plt", "plh", "delegate"
CAPACITIES = (DEFINITIVE, PJ, PLT, PLH)
MONTHS = {PLT: 12, PLH: 3}  # that a holding of this capacity may last
# leader: regent, mayor, their deputies; high, administrator, supervisor, functional, staff: as the
# law of the civil service has them; village: a village head and those below
LEVELS = ("leader", "high", "administrator", "supervisor", "functional", "staff", "village")
DEEPEST = 12  # positions from one to the top
DAY = timedelta(days=1)


class UnknownPosition(NotFound):
    slug, title = "unknown-position", "No such position"


class UnknownHolding(NotFound):
    slug, title = "unknown-holding", "No such holding of a position"


class UnknownDelegation(NotFound):
    slug, title = "unknown-delegation", "No such delegation"


class NotYourPosition(Forbidden):
    slug, title = "not-your-position", "This account may not act as this position"


class OwnPosition(Forbidden):
    slug, title = "own-position", "Nobody gives a position to themselves"


class PositionHeld(Conflict):
    slug, title = "position-held", "The position is held in that time"


class NobodyToStandInFor(Conflict):
    slug, title = "no-definitive-holder", "A Plh stands in for a definitive holder"


class StoodInFor(Conflict):
    slug, title = "holding-stood-in-for", "A Plh stands in for this holder then"


class HasEnded(Conflict):
    slug, title = "has-ended", "It ended earlier"


class WrongSuperior(Invalid):
    slug, title = "wrong-superior", "The position cannot stand there"


@dataclass(frozen=True)
class Acting:
    """A person acting as a position on a day.

    `unit` and `area` are the position's. A delegate acts for `position` by `via`, a position held
    in the capacity `via_capacity`. `records`: the position is a records officer's (arsiparis).
    `ends` is the last day of this authority, where one is set.
    """

    person: str
    position: str
    title: str
    unit: str
    area: str
    capacity: str
    records: bool = False
    via: str = ""
    via_capacity: str = ""
    ends: date | None = None


@dataclass(frozen=True)
class Position:
    """A position of a unit; `above` is the code of the position that it reports to."""

    code: str
    unit: str
    title: str
    level: str
    above: str | None = None
    records: bool = False


@dataclass(frozen=True)
class Period:
    """Days from the first to the last; None: without an end."""

    starts: date
    ends: date | None

    @property
    def empty(self) -> bool:
        """Tell whether it was revoked before it began."""
        return self.ends is not None and self.ends < self.starts

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def meets(self, other: Period) -> bool:
        """Tell whether the two have a day in common; one that never began has none."""
        first = max(self.starts, other.starts)
        return self.covers(first) and other.covers(first)

    def holds(self, other: Period) -> bool:
        """Tell whether every day of the other is a day of this one."""
        if self.ends is None:
            return self.starts <= other.starts
        return self.starts <= other.starts and other.ends is not None and other.ends <= self.ends

    def ended(self, last: date) -> Period:
        """Return it with an earlier last day, the day before the first to revoke it.

        Raises HasEnded where it ended before that day, Invalid for a day before it.
        """
        if last < self.starts - DAY:
            raise Invalid(errors=(FieldError("ends", f"lies before the start, {self.starts}"),))
        if self.ends is not None and self.ends < last:
            raise HasEnded(f"it ends on {self.ends}")
        return Period(self.starts, last)

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends or 'further notice'}"


@dataclass(frozen=True)
class Holding:
    """A person (the name of an account) holds a position in a capacity, by a decree."""

    id: str
    position: str
    person: str
    capacity: str
    period: Period
    decree: str = ""

    def ended(self, last: date) -> Holding:
        return replace(self, period=self.period.ended(last))


@dataclass(frozen=True)
class Delegation:
    """Who holds `to_position` may act for `from_position` in these matters."""

    id: str
    from_position: str
    to_position: str
    matters: str
    period: Period

    def ended(self, last: date) -> Delegation:
        return replace(self, period=self.period.ended(last))


def check_holding(new: Holding, others: Sequence[Holding]) -> None:
    """Raise unless the holding may stand beside the others of its position.

    Invalid for a Plt or Plh that lasts too long; PositionHeld where another one holds the position
    or stands in then; NobodyToStandInFor for a Plh who has no definitive holder all the while.
    """
    _check_length(new)
    beside = [one for one in others if one.id != new.id and one.period.meets(new.period)]
    rivals = [one for one in beside if (one.capacity == PLH) == (new.capacity == PLH)]
    if rivals:
        one = rivals[0]
        raise PositionHeld(f"{one.position} is held by {one.person} ({one.capacity}), {one.period}")
    if new.capacity == PLH:
        _check_absent(new, beside)


def _check_length(new: Holding) -> None:
    months = MONTHS.get(new.capacity)
    if months is None:
        return
    latest = _later(new.period.starts, months) - DAY
    if new.period.ends is None or new.period.ends > latest:
        told = f"a {new.capacity.capitalize()} lasts {months} months at most, here to {latest}"
        raise Invalid(errors=(FieldError("ends", told),))


def _check_absent(new: Holding, beside: Sequence[Holding]) -> None:
    absent = [one for one in beside if one.capacity == DEFINITIVE and one.period.holds(new.period)]
    if not absent:
        raise NobodyToStandInFor(f"{new.position} has no definitive holder, {new.period}")
    if absent[0].person == new.person:
        raise Invalid(errors=(FieldError("person", "is the holder who is absent"),))


def check_end(before: Holding, after: Holding, others: Sequence[Holding]) -> None:
    """Raise StoodInFor where a Plh would be left without the holder for whom they stand in."""
    if before.capacity != DEFINITIVE:
        return
    for one in others:
        of_it = one.capacity == PLH and not one.period.empty and before.period.holds(one.period)
        if of_it and not after.period.holds(one.period):
            raise StoodInFor(f"{one.person} stands in, {one.period}: end that first")


def check_superior(known: Mapping[str, Position], new: Position) -> None:
    """Raise WrongSuperior unless the position may stand below the one that it names."""
    steps, above = 0, new.above
    while above is not None:
        if above == new.code:
            raise _superior(f"{new.code} would stand below itself")
        if above not in known:
            raise _superior(f"there is no position {above}")
        steps, above = steps + 1, known[above].above
    if steps >= DEEPEST:
        raise _superior(f"positions go {DEEPEST} deep")


def _superior(told: str) -> WrongSuperior:
    return WrongSuperior(errors=(FieldError("above", told),))


def check_delegation(new: Delegation, chain: Sequence[str]) -> None:
    """Raise Invalid unless the position given to stands below; `chain`: the positions above it."""
    if new.from_position not in chain:
        told = f"does not stand below {new.from_position}"
        raise Invalid(errors=(FieldError("to", told),))


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
