"""How anything of this service raises an alert, in the transaction of what happened.

    raise_alert(tx, Cause("incident/…", "incident.flood", "critical", …), now)

Who must be told is asked afterwards, by a loop that the commit wakes (`tending.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.alerts import releasing, times
from services.notifications.alerts.domain import (
    RESOLVED,
    SEVERITIES,
    SYSTEM,
    Alert,
    Cause,
    risen,
)
from services.notifications.alerts.repository import Alerts

__all__ = ["Cause", "count", "keep", "place", "raise_alert", "resolve"]


def raise_alert(tx: Connection, cause: Cause, at: datetime, by: str = SYSTEM) -> str:
    """Raise an alert, or count it on the open one of its key; returns that one's id.

    A more severe cause than the alert that is open breaks through its acknowledgement; a less
    severe one changes nothing (see `keep`). Raises Invalid for a severity that is none.
    """
    store = Alerts(tx)
    one, fresh = store.put(risen(cause, new_id(), by, at, times.expires(cause.severity)))
    if fresh:
        store.note("raised", one, by, data={"severity": one.severity})
        store.tell("raised", one)
    elif SEVERITIES.index(cause.severity) > SEVERITIES.index(one.severity):
        _rate(store, one, cause.severity, by, at)
    return one.id


def count(tx: Connection, key: str, at: datetime) -> None:
    """Count what says the same again on the alert of the key, if one is open, with the COMMIT."""
    Alerts(tx).count(key, at)


def keep(tx: Connection, cause: Cause, at: datetime, by: str = SYSTEM) -> None:
    """Have an alert of the cause open that says and is what it is; what is open is not counted."""
    store = Alerts(tx)
    one = store.open(cause.key)
    if one is None:
        raise_alert(tx, cause, at, by)
        return
    said = one.say(cause, at)
    if cause.severity != one.severity:
        _rate(store, said, cause.severity, by, at)
        if cause.severity != "critical":
            releasing.release(tx, f"alert/{one.id}", at)
    elif said != one:
        store.save("reworded", said, by, data={"before": one.headline, "after": said.headline})


def place(tx: Connection, key: str, area: str, at: datetime) -> None:
    """Note where the alert of the key is, if one is open that bears no area."""
    store = Alerts(tx)
    one = store.open(key)
    if one is not None and area and not one.area:
        store.save("placed", one.place(area, at), SYSTEM, data={"area": area})


def resolve(tx: Connection, key: str, by: str, at: datetime) -> None:
    """End the alert of the key, if one is open: what it was about is over."""
    one = Alerts(tx).open(key)
    if one is not None:
        releasing.end(tx, one, RESOLVED, by, at)


def _rate(store: Alerts, one: Alert, severity: str, by: str, at: datetime) -> None:
    span = times.expires(severity)
    after = replace(one.rate(severity, at), expires_at=None if span is None else at + span)
    store.save("rated", after, by, data={"before": one.severity, "after": severity})
