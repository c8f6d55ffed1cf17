"""What is sent about an order: to its receivers, to its giver, to the position above."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from services.notifications.alerts.raising import Cause, raise_alert, resolve
from services.notifications.deliveries import sending
from services.notifications.deliveries.sending import Message
from services.notifications.orders.domain import OVERDUE, Order, Receiver
from services.notifications.recipients import domain as recipients
from services.notifications.recipients.domain import PERSON, POSITION, Target
from services.notifications.recipients.reaching import reach
from services.notifications.recipients.region import day, zone
from services.notifications.recipients.repository import Office

GIVEN, REMINDED, ESCALATED, CANCELLED = (
    f"order.{one}" for one in ("given", "reminded", "escalated", "cancelled")
)
LINK = "/orders#{}"
SHORT = 80


def key(order: Order, one: Receiver) -> str:
    """Return the key of the message by which the receiver was given the order."""
    return f"order/{order.id}/{one.id}"


def target(one: Receiver) -> Target:
    return Target(POSITION, one.position) if one.position else Target(PERSON, one.person)


def give(tx: Connection, order: Order, one: Receiver, at: datetime) -> None:
    _send(tx, order, one, [target(one)], Said(key(order, one), GIVEN), at)


def remind(tx: Connection, order: Order, one: Receiver, at: datetime) -> None:
    """Tell the receiver again; `one` has counted this reminder."""
    what = Said(f"{key(order, one)}/{one.reminders}", REMINDED)
    _send(tx, order, one, [target(one)], what, at)


def escalate(tx: Connection, order: Order, one: Receiver, why: str, at: datetime) -> str | None:
    """Tell giver and position above why; returns that position, if there is one."""
    above = _above(tx, order, one, at)
    giver = Target(POSITION, order.given_as) if order.given_as else None
    both = [giver or Target(PERSON, order.given_by)]
    both += [Target(POSITION, above)] if above else []
    _send(tx, order, one, both, Said(f"{key(order, one)}/{why}", ESCALATED, why), at)
    if why == OVERDUE:
        _alert(tx, order, f"Perintah {order.name} lewat tenggat: {one.title}", at)
    return above


def end(tx: Connection, order: Order, by: str, at: datetime) -> None:
    """End what was raised about the order."""
    resolve(tx, _alert_key(order), by, at)


def take_back(tx: Connection, order: Order, one: Receiver, at: datetime) -> None:
    """Tell the receiver that the order is cancelled; what is not sent yet never is."""
    sending.cancel(tx, key(order, one), at)
    what = Said(f"{key(order, one)}/cancelled", CANCELLED)
    _send(tx, order, one, [target(one)], what, at)


class Said:
    """A message's key and topic, and why it escalates."""

    def __init__(self, key: str, topic: str, why: str = "") -> None:
        self.key, self.topic, self.why = key, topic, why


def _send(
    tx: Connection, order: Order, one: Receiver, to: list[Target], what: Said, at: datetime
) -> None:
    """Send it; the words are those of the topic's templates, here stands what they are about."""
    until = order.deadline.astimezone(zone()).strftime("%d-%m-%Y %H.%M")
    values = {
        "number": order.name,
        "short": _short(order.text),
        "text": order.text,
        "deadline": until,
        "giver": order.given_title,
        "receiver": one.title,
        "why": what.why,
        "reason": order.reason,
    }
    message = Message(
        what.key,
        what.topic,
        order.severity,
        f"{order.name}: {_short(order.text)}",
        order.text,
        link=LINK.format(order.id),
        exercise=order.exercise,
        values=values,
    )
    sending.send(tx, message, reach(tx, to, at), at)


def _above(tx: Connection, order: Order, one: Receiver, at: datetime) -> str | None:
    """Return the position right above the receiver's, unless it is the giver's."""
    office = Office(tx)
    codes = [one.position] if one.position else []
    codes = codes or sorted(each.position for each in office.of(one.person, day(at)))
    ladder = recipients.above(codes[0], office.above()) if codes else []
    return ladder[0] if ladder and ladder[0] != order.given_as else None


def _alert(tx: Connection, order: Order, headline: str, at: datetime) -> None:
    cause = Cause(
        _alert_key(order),
        "order.overdue",
        order.severity,
        order.area,
        headline[:120],
        link=LINK.format(order.id),
        exercise=order.exercise,
        about=("order", order.id),
    )
    raise_alert(tx, cause, at)


def _alert_key(order: Order) -> str:
    return f"order/{order.id}/overdue"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"
