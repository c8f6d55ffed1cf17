"""Domain → dict: what answers and events say of an incident. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from libs.kit import clock
from libs.kit.envelope import Event
from services.notifications.incidents.domain import Incident, Place
from services.notifications.incidents.types import types

REPORTED, VERIFIED, CHANGED = "incident_reported", "incident_verified", "incident_changed"
CLOSED, MERGED = "incident_closed", "incident_merged"
_EVENTS = {"verify": VERIFIED, "close": CLOSED, "refute": CLOSED, "merged": MERGED}


def moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)


def place_out(one: Place) -> dict[str, Any]:
    point = None if one.point is None else list(one.point)
    same = {name: getattr(one, name) for name in ("area", "radius_m", "road", "metre", "words")}
    return {**same, "tps": one.station, "point": point}


def incident_out(one: Incident) -> dict[str, Any]:
    """Return the incident as answers have it; who has it in hand by name, never by account."""
    same = (
        "id", "year", "type", "severity", "headline", "text", "source", "exercise", "state",
        "version", "merged_into", "changed_by",
    )  # fmt: skip
    moments = {name: moment(getattr(one, name)) for name in _MOMENTS}
    return {
        **{name: getattr(one, name) for name in same},
        "number": one.name,
        "place": place_out(one.place),
        **moments,
        "checked": one.is_checked,
        "handler": handler_out(one),
        "times": {state: moment(at) for state, at in one.times.items()},
    }


_MOMENTS = ("occurred_at", "reported_at", "changed_at")


def handler_out(one: Incident) -> dict[str, Any] | None:
    holder = one.handler
    if holder is None:
        return None
    told = {"name": holder.name, "agency": holder.agency, "since": moment(holder.since)}
    return {**told, "taken": holder.account is not None}


def event(what: str, one: Incident, reports: int, before: str | None = None) -> Event:
    """Return that something was done with the incident; it bears no reporter.

    `what` is the entry of the log; `before` the state before, `reports` how often it was reported.
    """
    place = one.place
    data = {
        "incident": one.id,
        "what": what,
        "number": one.name,
        "year": one.year,
        "type": one.type,
        "blocks": types()[one.type].blocks,
        "severity": one.severity,
        "state": one.state,
        "before": before,
        "version": one.version,
        "headline": one.headline,
        "area": place.area,
        "station": place.station,
        "point": None if place.point is None else list(place.point),
        "radius_m": place.radius_m,
        "road": place.road,
        "metre": place.metre,
        "place": place.words,
        "source": one.source,
        "checked": one.is_checked,
        "exercise": one.exercise,
        "occurred_at": moment(one.occurred_at),
        "reported_at": moment(one.reported_at),
        "changed_at": moment(one.changed_at),
        "handled": one.handler is not None and one.handler.account is not None,
        "agency": one.handler.agency if one.handler else "",
        "reports": reports,
        "merged_into": one.merged_into,
    }
    name = REPORTED if what == "reported" else _EVENTS.get(what, CHANGED)
    return Event(name, one.id, data)
