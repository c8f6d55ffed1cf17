"""Rosters as iCalendar (RFC 5545): written with the region's VTIMEZONE, and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.shifts import access
from services.notifications.shifts.domain import (
    CANCELLED,
    DESK,
    Absence,
    Shift,
    UnknownAgency,
    is_away,
)
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.repository import Agencies
from services.notifications.shifts.rosters_repository import Absences

BACK, AHEAD = timedelta(days=60), timedelta(days=200)
REFRESH = "PT1H"
UID = "@shifts.kendali"


def of(tx: Connection, request: Request, zone: ZoneInfo) -> bytes:
    """Return the calendar of `{"agency"}`, or of `{"person"}`, oneself where neither is said."""
    who, now = request.principal, clock.now()
    agency, person = (str(request.data.get(name) or "") for name in ("agency", "person"))
    span, store = (now - BACK, now + AHEAD), Agencies(tx)
    if agency:
        found = store.get(agency, who)
        rows = Lists(tx).between([found.agency], span)
        if person:
            rows = [one for one in rows if person in one.people]
        return written(f"Jaga {found.agency}", rows, zone)
    person = person or who.name
    agencies = [one.agency for one in store.all(who) if _reads(who, person, one.area)]
    if person != who.name and not agencies:
        raise UnknownAgency(f"no roster of {person[:80]} is open to this account")
    rows = of_person(tx, agencies, person, span)
    return written(f"Jaga {person}", rows, zone)


def _reads(who: Principal, person: str, area: str) -> bool:
    """Tell whether the principal reads a person's calendar in an agency of the area."""
    desk = bool(DESK & who.roles) and (who.covers(area) or who.area.startswith(area))
    return person == who.name or desk or access.plans(who, area)


def of_person(
    tx: Connection, agencies: Sequence[str], person: str, span: tuple[datetime, datetime]
) -> list[Shift]:
    """Return a person's shifts; those that they left or are absent from count as cancelled."""
    lists, away = Lists(tx), Absences(tx).between(*span)
    rows = lists.of_person(agencies, person, span)
    kept = [_without(one) if _gone(person, one, away) else one for one in rows]
    left = [_without(one) for one in lists.left_by(agencies, person, span)]
    return sorted(kept + left, key=lambda one: (one.starts, one.id))


def _gone(person: str, one: Shift, away: Iterable[Absence]) -> bool:
    return is_away(person, one, away)


def _without(one: Shift) -> Shift:
    return replace(one, state=CANCELLED)


def written(name: str, rows: Iterable[Shift], zone: ZoneInfo) -> bytes:
    """Return the shifts as a calendar; a cancelled one stays, as STATUS:CANCELLED."""
    made = Calendar()
    made.add("prodid", "-//Kendali//Jaga//ID")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        made.add(key, name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"}, encode=False)
    shifts = list(rows)
    if shifts:
        first, last = shifts[0].starts.date(), shifts[-1].ends.date() + timedelta(days=366)
        made.add_component(Timezone.from_tzid(zone.key, first_date=first, last_date=last))
    for one in shifts:
        made.add_component(_entry(one, zone))
    return bytes(made.to_ical())


def _entry(one: Shift, zone: ZoneInfo) -> Event:
    entry = Event()
    entry.add("uid", one.id + UID)
    entry.add("sequence", one.version - 1)
    entry.add("dtstamp", one.changed_at)
    entry.add("last-modified", one.changed_at)
    entry.add("dtstart", one.starts.astimezone(zone))
    entry.add("dtend", one.ends.astimezone(zone))
    entry.add("summary", f"{one.agency}: {one.name}")
    entry.add("status", "CANCELLED" if one.state == CANCELLED else "CONFIRMED")
    if one.people:
        entry.add("description", ", ".join(one.people))
    return entry


# ---- read


def events(content: bytes) -> list[Any]:
    """Return the events of a calendar; raises ValueError for what is none."""
    found: list[Any] = Calendar.from_ical(content).walk("VEVENT")
    return found
