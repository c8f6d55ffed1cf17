"""The alert of an incident: raised where somebody must know of it, over when it is.

What is checked is told by its own severity, from major on. What nobody vouches for alerts operators
that a report waits for them, and no more than that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from services.notifications.alerts import raising
from services.notifications.alerts.raising import Cause
from services.notifications.incidents.domain import Incident
from services.notifications.incidents.types import types

TOLD = frozenset({"major", "critical"})
ALERTED = frozenset({"alertmanager"})  # what raised an alert of its own before it was reported
STEPS = frozenset({"verify", "close", "refute", "reopen"})  # after which it is looked at


def keep(tx: Connection, one: Incident, by: str, at: datetime) -> None:
    """Have the incident's alert say what is true of it now."""
    worth = _is_worth(one)
    wanted = _key(one) if worth else ""
    for key in (f"incident/{one.id}", f"report/{one.id}"):
        if key != wanted:
            raising.resolve(tx, key, by, at)
    if worth:
        raising.keep(tx, _cause(one), at)


def begin(tx: Connection, one: Incident, at: datetime) -> None:
    """Raise the alert of an incident that is new: there is none yet that could be kept."""
    if _is_worth(one):
        raising.raise_alert(tx, _cause(one), at)


def place(tx: Connection, one: Incident, at: datetime) -> None:
    """Have the incident's alert say where it is, which gis has found."""
    raising.place(tx, _key(one), one.place.area, at)


def count(tx: Connection, one: Incident, at: datetime) -> None:
    """Count what was reported again on the incident's alert, if one is open."""
    raising.count(tx, _key(one), at)


def _is_worth(one: Incident) -> bool:
    checked = one.is_checked or one.source not in ALERTED
    return one.is_open and one.severity in TOLD and checked


def _key(one: Incident) -> str:
    return f"{'incident' if one.is_checked else 'report'}/{one.id}"


def _cause(one: Incident) -> Cause:
    told = one.text if one.is_checked else f"{types()[one.type].title}: perlu diperiksa."
    return Cause(
        key=_key(one),
        topic=f"{'incident' if one.is_checked else 'report'}.{one.type}",
        severity=one.severity if one.is_checked else "minor",
        area=one.place.area,
        headline=f"{one.name} {one.headline}",
        text=told,
        link=f"/console/incidents?incident={one.id}",
        source="incidents",
        exercise=one.exercise,
        about=("incident", one.id),
    )
