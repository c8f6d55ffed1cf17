"""What the clock does with orders: escalates them, and follows what became of their messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from libs.kit import outbox
from services.notifications.deliveries import sending
from services.notifications.deliveries.domain import INBOX
from services.notifications.orders import answering, domain, giving, telling, wire
from services.notifications.orders.domain import DELIVERED, READ, Order, Receiver
from services.notifications.orders.repository import Orders

AT_ONCE = 50  # orders in one transaction
SYSTEM = "system"


def escalate(tx: Connection, at: datetime) -> int:
    """Tell above of what nobody acknowledged, or is overdue; returns of how many orders."""
    due = Orders(tx).take_due(at, AT_ONCE)
    receivers = Orders(tx).receivers(*(one.id for one in due))
    for one in due:
        _escalate(tx, one, receivers[one.id], at)
    return len(due)


def _escalate(tx: Connection, order: Order, receivers: list[Receiver], at: datetime) -> None:
    after = list(receivers)
    for place, one in enumerate(receivers):
        for why in domain.due(order, one, at):
            after[place] = giving.escalate(tx, order, after[place], why, at)
            told = wire.event(wire.ESCALATED, why, order, after, at, after[place])
            outbox.add(tx, giving.SERVICE, told)


def follow(tx: Connection, at: datetime) -> int:
    """Keep what channels know of the messages: delivered, read; returns of how many orders."""
    told = Orders(tx).take_told(AT_ONCE)
    receivers = Orders(tx).receivers(*(one.id for one in told))
    for one in told:
        _follow(tx, one, receivers[one.id], at)
    return len(told)


def _follow(tx: Connection, order: Order, receivers: list[Receiver], at: datetime) -> None:
    for place, one in enumerate(receivers):
        state = _told(tx, order, one)
        after = one.come_to(state, SYSTEM, at) if state else None
        if after is not None:
            receivers[place] = after
            Orders(tx).note(order.id, after.state, SYSTEM, at, receiver=one.id)
            answering.keep(tx, order, receivers, [after], (after.state, SYSTEM, at))


def _told(tx: Connection, order: Order, one: Receiver) -> str | None:
    """Return how far the message came; that it lies in the inbox is no delivery."""
    found = sending.states(tx, telling.key(order, one))
    if any(each.state == READ for each in found):
        return READ
    there = any(each.state == DELIVERED and each.channel != INBOX for each in found)
    return DELIVERED if there else None
