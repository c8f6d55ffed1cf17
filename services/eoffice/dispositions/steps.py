"""The steps of a disposition: read, worked on, reported; taken back, accepted, given back."""

from __future__ import annotations

from typing import Any

from libs.kit import clock
from services.eoffice.dispositions import messages
from services.eoffice.dispositions.domain import Disposition
from services.eoffice.dispositions.orders import Orders


def cancel(orders: Orders) -> dict[str, Any]:
    before, note = _take(orders, "note", needed=False)
    after = before.cancel(orders.acting, note)
    return orders.keep_disposition(before, after, "disposition_cancelled")


def mark_read(orders: Orders) -> dict[str, Any]:
    before, _ = _take(orders)
    after = before.read(orders.acting, clock.now())
    return orders.keep_disposition(before, after, "disposition_read")


def start(orders: Orders) -> dict[str, Any]:
    before, _ = _take(orders)
    after = before.start(orders.acting, clock.now())
    return orders.keep_disposition(before, after, "disposition_started")


def report(orders: Orders) -> dict[str, Any]:
    before, text = _take(orders, "report")
    after = before.reported(orders.acting, text, clock.now())
    return orders.keep_disposition(before, after, "disposition_reported")


def accept(orders: Orders) -> dict[str, Any]:
    before, _ = _take(orders)
    below = orders.dispositions.below(before.id)
    after = before.accept(orders.acting, below, clock.now())
    return orders.keep_disposition(before, after, "disposition_done")


def give_back(orders: Orders) -> dict[str, Any]:
    before, note = _take(orders, "note")
    after = before.give_back(orders.acting, note)
    return orders.keep_disposition(before, after, "disposition_given_back")


def _take(orders: Orders, words: str = "", *, needed: bool = True) -> tuple[Disposition, str]:
    """Return the disposition, locked, and the words that came along."""
    wanted = messages.step(orders.request.data, words, needed=needed)
    return orders.take_disposition(wanted.disposition, wanted.version), wanted.text
