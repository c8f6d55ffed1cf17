"""What the end of an alert sets free: chains stop, those who were told hear of it, others rise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from services.notifications.alerts import telling, wall
from services.notifications.alerts.domain import SYSTEM, Alert
from services.notifications.alerts.readers_repository import Chains
from services.notifications.alerts.repository import Alerts

_WORDS = {"resolved": "Selesai", "cancelled": "Dibatalkan", "expired": "Berakhir"}


def end(tx: Connection, one: Alert, state: str, by: str, at: datetime, text: str = "") -> Alert:
    """End it, which was taken under a lock; returns it."""
    after = one.end(state, by, at)
    Chains(tx).stop(one.id)
    telling.take_back(tx, one, at)
    telling.tell_again(tx, after, "end", f"{_WORDS[state]}: {one.headline}", at)
    wall.close(tx, one, by, at)
    Alerts(tx).save(state, after, by, text)
    release(tx, f"alert/{one.id}", at)
    return after


def release(tx: Connection, holder: str, at: datetime) -> None:
    """Have the rules asked about those that this held back."""
    store = Alerts(tx)
    for one in store.held_by(holder):
        store.save("let_go", one.let_go(at), SYSTEM)
