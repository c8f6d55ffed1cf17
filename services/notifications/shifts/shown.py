"""What is shown of shifts, to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.shifts import access, messages
from services.notifications.shifts.domain import SWAP_STATES, Absence, Agency, Shift, Swap, gaps
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.patterns import Pattern
from services.notifications.shifts.repository import Agencies, Shifts
from services.notifications.shifts.rosters_repository import Absences, Swaps

Data = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)


def agency_out(one: Agency, *, plans: bool) -> Data:
    return {**vars(one), "changed_at": moment(one.changed_at), "plans": plans}


def pattern_out(one: Pattern, agency: Agency) -> Data:
    return {
        **vars(one),
        "area": agency.area,
        "starts": one.starts.isoformat("minutes"),
        "ends": one.ends.isoformat("minutes"),
        "days": list(one.days),
        "teams": [list(team) for team in one.teams],
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day and one.last_day.isoformat(),
        "made_at": moment(one.made_at),
    }


def shift_out(one: Shift, agency: Agency, absences: Iterable[Absence], who: Principal) -> Data:
    """Return the shift with who of it is absent when, and how many it lacks at the worst."""
    away = [each for each in absences if each.meets(one.starts, one.ends)]
    lacks = gaps(one, away)
    plain = ("id", "agency", "name", "needed", "overlap_minutes", "state", "version", "pattern")
    return {
        **{name: getattr(one, name) for name in plain},
        "area": agency.area,
        "day": one.day.isoformat(),
        "starts": moment(one.starts),
        "ends": moment(one.ends),
        "people": [_person(name, away) for name in one.people],
        "short": max((gap.short for gap in lacks), default=0),
        "mine": who.name in one.people,
        "plans": access.plans(who, agency.area),
        "changed_by": one.changed_by,
        "changed_at": moment(one.changed_at),
    }


def _person(name: str, away: Iterable[Absence]) -> Data:
    absent = [one for one in away if one.person == name]
    times = [{"from": moment(one.starts), "until": moment(one.ends)} for one in absent]
    return {"name": name, "absent": times}


def absence_out(row: Mapping[str, Any], *, reason: bool) -> Data:
    """Return an absence; its reason is for the person and who plans."""
    return {
        "id": row["id"],
        "person": row["person"],
        "from": moment(row["starts"]),
        "until": moment(row["ends"]),
        "reason": row["reason"] if reason else None,
        "made_by": row["made_by"],
        "made_at": moment(row["made_at"]),
    }


def swap_out(one: Swap, shifts: Mapping[str, Shift], who: Principal) -> Data:
    times = {name: moment(getattr(one, name)) for name in ("asked_at", "answered_at", "ended_at")}
    return {
        **vars(one),
        **times,
        "shift": shift_named(shifts.get(one.shift)),
        "in_return": shift_named(shifts.get(one.in_return or "")),
        "mine": who.name in (one.person, one.other),
    }


def shift_named(one: Shift | None) -> Data | None:
    if one is None:
        return None
    times = {"starts": moment(one.starts), "ends": moment(one.ends)}
    return {"id": one.id, "agency": one.agency, "name": one.name, **times}


# ---- lists


def agencies(tx: Connection, request: Request) -> Data:
    """Return agencies whose roster one reads, each with who has a place in it."""
    who, shifts = request.principal, Shifts(tx)
    found = Agencies(tx).all(who)
    items = [
        {**agency_out(one, plans=access.plans(who, one.area)), "people": shifts.roster(one.agency)}
        for one in found
    ]
    return {"items": items, "next": None}


def patterns(tx: Connection, request: Request) -> Data:
    of = {one.agency: one for one in Agencies(tx).all(request.principal)}
    found = Agencies(tx).patterns(of)
    return {"items": [pattern_out(one, of[one.agency]) for one in found], "next": None}


def page(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """Return shifts by start: `{"agency", "from", "to", "person", "limit", "after"}`."""
    who, data = request.principal, request.data
    limit, after = paging.asked(data)
    first, last = messages.days(data, clock.now().astimezone(zone).date())
    of = agencies_of(tx, request)
    span = day_start(first, zone), day_start(last + timedelta(days=1), zone)
    person = str(data.get("person") or "")
    rows = Lists(tx).page(list(of), span, person, limit, place(after))
    away = Absences(tx).between(span[0] - timedelta(days=1), span[1] + timedelta(days=1))
    shown, following = paging.cut(rows, limit, lambda one: f"{moment(one.starts)}|{one.id}")
    items = [shift_out(one, of[one.agency], away, who) for one in shown]
    return {"items": items, "next": following}


def agencies_of(tx: Connection, request: Request) -> dict[str, Agency]:
    """Return by name the agency that is asked for, or all that one reads."""
    name, store = str(request.data.get("agency") or ""), Agencies(tx)
    found = [store.get(name, request.principal)] if name else store.all(request.principal)
    return {one.agency: one for one in found}


def place(after: str) -> tuple[datetime, str] | None:
    """Read the place after which a page begins."""
    if not after:
        return None
    at, _, key = after.partition("|")
    try:
        found = clock.from_text(at), key
    except ValueError:
        raise paging.foreign() from None
    if not is_uuid(key):
        raise paging.foreign()
    return found


def day_start(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def gap_list(tx: Connection, request: Request) -> Data:
    """Return when shifts have fewer people than they need: `{"agency", "days"}`."""
    reader = Reader(request.data)
    days = reader.integer("days", 1, 60, 7)
    reader.end()
    of, now = agencies_of(tx, request), clock.now()
    last = now + timedelta(days=days)
    away = Absences(tx).between(now, last + timedelta(days=1))
    items = [
        {
            **(shift_named(one) or {}),
            "area": of[one.agency].area,
            "day": one.day.isoformat(),
            "needed": one.needed,
            "from": moment(gap.starts),
            "until": moment(gap.ends),
            "short": gap.short,
        }
        for one in Lists(tx).coming(list(of), now, last)
        for gap in gaps(one, away)
        if gap.ends > now
    ]
    return {"items": items, "next": None}


def absence_list(tx: Connection, request: Request) -> Data:
    """Return absences that are not over, of oneself and of those whose roster one reads."""
    who, (limit, after) = request.principal, paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    store = Absences(tx)
    rows, following = paging.cut(
        store.page(who, after, limit, clock.now()), limit, lambda row: str(row["id"])
    )
    items = []
    for row in rows:
        areas = store.areas_of(row["person"])
        told = row["person"] == who.name or any(access.plans(who, area) for area in areas)
        items.append({**absence_out(row, reason=told), "mine": row["person"] == who.name})
    return {"items": items, "next": following}


def swap_list(tx: Connection, request: Request) -> Data:
    """Return swaps of oneself and of rosters that one reads, the newest first: `{"state"}`."""
    who, (limit, after) = request.principal, paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    reader = Reader(request.data)
    state = reader.one_of("state", (*SWAP_STATES, "open"), "")
    reader.end()
    states = ("asked", "accepted") if state == "open" else (state,) if state else ()
    found = Swaps(tx).page(who, states, after, limit)
    rows, following = paging.cut(found, limit, lambda one: one.id)
    ids = [one.shift for one in rows] + [one.in_return for one in rows if one.in_return]
    known = {one.id: one for one in Lists(tx).of_ids(ids)}
    return {"items": [swap_out(one, known, who) for one in rows], "next": following}
