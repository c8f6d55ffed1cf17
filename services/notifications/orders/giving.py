"""Giving an order, taking it back, reminding: what its giver does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.incidents.domain import Who
from services.notifications.incidents.repository import Incidents
from services.notifications.orders import access, domain, messages, receiving, telling, wire
from services.notifications.orders.access import GIVERS, Seat
from services.notifications.orders.domain import (
    UNANSWERED,
    NoPosition,
    NotYourOrder,
    Order,
    Receiver,
)
from services.notifications.orders.messages import Given
from services.notifications.orders.repository import Orders
from services.notifications.recipients.reaching import VACANT, reach
from services.notifications.recipients.region import zone
from services.notifications.recipients.repository import Office

SERVICE = "notifications"
ROOM = "Ruang kendali"
Data = dict[str, Any]


def give(tx: Connection, request: Request, usual: timedelta) -> Data:
    """Give an order; `usual` is the time to acknowledge. Answers it whole."""
    now, who = clock.now(), request.principal
    if not GIVERS & who.roles:
        raise Forbidden(f"needs one of: {', '.join(sorted(GIVERS))}")
    asked, mine = messages.given(request.data, now), access.seat(tx, who, now)
    given_as = _as(mine, asked.position)
    area, title = _place(tx, who, given_as, asked)
    to = receiving.Receiving(tx, who, given_as, now).receivers(asked.to)
    receivers = receiving.sent(to, now)
    one = Orders(tx).add(_made(asked, who, (given_as, title), area, (now, usual)), receivers)
    receivers = [_tell(tx, one, each, now) for each in receivers]
    Orders(tx).note(one.id, "given", who.name, now, as_title=title)
    if one.incident is not None:
        note = {"order": one.id, "number": one.name, "deadline": clock.to_text(one.deadline)}
        about = Who(who.id, who.name, title)
        Incidents(tx).note(one.incident, "order_given", about, now, one.name, note)
    outbox.add(tx, SERVICE, wire.event(wire.GIVEN, "given", one, receivers, now))
    return wire.order_out(one, receivers, mine, now)


def _as(mine: Seat, asked: str | None) -> str:
    """Return the position as which it is given, "" for the room; raises NoPosition."""
    if asked is not None:
        if asked not in mine.acts:
            raise NoPosition(f"{asked} is not yours today")
        return asked
    if mine.desk:
        return ""
    if not mine.held:
        raise NoPosition("this account holds no position today")
    if len(mine.held) > 1:
        several = ", ".join(mine.held)
        raise Invalid(errors=(FieldError("as", f"needs one of your positions: {several}"),))
    return mine.held[0]


def _place(tx: Connection, who: Principal, given_as: str, asked: Given) -> tuple[str, str]:
    """Return whose operators read it, by area, and the giver's title."""
    area, title = who.area, ROOM
    if given_as:
        known = Office(tx).known([given_as]).get(given_as)
        area, title = (known.area, known.title) if known else (area, given_as)
    if asked.incident is not None:
        area = Incidents(tx).get(asked.incident, who).place.area or area
    return area, title


def _made(
    asked: Given,
    who: Principal,
    giver: tuple[str, str],
    area: str,
    clockwork: tuple[datetime, timedelta],
) -> Order:
    now, usual = clockwork
    return Order(
        new_id(),
        now.astimezone(zone()).year,
        asked.text,
        asked.urgency,
        area,
        asked.incident,
        asked.exercise,
        who.name,
        *giver,
        now,
        domain.acknowledge_by(now, asked.deadline, usual),
        asked.deadline,
        about=asked.about,
    )


def _tell(tx: Connection, order: Order, one: Receiver, at: datetime) -> Receiver:
    """Send it; where nobody is there to have it, tell of that above at once."""
    telling.give(tx, order, one, at)
    vacant = [each for each in reach(tx, [telling.target(one)], at) if each.via == VACANT]
    return escalate(tx, order, one, UNANSWERED, at) if vacant else one


def escalate(tx: Connection, order: Order, one: Receiver, why: str, at: datetime) -> Receiver:
    """Tell giver and position above, once; returns the receiver as it is kept."""
    after = one.escalate(why, telling.escalate(tx, order, one, why, at), at)
    Orders(tx).keep(after)
    Orders(tx).note(order.id, why, "system", at, receiver=one.id)
    return after


class Managing:
    """An order in the hands of who gave it, or of the room, under a lock."""

    def __init__(self, tx: Connection, request: Request) -> None:
        self.tx, self.now, self.by = tx, clock.now(), request.principal.name
        self.store, self.mine = Orders(tx), access.seat(tx, request.principal, self.now)
        self.order = self.store.get(str(request.data.get("order")), self.mine, lock=True)
        self.receivers = self.store.receivers(self.order.id)[self.order.id]

    def require(self, *, may: bool) -> None:
        if not may:
            raise NotYourOrder(f"{self.order.name} was given by {self.order.given_title}")

    def tell(self, name: str, what: str, text: str = "") -> Data:
        self.store.note(self.order.id, what, self.by, self.now, text=text)
        told = wire.event(name, what, self.order, self.receivers, self.now)
        outbox.add(self.tx, SERVICE, told)
        return wire.order_out(self.order, self.receivers, self.mine, self.now)


def cancel(tx: Connection, request: Request) -> Data:
    """Take an order back, `{"order", "reason"}`; its receivers are told."""
    reason, hand = messages.reason(request.data), Managing(tx, request)
    hand.require(may=hand.mine.gave(hand.order))
    hand.order = hand.order.cancel(hand.by, hand.now, reason)
    hand.store.save(hand.order)
    for one in hand.receivers:
        if not one.is_over:
            telling.take_back(tx, hand.order, one, hand.now)
    telling.end(tx, hand.order, hand.by, hand.now)
    if hand.order.incident is not None:
        about = Who(request.principal.id, hand.by, hand.order.given_title)
        note = {"order": hand.order.id, "number": hand.order.name}
        name = hand.order.name
        Incidents(tx).note(hand.order.incident, "order_cancelled", about, hand.now, name, note)
    return hand.tell(wire.ENDED, domain.CANCELLED, reason)


def remind(tx: Connection, request: Request) -> Data:
    """Tell those again who are not done: `{"order"}`."""
    hand = Managing(tx, request)
    hand.require(may=hand.mine.minds(hand.order))
    hand.order.require_open()
    again = {one.id for one in domain.check_reminder(hand.receivers, hand.now)}
    after = [one.remind(hand.now) if one.id in again else one for one in hand.receivers]
    hand.store.keep(*(one for one in after if one.id in again))
    for one in after:
        if one.id in again:
            telling.remind(tx, hand.order, one, hand.now)
    hand.receivers = after
    return hand.tell(wire.ANSWERED, "reminded")
