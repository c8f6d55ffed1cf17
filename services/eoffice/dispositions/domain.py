"""A disposition: what a position has another one do about a letter. Pure.

    sent → read → in_progress → passed_on (by dispositions below it) | reported → done
    sent → cancelled · reported → in_progress, given back

It goes down the organisation, or to one's delegate, and is a duty; sideways it is coordination,
which asks for nothing. One is done when its giver accepts the report, and not before the duties
that were passed on from it are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed

SENT, CANCELLED, READ, IN_PROGRESS = "sent", "cancelled", "read", "in_progress"
PASSED_ON, REPORTED, DONE = "passed_on", "reported", "done"
STATES = (SENT, CANCELLED, READ, IN_PROGRESS, PASSED_ON, REPORTED, DONE)
WORKING = frozenset({READ, IN_PROGRESS, PASSED_ON})
TO_DO = WORKING | {SENT}  # the receiver's turn
CLOSED = frozenset({CANCELLED, DONE})
INCOMING, LETTER = KINDS = ("incoming", "letter")


class UnknownDisposition(NotFound):
    slug, title = "unknown-disposition", "No such disposition"


class DispositionChanged(PreconditionFailed):
    slug, title = "disposition-changed", "Somebody changed the disposition meanwhile"


class DispositionState(Conflict):
    slug, title = "disposition-state", "The disposition is not in a state for this"


class NotYourDisposition(Forbidden):
    slug, title = "not-your-disposition", "This step is another position's"


class NotBelow(Invalid):
    slug, title = "not-below", "A disposition goes to positions below"


class DutiesOpen(Conflict):
    slug, title = "duties-open", "What was given from it is not done yet"


class Actor(Protocol):
    """A person as a position, such as `organisation.acting.Acting`."""

    @property
    def position(self) -> str: ...


@dataclass(frozen=True)
class About:
    """The letter: an incoming one, or one of ours that arrived. Secret ones are sealed.

    `subject` is the id by which `office_readers` know who may read what hangs on it.
    """

    kind: str
    letter: str
    subject: str
    secret: bool = False


@dataclass(frozen=True)
class Order:
    """What is asked: instructions by their codes, words, how urgent, the last day for it."""

    instructions: tuple[str, ...]
    text: str
    urgency: str
    due: date | None


@dataclass(frozen=True)
class Place:
    """A position that a disposition may go to: its area, those above it, whether a delegate."""

    position: str
    area: str
    above: Sequence[str]
    is_delegate: bool = False


@dataclass(frozen=True)
class Disposition:
    """A disposition from one position to one other. `note` is why it was cancelled or given back.

    `duty`: it asks for a report, and what it was passed on from waits for it.
    """

    id: str
    about: About
    parent: str | None
    giver: str
    receiver: str
    duty: bool
    order: Order
    given_at: datetime
    state: str = SENT
    version: int = 1
    report: str = ""
    note: str = ""
    read_at: datetime | None = None
    started_at: datetime | None = None
    reported_at: datetime | None = None
    done_at: datetime | None = None

    def require_version(self, version: int) -> None:
        """Raise DispositionChanged unless the caller saw this version."""
        if version != self.version:
            raise DispositionChanged(f"it is at version {self.version}", version=self.version)

    def is_overdue(self, today: date) -> bool:
        due = self.order.due
        return self.duty and self.state in TO_DO and due is not None and due < today

    def cancel(self, who: Actor, note: str) -> Disposition:
        """Take it back, as long as nobody read it."""
        self._step("cancel", who, self.giver, SENT)
        return self._next(CANCELLED, note=note)

    def read(self, who: Actor, at: datetime) -> Disposition:
        """Say that it was read; the first time counts."""
        self._mine("read", who, self.receiver)
        if self.state == CANCELLED:
            self._require("read", SENT)
        return self if self.state != SENT else self._next(READ, read_at=at)

    def start(self, who: Actor, at: datetime) -> Disposition:
        self._step("start", who, self.receiver, READ)
        return self._next(IN_PROGRESS, started_at=at)

    def passed_on(self, who: Actor, order: Order) -> Disposition:
        """Have it passed on by further dispositions, due no later than itself."""
        self._step("pass on", who, self.receiver, READ, IN_PROGRESS, PASSED_ON)
        if not self.duty:
            raise DispositionState("what is for coordination has nothing to pass on")
        own = self.order.due
        if own is not None and (order.due is None or order.due > own):
            error = FieldError("due", f"needs a day up to {own}, when this one is due")
            raise Invalid("due too late", (error,))
        return self._next(PASSED_ON)

    def reported(self, who: Actor, report: str, at: datetime) -> Disposition:
        self._step("report", who, self.receiver, *sorted(WORKING))
        return self._next(REPORTED, report=report, reported_at=at)

    def accept(self, who: Actor, below: Iterable[Disposition], at: datetime) -> Disposition:
        """Close it: it is done; raises DutiesOpen while duties below are not."""
        self._step("accept", who, self.giver, REPORTED)
        require_done(below)
        return self._next(DONE, done_at=at)

    def give_back(self, who: Actor, note: str) -> Disposition:
        """Ask for another report."""
        self._step("give back", who, self.giver, REPORTED)
        return self._next(IN_PROGRESS, note=note, reported_at=None)

    def _next(self, state: str, **changes: object) -> Disposition:
        return replace(self, state=state, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def _step(self, verb: str, who: Actor, whose: str, *states: str) -> None:
        self._mine(verb, who, whose)
        self._require(verb, *states)

    def _mine(self, verb: str, who: Actor, whose: str) -> None:
        if who.position != whose:
            raise NotYourDisposition(f"{who.position} can't {verb} it: {whose} can")

    def _require(self, verb: str, *states: str) -> None:
        if self.state not in states:
            text = f"can't {verb} one that is {self.state}: it has to be {' or '.join(states)}"
            raise DispositionState(text, state=self.state)


def require_done(below: Iterable[Disposition]) -> None:
    """Raise DutiesOpen unless all duties among these are done or cancelled."""
    waiting = sorted(one.receiver for one in below if one.duty and one.state not in CLOSED)
    if waiting:
        raise DutiesOpen(f"still with {', '.join(waiting)}", positions=waiting)


def check_receivers(
    giver: str, above: Sequence[str], area: str, duties: Sequence[Place], beside: Sequence[Place]
) -> None:
    """Raise NotBelow unless a position may give these duties, and these for coordination.

    `above` are the positions above the giver, to whom nothing goes; `area` is the institution's.
    """
    problems = [*_outside(area, duties, "to"), *_outside(area, beside, "coordination")]
    for place, one in enumerate(duties):
        if giver not in one.above and not one.is_delegate:
            told = f"{one.position} is not below {giver}: sideways it is coordination"
            problems.append(FieldError(f"to.{place}", told))
    for place, one in enumerate(beside):
        if one.position in above or one.position == giver:
            told = f"{one.position} is {giver} or above: coordination goes sideways"
            problems.append(FieldError(f"coordination.{place}", told))
    if problems:
        raise NotBelow(errors=tuple(problems))


def _outside(area: str, places: Sequence[Place], name: str) -> list[FieldError]:
    return [
        FieldError(f"{name}.{place}", f"{one.position} is another institution's")
        for place, one in enumerate(places)
        if not one.area.startswith(area)
    ]
