"""An alert: something that somebody must know of until it is over. Pure.

    firing ⇄ acknowledged → resolved | cancelled | expired

Of one key at most one alert is open; what says the same again is counted on it. `round` counts how
often it rose: when it was raised, when it became more severe, when nobody ended it for too long
after it was acknowledged. Each round is told anew, by the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

CRITICAL = "critical"
SEVERITIES = ("info", "minor", "major", CRITICAL)  # the least first
FIRING, ACKNOWLEDGED = OPEN = ("firing", "acknowledged")
RESOLVED, CANCELLED, EXPIRED = ENDED = ("resolved", "cancelled", "expired")
STATES = (*OPEN, *ENDED)
SYSTEM = "system"
EXERCISE = "LATIHAN: "
LONGEST_HEADLINE, LONGEST_TEXT, LONGEST_NOTE, LONGEST_KEY = 120, 4000, 500, 300


class UnknownAlert(NotFound):
    slug, title = "unknown-alert", "No such alert"


class AlertState(Conflict):
    slug, title = "alert-state", "The alert is not in a state for this"


class NotYourAlert(Forbidden):
    slug, title = "not-your-alert", "This is for operators, and for those who were told"


@dataclass(frozen=True)
class Cause:
    """What raises an alert.

    `key` is what it is about: of one key at most one alert is open. `topic` is dotted, the widest
    first (`incident.flood`). `about` is (kind, id) of what it hangs on, empty for nothing. `area`
    is a code of any level, empty for everywhere. `link` is an address in this system.
    """

    key: str
    topic: str
    severity: str
    area: str
    headline: str
    text: str = ""
    link: str = ""
    source: str = "notifications"
    exercise: bool = False
    about: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Alert:
    """An alert. The `…_at` that are still to come say when it is next looked at, or None.

    `route_at`: the rules are asked who must be told. `again_at`: it rises again unless it is over.
    `expires_at`: it ends by itself. `held`: why nobody was told of this round, empty where the
    rules were followed: `silence/<id>` or `alert/<id>` of the one that holds it back.
    """

    id: str
    key: str
    topic: str
    severity: str
    area: str
    headline: str
    text: str
    link: str
    source: str
    exercise: bool
    about_kind: str
    about_id: str
    raised_by: str
    raised_at: datetime
    last_at: datetime
    changed_at: datetime
    state: str = FIRING
    count: int = 1
    round: int = 1
    version: int = 1
    route_at: datetime | None = None
    again_at: datetime | None = None
    expires_at: datetime | None = None
    held: str = ""
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    note: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def title(self) -> str:
        """The headline as messages have it: one of an exercise says so."""
        return f"{EXERCISE}{self.headline}" if self.exercise else self.headline

    def acknowledge(self, by: str, at: datetime, note: str, again: timedelta | None) -> Alert:
        """Somebody has it in hand; it rises again after `again` unless it is over by then."""
        if self.state == ACKNOWLEDGED:
            told = f"{self.acknowledged_by} acknowledged it"
            raise AlertState(told, state=self.state, acknowledged_by=self.acknowledged_by)
        self._require("acknowledge", FIRING)
        taken = {"acknowledged_by": by, "acknowledged_at": at, "note": note}
        rises = None if again is None else at + again
        return self._next(at, state=ACKNOWLEDGED, again_at=rises, route_at=None, **taken)

    def unacknowledge(self, at: datetime) -> Alert:
        """Nobody has it in hand after all: it rises."""
        self._require("take an acknowledgement back from", ACKNOWLEDGED)
        return self._rise(at)

    def rise(self, at: datetime) -> Alert:
        """It was acknowledged, and is not over: it rises again."""
        self._require("raise again", ACKNOWLEDGED)
        return self._rise(at)

    def rate(self, severity: str, at: datetime) -> Alert:
        """It is more severe, which breaks through an acknowledgement, or less, which is noted."""
        self._require("rate", *OPEN)
        if SEVERITIES.index(severity) > SEVERITIES.index(self.severity):
            return replace(self._rise(at), severity=severity)
        return self._next(at, severity=severity)

    def say(self, cause: Cause, at: datetime) -> Alert:
        """It says what its cause says by now; itself where that is the same."""
        headline, text = _words(cause)
        if (headline, text) == (self.headline, self.text):
            return self
        return self._next(at, headline=headline, text=text)

    def place(self, area: str, at: datetime) -> Alert:
        """It is known by now where it is: rules of that area are asked in the same round."""
        self._require("place", *OPEN)
        return self._next(at, area=area, route_at=at if self.state == FIRING else self.route_at)

    def end(self, state: str, by: str, at: datetime) -> Alert:
        """It is over: resolved, cancelled or expired."""
        self._require("end", *OPEN)
        never = dict.fromkeys(("route_at", "again_at", "expires_at"))
        return self._next(at, state=state, ended_by=by, ended_at=at, **never)

    def let_go(self, at: datetime) -> Alert:
        """What held it back is over: the rules are asked again."""
        return self._next(at, held="", route_at=at)

    def _rise(self, at: datetime) -> Alert:
        nobody = dict.fromkeys(("acknowledged_by", "acknowledged_at", "note", "again_at"))
        more = {"state": FIRING, "round": self.round + 1, "route_at": at, "held": ""}
        return self._next(at, **nobody, **more)

    def _next(self, at: datetime, **changes: Any) -> Alert:
        return replace(self, **{**changes, "version": self.version + 1, "changed_at": at})

    def _require(self, verb: str, *states: str) -> None:
        if self.state not in states:
            text = f"can't {verb} one that is {self.state}: it has to be {' or '.join(states)}"
            raise AlertState(text, state=self.state)


def risen(cause: Cause, alert_id: str, by: str, at: datetime, expires: timedelta | None) -> Alert:
    """Return the alert of a cause, which the rules are asked about at once."""
    if cause.severity not in SEVERITIES:
        raise Invalid(errors=(FieldError("severity", f"is not one of {', '.join(SEVERITIES)}"),))
    headline, text = _words(cause)
    same = ("key", "topic", "severity", "area", "link", "source", "exercise")
    return Alert(
        **{name: getattr(cause, name) for name in same},
        id=alert_id,
        headline=headline,
        text=text,
        about_kind=cause.about[0],
        about_id=cause.about[1],
        raised_by=by,
        raised_at=at,
        last_at=at,
        changed_at=at,
        route_at=at,
        expires_at=None if expires is None else at + expires,
    )


def _words(cause: Cause) -> tuple[str, str]:
    return " ".join(cause.headline.split())[:LONGEST_HEADLINE], cause.text[:LONGEST_TEXT]


def holds_back(strong: Alert, weak: Alert) -> bool:
    """Tell whether a critical one keeps others from being told of a lesser one.

    It does for the same topic in the same village (or other area, where neither is smaller), as
    long as it is open. What is real is not held back by an exercise, nor the other way round.
    """
    same = (strong.topic, around(strong.area), strong.exercise)
    return (
        strong.id != weak.id
        and strong.is_open
        and strong.severity == CRITICAL
        and weak.severity != CRITICAL
        and bool(strong.area)
        and same == (weak.topic, around(weak.area), weak.exercise)
    )


def around(area: str) -> str:
    """Return the village of an area, or the larger area itself."""
    return area[:10]
