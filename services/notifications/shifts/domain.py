"""Shifts: who is in them, who of those is there, what two shifts of a person may not. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from libs.kit.errors import Conflict, Forbidden, NotFound, PreconditionFailed

PLANNED, CANCELLED = STATES = ("planned", "cancelled")
WARN, REFUSE = REST_RULES = ("warn", "refuse")
ASKED, ACCEPTED, DONE, REFUSED, WITHDRAWN = SWAP_STATES = (
    "asked", "accepted", "done", "refused", "withdrawn",
)  # fmt: skip
ACCEPT, NO, WITHDRAW, APPROVE = ANSWERS = ("accept", "refuse", "withdraw", "approve")
DESK = frozenset({"operator", "admin"})
BEFORE_END = timedelta(hours=1)  # from when on a shift that begins may follow another


class UnknownShift(NotFound):
    slug, title = "unknown-shift", "No such shift"


class UnknownAgency(NotFound):
    slug, title = "unknown-agency", "No such agency has shifts"


class UnknownSwap(NotFound):
    slug, title = "unknown-swap", "No such swap"


class UnknownHandOver(NotFound):
    slug, title = "unknown-hand-over", "No such hand-over"


class ShiftChanged(PreconditionFailed):
    slug, title = "shift-changed", "Somebody changed this meanwhile"


class ShiftClash(Conflict):
    slug, title = "shift-clash", "Somebody would be in two shifts at once, or without rest"


class ShiftState(Conflict):
    slug, title = "shift-state", "This can't be done with it now"


class NotOnShift(Forbidden):
    slug, title = "not-on-shift", "This is for somebody of the shift"


@dataclass(frozen=True)
class Agency:
    """An agency that has shifts, and its rules; times in minutes."""

    agency: str
    area: str
    changed_by: str
    changed_at: datetime
    rest_minutes: int = 480
    rest_rule: str = WARN
    swaps_approved: bool = False
    overlap_minutes: int = 15
    late_minutes: int = 15
    weeks: int = 4


@dataclass(frozen=True)
class Shift:
    """A shift of an agency; `people` are the user names of who is in it, absent or not."""

    id: str
    agency: str
    name: str
    day: date
    starts: datetime
    ends: datetime
    needed: int
    overlap_minutes: int
    changed_by: str
    changed_at: datetime
    people: tuple[str, ...] = ()
    state: str = PLANNED
    version: int = 1
    pattern: str | None = None
    source_key: str | None = None

    @property
    def stays(self) -> datetime:
        """Until when its people stay."""
        return self.ends + timedelta(minutes=self.overlap_minutes)

    def require_version(self, version: int) -> None:
        if version != self.version:
            told = f"{self.changed_by} changed it: it is at version {self.version}"
            raise ShiftChanged(told, version=self.version, changed_by=self.changed_by)

    def changed(self, who: str, at: datetime, **changes: Any) -> Shift:
        """Return it with the changes, one version on."""
        stamp = {"version": self.version + 1, "changed_by": who, "changed_at": at}
        return replace(self, **{**changes, **stamp})


@dataclass(frozen=True)
class Absence:
    """From when until when a person is not there."""

    person: str
    starts: datetime
    ends: datetime

    def meets(self, starts: datetime, ends: datetime) -> bool:
        return self.starts < ends and starts < self.ends


@dataclass(frozen=True)
class Gap:
    """A time in a shift when `short` of the people that it needs are not there."""

    starts: datetime
    ends: datetime
    short: int


@dataclass(frozen=True)
class Clash:
    """What speaks against a person's place in a shift: another shift, at once or too near."""

    person: str
    other: Shift
    at_once: bool
    rest_minutes: int

    def __str__(self) -> str:
        where = f"{self.other.name} of {self.other.agency} on {self.other.day.isoformat()}"
        if self.at_once:
            return f"{self.person} is in {where} at that time"
        return f"{self.person} would have {self.rest_minutes} minutes of rest beside {where}"


def gaps(shift: Shift, absences: Iterable[Absence]) -> list[Gap]:
    """Return when the shift has fewer people than it needs, in order, neighbours joined."""
    if shift.state != PLANNED:
        return []
    mine = [one for one in absences if one.person in shift.people]
    away = [one for one in mine if one.meets(shift.starts, shift.ends)]
    cuts = {shift.starts, shift.ends}
    for one in away:
        cuts |= {max(one.starts, shift.starts), min(one.ends, shift.ends)}
    found: list[Gap] = []
    marks = sorted(cuts)
    for starts, ends in itertools.pairwise(marks):
        gone = {one.person for one in away if one.meets(starts, ends)}
        short = shift.needed - len(set(shift.people) - gone)
        if short <= 0:
            continue
        if found and (found[-1].ends, found[-1].short) == (starts, short):
            found[-1] = replace(found[-1], ends=ends)
        else:
            found.append(Gap(starts, ends, short))
    return found


def is_away(person: str, shift: Shift, absences: Iterable[Absence]) -> bool:
    """Tell whether the person is absent from the shift from its start to its end."""
    left = replace(shift, people=(person,), needed=1)
    there = gaps(left, absences)
    return [(one.starts, one.ends) for one in there] == [(shift.starts, shift.ends)]


def clashes(person: str, shift: Shift, others: Iterable[Shift], rest: timedelta) -> list[Clash]:
    """Return what of a person's other shifts is at the same time, or nearer than the rest."""
    found = []
    for other in others:
        if other.id == shift.id or other.state != PLANNED or person not in other.people:
            continue
        between = max(shift.starts - other.ends, other.starts - shift.ends)
        if between < timedelta(0):
            found.append(Clash(person, other, at_once=True, rest_minutes=0))
        elif between < rest:
            minutes = int(between.total_seconds() // 60)
            found.append(Clash(person, other, at_once=False, rest_minutes=minutes))
    return found


def following(shift: Shift, others: Iterable[Shift]) -> list[Shift]:
    """Return the shifts that take over from one: of its agency, those that begin first then."""
    after = shift.ends - min(BEFORE_END, (shift.ends - shift.starts) / 2)
    of = (one for one in others if one.agency == shift.agency and one.id != shift.id)
    later = [one for one in of if one.state == PLANNED and one.starts >= after]
    first = min((one.starts for one in later), default=None)
    return [one for one in later if one.starts == first]


@dataclass(frozen=True)
class Swap:
    """Somebody asks another to take their place in a shift, for a shift of theirs or for none."""

    id: str
    shift: str
    in_return: str | None
    person: str
    other: str
    reason: str
    asked_at: datetime
    state: str = ASKED
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    def answer(self, word: str, who: str, at: datetime, *, plans: bool, approved: bool) -> Swap:
        """Return it after an answer; `plans`: who says it plans for the agency.

        `approved`: the agency wants an operator's word besides. Raises ShiftState, NotOnShift.
        """
        if self.state not in (ASKED, ACCEPTED):
            raise ShiftState(f"the swap is {self.state}", state=self.state)
        if word == WITHDRAW:
            self._require(who == self.person, f"{self.person} alone withdraws it")
            return self._end(WITHDRAWN, who, at)
        if word == APPROVE:
            self._require(plans and who not in (self.person, self.other), "another one approves it")
            if self.state != ACCEPTED:
                raise ShiftState(f"{self.other} has not accepted it", state=self.state)
            return self._end(DONE, who, at)
        if word == NO and plans and who != self.person:
            return self._end(REFUSED, who, at)
        self._require(who == self.other, f"{self.other} is asked")
        if word == NO:
            return self._end(REFUSED, who, at)
        if self.state == ACCEPTED:
            raise ShiftState("the swap is accepted already", state=self.state)
        if approved:
            return replace(self, state=ACCEPTED, answered_at=at)
        return replace(self._end(DONE, who, at), answered_at=at)

    def _end(self, state: str, who: str, at: datetime) -> Swap:
        return replace(self, state=state, ended_at=at, ended_by=who)

    def _require(self, may: bool, why: str) -> None:
        if not may:
            raise NotOnShift(why)


@dataclass(frozen=True)
class HandOver:
    """What a shift tells the next one. `incidents` are those open then, as they stood."""

    id: str
    shift: str
    agency: str
    given_by: str
    at: datetime
    notes: str
    incidents: Sequence[dict[str, Any]]
    version: int = 1
    accepted_by: str | None = None
    accepted_at: datetime | None = None

    def again(self, who: str, at: datetime, notes: str, incidents: Sequence[Any]) -> HandOver:
        """Say it anew; raises ShiftState once it is accepted."""
        self._require_open()
        said = replace(self, given_by=who, at=at, notes=notes, incidents=incidents)
        return replace(said, version=self.version + 1)

    def accept(self, who: str, at: datetime, version: int, next_people: Iterable[str]) -> HandOver:
        """Take over; raises NotOnShift, ShiftState, ShiftChanged."""
        if who not in next_people:
            raise NotOnShift("somebody of the following shift accepts it")
        self._require_open()
        if version != self.version:
            told = f"{self.given_by} said it anew: it is at version {self.version}"
            raise ShiftChanged(told, version=self.version, changed_by=self.given_by)
        return replace(self, accepted_by=who, accepted_at=at)

    def _require_open(self) -> None:
        if self.accepted_by is not None:
            raise ShiftState(f"{self.accepted_by} has accepted it", accepted_by=self.accepted_by)
