"""An order and its receivers: what each step needs, what is due at a moment. Pure.

sent → delivered → read → acknowledged → done | cannot
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from libs.kit.errors import Conflict, Forbidden, Invalid, NotFound

SENT, DELIVERED, READ, ACKNOWLEDGED, DONE, CANNOT = STATES = (
    "sent", "delivered", "read", "acknowledged", "done", "cannot",
)  # fmt: skip
RANKS = {SENT: 0, DELIVERED: 1, READ: 2, ACKNOWLEDGED: 3, DONE: 4, CANNOT: 4}
STEPS = {"read": READ, "acknowledge": ACKNOWLEDGED, "done": DONE, "cannot": CANNOT}
OPEN, OVERDUE, NOT_DONE, CANCELLED = "open", "overdue", "not_done", "cancelled"
ENDED = (DONE, NOT_DONE, CANCELLED)
URGENCIES = ("ordinary", "urgent", "very_urgent")
SEVERITIES = dict(zip(URGENCIES, ("minor", "major", "critical"), strict=True))
UNANSWERED = "unanswered"  # why it escalates: nobody acknowledged; OVERDUE: nobody is done
BETWEEN_REMINDERS = timedelta(minutes=1)


class UnknownOrder(NotFound):
    slug, title = "unknown-order", "No such order"


class OrderEnded(Conflict):
    slug, title = "order-ended", "This order is over"


class OrderAnswered(Conflict):
    slug, title = "order-answered", "This order has been answered"


class RemindedJustNow(Conflict):
    slug, title = "reminded-just-now", "They were reminded a moment ago"


class NotToYou(Forbidden):
    slug, title = "order-not-to-you", "This order is to somebody else"


class NotYourOrder(Forbidden):
    slug, title = "not-your-order", "Somebody else gave this order"


class NoPosition(Forbidden):
    slug, title = "no-position", "Orders are given as a position, or by an operator"


class NotBelow(Invalid):
    slug, title = "not-below", "An order goes to positions below"


@dataclass(frozen=True)
class Receiver:
    """A person, or whoever holds a position, who answers for itself.

    `times` says when it came to each state. `escalated_to` are positions above who were told.
    """

    id: str
    person: str
    position: str
    title: str
    unit_name: str
    state: str = SENT
    times: Mapping[str, datetime] = field(default_factory=dict)
    answered_by: str = ""
    reason: str = ""
    reminders: int = 0
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    overdue_at: datetime | None = None
    escalated_to: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Tell whether nobody has acknowledged it."""
        return RANKS[self.state] < RANKS[ACKNOWLEDGED]

    @property
    def is_over(self) -> bool:
        return RANKS[self.state] == RANKS[DONE]

    def come_to(self, state: str, by: str, at: datetime, reason: str = "") -> Receiver | None:
        """Return it in a later state, or None where it has come that far or further.

        Who is done has acknowledged. Raises OrderAnswered for an answer after the last one, and for
        a second acknowledgement.
        """
        answers = RANKS[state] >= RANKS[ACKNOWLEDGED]
        if self.is_over or RANKS[state] <= RANKS[self.state]:
            if not answers:
                return None
            since = self.times[self.state]
            told = f"{self.answered_by} answered: {self.state}"
            raise OrderAnswered(told, state=self.state, by=self.answered_by, at=since.isoformat())
        times = {**self.times, state: at}
        if answers:
            times.setdefault(ACKNOWLEDGED, at)
        who = by if answers else self.answered_by
        return replace(self, state=state, times=times, answered_by=who, reason=reason)

    def remind(self, at: datetime) -> Receiver:
        return replace(self, reminders=self.reminders + 1, reminded_at=at)

    def escalate(self, why: str, to: str | None, at: datetime) -> Receiver:
        """Return it as told above: `to` is the position above, if there is one."""
        known = self.escalated_to
        above = known if to is None or to in known else (*known, to)
        if why == OVERDUE:
            return replace(self, overdue_at=at, escalated_to=above)
        return replace(self, escalated_at=at, escalated_to=above)


@dataclass(frozen=True)
class Order:
    """An order. `given_as` is the giver's position, "" where the room gave it.

    `about` names what it is about besides an incident: `indicator/<code>/<area>/<period>`, or "".
    """

    id: str
    year: int
    text: str
    urgency: str
    area: str
    incident: str | None
    exercise: bool
    given_by: str
    given_as: str
    given_title: str
    given_at: datetime
    acknowledge_by: datetime
    deadline: datetime
    number: int = 0
    state: str = OPEN
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    version: int = 1
    about: str = ""

    @property
    def name(self) -> str:
        return f"PRT-{self.number:04}"

    @property
    def severity(self) -> str:
        return SEVERITIES[self.urgency]

    def state_at(self, at: datetime) -> str:
        """Return its state as screens show it: an open one past its deadline is overdue."""
        return OVERDUE if self.state == OPEN and at >= self.deadline else self.state

    def require_open(self) -> None:
        if self.state != OPEN:
            told = f"{self.name} is {self.state}"
            raise OrderEnded(told, state=self.state, by=self.ended_by, reason=self.reason)

    def cancel(self, by: str, at: datetime, reason: str) -> Order:
        """Take it back; raises OrderEnded."""
        self.require_open()
        return self._end(CANCELLED, by, at, reason)

    def settle(self, receivers: Iterable[Receiver], by: str, at: datetime) -> Order:
        """Return it ended where all have answered, else as it is."""
        states = {one.state for one in receivers}
        if self.state != OPEN or not states <= {DONE, CANNOT}:
            return self
        return self._end(DONE if states == {DONE} else NOT_DONE, by, at, "")

    def _end(self, state: str, by: str, at: datetime, reason: str) -> Order:
        more = {"ended_at": at, "ended_by": by, "reason": reason, "version": self.version + 1}
        return replace(self, state=state, **more)  # type: ignore[arg-type]


def acknowledge_by(given: datetime, deadline: datetime, usual: timedelta) -> datetime:
    """Return until when to acknowledge: the usual time, or half of that to the deadline."""
    return given + min(usual, (deadline - given) / 2)


def due(order: Order, one: Receiver, at: datetime) -> list[str]:
    """Return why the receiver is to be told of above at the moment: each reason once."""
    if order.state != OPEN:
        return []
    found = []
    if one.waits and one.escalated_at is None and at >= order.acknowledge_by:
        found.append(UNANSWERED)
    if not one.is_over and one.overdue_at is None and at >= order.deadline:
        found.append(OVERDUE)
    return found


def check_reminder(receivers: Sequence[Receiver], at: datetime) -> list[Receiver]:
    """Return who is to be told again: those who are not over; raises RemindedJustNow."""
    last = max((one.reminded_at for one in receivers if one.reminded_at), default=None)
    if last is not None and at - last < BETWEEN_REMINDERS:
        raise RemindedJustNow(f"at {last.isoformat()}")
    return [one for one in receivers if not one.is_over]


def counts(receivers: Iterable[Receiver]) -> dict[str, int]:
    """Return how many are in each state, and how many nobody has acknowledged."""
    those = list(receivers)
    found = {state: sum(one.state == state for one in those) for state in STATES}
    return {**found, "unanswered": sum(one.waits for one in those), "all": len(those)}


def waiting_first(receivers: Iterable[Receiver]) -> list[Receiver]:
    """Return them with those in front who have done least, by title."""
    return sorted(receivers, key=lambda one: (RANKS[one.state], one.title, one.person))
