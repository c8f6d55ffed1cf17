"""An incident: what happened, who has it in hand, what becomes of it. Pure.

    reported → verified → responding ⇄ contained → closed
    reported, verified → false · any open one → duplicate · closed, false → reopened

Whoever changes one names the version that they saw.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, PreconditionFailed

REPORTED, VERIFIED, RESPONDING, CONTAINED = "reported", "verified", "responding", "contained"
CLOSED, FALSE, DUPLICATE = "closed", "false", "duplicate"
STATES = (REPORTED, VERIFIED, RESPONDING, CONTAINED, CLOSED, FALSE, DUPLICATE)
OPEN = (REPORTED, VERIFIED, RESPONDING, CONTAINED)
SEVERITIES = ("info", "minor", "major", "critical")  # the least first
SOURCES = (
    "account", "api", "public", "email", "webhook", "elections", "gis", "cap", "alertmanager",
)  # fmt: skip
# What these say nobody vouches for, until an operator has looked.
UNCHECKED = frozenset({"public", "email", "webhook", "cap", "alertmanager"})
DESK = frozenset({"operator", "admin"})
NEAR_M = 500.0
NEAR_TIME = timedelta(hours=6)
REPEAT = timedelta(minutes=10)  # in which the same words of the same reporter are one report
VERIFY, RESPOND, CONTAIN, CLOSE, REFUTE, REOPEN = STEPS = (
    "verify", "respond", "contain", "close", "refute", "reopen",
)  # fmt: skip
_FROM = {
    VERIFY: (REPORTED,),
    RESPOND: (VERIFIED, CONTAINED),
    CONTAIN: (RESPONDING,),
    CLOSE: (VERIFIED, RESPONDING, CONTAINED),
    REFUTE: (REPORTED, VERIFIED),
    REOPEN: (CLOSED, FALSE),
}
_TO = {
    VERIFY: VERIFIED,
    RESPOND: RESPONDING,
    CONTAIN: CONTAINED,
    CLOSE: CLOSED,
    REFUTE: FALSE,
}


class UnknownIncident(NotFound):
    slug, title = "unknown-incident", "No such incident"


class IncidentChanged(PreconditionFailed):
    slug, title = "incident-changed", "Somebody changed the incident meanwhile"


class IncidentState(Conflict):
    slug, title = "incident-state", "The incident is not in a state for this"


class IncidentInHand(Conflict):
    slug, title = "incident-in-hand", "Somebody else has the incident in hand"


class NotForOperators(Forbidden):
    slug, title = "not-an-operator", "This is for operators of the room"


@dataclass(frozen=True)
class Place:
    """Where it is; at least one of point, area, road and words is told.

    `area` is a code of any level, a polling station's too; empty where nobody knows it yet.
    `point` is (longitude, latitude) in degrees, `radius_m` how far around it reaches.
    """

    area: str = ""
    point: tuple[float, float] | None = None
    radius_m: int | None = None
    road: str | None = None
    metre: float | None = None
    words: str = ""

    @property
    def station(self) -> str | None:
        """The polling station, where it is at one."""
        return self.area if len(self.area) == 13 else None


@dataclass(frozen=True)
class Who:
    """Who does something: an account, its name, and the agency that it speaks for."""

    account: str
    name: str
    agency: str = ""


@dataclass(frozen=True)
class Handler:
    """Who has it in hand, since when; without an account it waits for somebody there to take it."""

    account: str | None
    name: str
    agency: str
    since: datetime


@dataclass(frozen=True)
class Incident:
    """An incident. `before_merge` is the state to which undoing a merge goes back.

    `verified_at` and the other times are of the last time that it came into that state.
    """

    id: str
    year: int
    number: int
    type: str
    severity: str
    headline: str
    text: str
    place: Place
    source: str
    occurred_at: datetime
    reported_at: datetime
    changed_by: str
    changed_at: datetime
    exercise: bool = False
    state: str = REPORTED
    version: int = 1
    handler: Handler | None = None
    merged_into: str | None = None
    before_merge: str | None = None
    times: dict[str, datetime] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"INS-{self.number:04}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_checked(self) -> bool:
        """Whether somebody vouches for it: its source, or an operator who looked."""
        return self.source not in UNCHECKED or VERIFIED in self.times

    def require_version(self, version: int) -> None:
        """Raise IncidentChanged, which says by whom, unless the caller saw this version."""
        if version != self.version:
            at = self.changed_at.isoformat()
            told = f"{self.changed_by} changed it: it is at version {self.version}"
            raise IncidentChanged(
                told, version=self.version, changed_by=self.changed_by, changed_at=at
            )

    def take_step(self, step: str, who: Who, at: datetime, reason: str = "") -> Incident:
        """Bring it to its next state; raises IncidentState, or Invalid where a reason lacks."""
        self._require(step, *_FROM[step])
        if not reason and (step in (REFUTE, REOPEN) or (step == CLOSE and self.state != CONTAINED)):
            raise Invalid(errors=(FieldError("reason", f"is needed to {step} it"),))
        to = _TO.get(step) or (VERIFIED if self.state == CLOSED else REPORTED)
        times = {**self.times, to: at}
        if step == REFUTE:
            times.pop(VERIFIED, None)
        return self._next(who, at, state=to, times=times)

    def rate(self, severity: str, who: Who, at: datetime) -> Incident:
        """Give it another severity."""
        self._require("rate", *OPEN)
        if severity == self.severity:
            raise Invalid(errors=(FieldError("severity", f"is {severity} already"),))
        return self._next(who, at, severity=severity)

    def correct(self, who: Who, at: datetime, **changes: Any) -> Incident:
        """Put right what was said of it: type, headline, text, place, occurred_at, exercise."""
        self._require("correct", *OPEN)
        return self._next(who, at, **changes)

    def take(self, who: Who, at: datetime, reason: str = "") -> Incident:
        """Have it in hand from now on; somebody else's needs a reason."""
        self._require("take", *OPEN)
        holder = self.handler
        if holder is not None and holder.account not in (None, who.account) and not reason:
            told = f"{holder.name} has it since {holder.since.isoformat()}: give a reason"
            raise IncidentInHand(told, handler=holder.name, agency=holder.agency)
        return self._next(who, at, handler=Handler(who.account, who.name, who.agency, at))

    def hand_over(self, who: Who, at: datetime, agency: str, name: str = "") -> Incident:
        """Give it to an agency, or to somebody there, who then takes it."""
        self._require("hand over", *OPEN)
        holder = self.handler
        if holder is None or holder.account != who.account:
            told = "nobody" if holder is None else holder.name
            raise IncidentInHand(f"{told} has it in hand: take it first", handler=told)
        return self._next(who, at, handler=Handler(None, name, agency, at))

    def merge(self, into: Incident, who: Who, at: datetime) -> Incident:
        """Make it a duplicate of another one that is open."""
        self._require("merge", *OPEN)
        if into.id == self.id:
            raise Invalid(errors=(FieldError("into", "is the incident itself"),))
        if not into.is_open:
            text = f"{into.name} is {into.state}: merge into one that is open"
            raise IncidentState(text, state=into.state)
        return self._next(who, at, state=DUPLICATE, merged_into=into.id, before_merge=self.state)

    def unmerge(self, who: Who, at: datetime) -> Incident:
        """Make it an incident of its own again, in the state in which it was."""
        self._require("take out", DUPLICATE)
        return self._next(who, at, state=self.before_merge, merged_into=None, before_merge=None)

    def _next(self, who: Who, at: datetime, **changes: Any) -> Incident:
        stamp = {"version": self.version + 1, "changed_by": who.name, "changed_at": at}
        return replace(self, **{**changes, **stamp})

    def _require(self, verb: str, *states: str) -> None:
        if self.state not in states:
            text = f"can't {verb} one that is {self.state}: it has to be {' or '.join(states)}"
            raise IncidentState(text, state=self.state)
