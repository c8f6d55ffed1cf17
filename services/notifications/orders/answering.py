"""What receivers do: read, acknowledge, done, or can't; of two at once the first one stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.notifications.deliveries import sending
from services.notifications.incidents.domain import Who
from services.notifications.incidents.repository import Incidents
from services.notifications.orders import access, messages, telling, wire
from services.notifications.orders.domain import OPEN, STEPS, NotToYou, Order, Receiver
from services.notifications.orders.messages import Answer
from services.notifications.orders.repository import Orders, within

SERVICE = "notifications"


def answer(tx: Connection, request: Request) -> dict[str, Any]:
    """Take a step of a receiver: `{"order", "step", "reason", "receiver"}`; answers the order."""
    asked, now = messages.answer(request.data), clock.now()
    store, mine = Orders(tx), access.seat(tx, request.principal, now)
    one = store.get(asked.order, mine, lock=True)
    receivers = store.receivers(one.id)[one.id]
    those = _mine(within(receivers, mine), asked)
    if asked.step != "read":
        one.require_open()
    moved = [each.come_to(STEPS[asked.step], mine.name, now, asked.reason) for each in those]
    changed = {each.id: each for each in moved if each is not None}
    if not changed or one.state != OPEN:
        return wire.order_out(one, receivers, mine, now)
    for each in changed.values():
        store.note(
            one.id, asked.step, mine.name, now, receiver=each.id, as_title=each.title,
            text=asked.reason,
        )  # fmt: skip
    after = [changed.get(each.id, each) for each in receivers]
    one = keep(tx, one, after, list(changed.values()), (asked.step, mine.name, now))
    if one.state != OPEN and one.incident is not None:
        about = Who(request.principal.id, mine.name, those[0].title)
        note = {"order": one.id, "number": one.name}
        Incidents(tx).note(one.incident, f"order_{one.state}", about, now, one.name, note)
    return wire.order_out(one, after, mine, now)


def keep(
    tx: Connection,
    one: Order,
    receivers: list[Receiver],
    changed: list[Receiver],
    done: tuple[str, str, datetime],
) -> Order:
    """Save what receivers did and tell of it, also that the order is over; returns the order."""
    (what, by, at), store = done, Orders(tx)
    store.keep(*changed)
    after = one.settle(receivers, by, at)
    for each in changed:
        outbox.add(tx, SERVICE, wire.event(wire.ANSWERED, what, after, receivers, at, each))
        if each.is_over:
            sending.cancel(tx, telling.key(one, each), at)
    if after.state != OPEN:
        store.save(after)
        store.note(one.id, after.state, by, at)
        telling.end(tx, after, by, at)
        outbox.add(tx, SERVICE, wire.event(wire.ENDED, after.state, after, receivers, at))
    return after


def _mine(those: list[Receiver], asked: Answer) -> list[Receiver]:
    """Return whom the caller answers for: the one named, or the only one; all for reading."""
    if asked.receiver is not None:
        those = [each for each in those if each.id == asked.receiver]
    if not those:
        raise NotToYou
    if asked.step == "read" or len(those) == 1:
        return those
    waiting = [each for each in those if not each.is_over]
    if len(waiting) != 1:
        names = ", ".join(each.title for each in those)
        raise Invalid(errors=(FieldError("receiver", f"needs one of yours: {names}"),))
    return waiting
