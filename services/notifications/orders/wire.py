"""Domain → dict: what answers and events say of an order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from libs.kit import clock
from libs.kit.envelope import Event
from services.notifications.orders import domain
from services.notifications.orders.access import Seat
from services.notifications.orders.domain import Order, Receiver

Data = dict[str, Any]
GIVEN, ANSWERED = "order_given", "order_answered"
ESCALATED, ENDED = "order_escalated", "order_ended"
_SAME = (
    "id", "year", "text", "urgency", "area", "incident", "exercise", "given_by", "given_as",
    "given_title", "ended_by", "reason", "version",
    "about",
)  # fmt: skip
_MOMENTS = ("given_at", "acknowledge_by", "deadline", "ended_at")
_RECEIVER = (
    "id", "person", "position", "title", "unit_name", "state", "answered_by", "reason", "reminders",
)  # fmt: skip


def moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)


def order_out(one: Order, receivers: Sequence[Receiver], who: Seat, now: datetime) -> Data:
    """Return the order with its receivers, those in front who have done least.

    `mine` are the ids of those that the caller answers for; `manages`: may remind; `cancels`: may
    take it back.
    """
    sorted_ = domain.waiting_first(receivers)
    return {
        **{name: getattr(one, name) for name in _SAME},
        **{name: moment(getattr(one, name)) for name in _MOMENTS},
        "number": one.name,
        "state": one.state_at(now),
        "counts": domain.counts(receivers),
        "receivers": [receiver_out(each) for each in sorted_],
        "mine": [each.id for each in sorted_ if who.receives(each)],
        "manages": who.minds(one),
        "cancels": who.gave(one),
    }


def receiver_out(one: Receiver) -> Data:
    return {
        **{name: getattr(one, name) for name in _RECEIVER},
        "times": {state: moment(at) for state, at in one.times.items()},
        "reminded_at": moment(one.reminded_at),
        "escalated_at": moment(one.escalated_at),
        "overdue_at": moment(one.overdue_at),
    }


def entry_out(row: Any) -> Data:
    """Return an entry of the log."""
    same = ("id", "receiver", "what", "who", "as_title", "text")
    return {**{name: row[name] for name in same}, "at": moment(row["at"])}


def event(
    name: str,
    what: str,
    one: Order,
    receivers: Sequence[Receiver],
    at: datetime,
    about: Receiver | None = None,
) -> Event:
    """Return that something was done with the order; it bears neither its text nor a reason.

    `readers` are the keys of who may hear it (`access.Seat.keys`); the gateway takes them off.
    """
    data = {
        "order": one.id,
        "what": what,
        "number": one.name,
        "year": one.year,
        "state": one.state_at(at),
        "urgency": one.urgency,
        "area": one.area,
        "incident": one.incident,
        "exercise": one.exercise,
        "version": one.version,
        "deadline": moment(one.deadline),
        "receiver": about and about.id,
        "receiver_state": about and about.state,
        "counts": domain.counts(receivers),
        "at": moment(at),
        "readers": readers(one, receivers),
    }
    return Event(name, one.id, data)


def readers(one: Order, receivers: Sequence[Receiver]) -> list[str]:
    """Return the keys of giver, receivers and the positions that it was escalated to."""
    people = {one.given_by, *(each.person for each in receivers)} - {""}
    places = {one.given_as, *(each.position for each in receivers)} - {""}
    places |= {code for each in receivers for code in each.escalated_to}
    return sorted({f"person:{name}" for name in people} | {f"order:{code}" for code in places})
