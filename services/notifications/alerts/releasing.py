"""What the end of an alert sets free: chains stop, those who were told hear of it, others rise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from services.notifications.alerts.domain import Alert
from services.notifications.alerts.repository import Alerts


def end(tx: Connection, one: Alert, state: str, by: str, at: datetime, text: str = "") -> Alert:
    """End it, which was taken under a lock; returns it."""
    after = one.end(state, by, at)
    Alerts(tx).save(state, after, by, text)
    release(tx, f"alert/{one.id}", at)
    return after


def release(tx: Connection, holder: str, at: datetime) -> None:
    """Have the rules asked about those that this held back."""
    store = Alerts(tx)
    for one in store.held_by(holder):
        store.save("let_go", one.let_go(at), "system")
