"""Planning: an agency's rules, its patterns and their shifts, who is in one, absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict, Forbidden, NotFound
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.shifts import access, messages, shown, telling
from services.notifications.shifts.domain import (
    CANCELLED,
    DESK,
    REFUSE,
    Agency,
    Clash,
    Shift,
    ShiftClash,
    ShiftState,
    clashes,
)
from services.notifications.shifts.patterns import Pattern, Slot
from services.notifications.shifts.repository import Agencies, Shifts
from services.notifications.shifts.rosters_repository import Absences

Data = dict[str, Any]


def put_agency(tx: Connection, request: Request) -> Data:
    """Set up an agency or change its rules: `messages.agency` has the fields."""
    who, agencies = request.principal, Agencies(tx)
    before = agencies.named(str(request.data.get("agency")))
    if before is not None:
        access.require_planner(who, before.area)
    made = messages.agency(request.data, before, who.name, clock.now())
    access.require_planner(who, made.area)
    agencies.put(made)
    return shown.agency_out(made, plans=True)


def add_pattern(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """Have shifts repeat; answers the pattern with `made` and `warnings`."""
    who, now = request.principal, clock.now()
    today = now.astimezone(zone).date()
    read = messages.pattern(request.data, who.name, now, today)
    agency = Agencies(tx).get(read.agency, who)
    access.require_planner(who, agency.area)
    one = replace(read, agency=agency.agency)
    Agencies(tx).add_pattern(one)
    made, found = materialise(tx, agency, one, today, zone)
    refuse([clash for clash in found if clash.at_once or agency.rest_rule == REFUSE])
    telling.shifts_changed(tx, agency, "planned", days=[shift.day for shift in made])
    told = {"made": len(made), "warnings": [str(clash) for clash in found]}
    return {**shown.pattern_out(one, agency), **told}


def end_pattern(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """End a pattern after a day, `{"pattern", "after"}`; what nobody touched is cancelled."""
    reader = Reader(request.data)
    reader.only(("pattern", "after"))
    after = reader.day("after")
    reader.end()
    who, now, agencies = request.principal, clock.now(), Agencies(tx)
    one = agencies.pattern(str(request.data.get("pattern")))
    if one is None:
        raise NotFound("there is no such pattern")
    agency = agencies.get(one.agency, who)
    access.require_planner(who, agency.area)
    last = max(after, now.astimezone(zone).date())
    agencies.end_pattern(one.id, last)
    cancelled = [
        shift.changed(who.name, now, state=CANCELLED)
        for shift in Shifts(tx).of_pattern(one.id, last)
        if shift.version == 1
    ]
    for shift in cancelled:
        Shifts(tx).save(shift)
    telling.shifts_changed(tx, agency, "cancelled", days=[shift.day for shift in cancelled])
    return {**shown.pattern_out(replace(one, last_day=last), agency), "cancelled": len(cancelled)}


def materialise(
    tx: Connection, agency: Agency, pattern: Pattern, today: date, zone: tzinfo
) -> tuple[list[Shift], list[Clash]]:
    """Make the pattern's shifts of the coming weeks that are not there yet.

    Whoever would be in two at once, or without the rest that is demanded, stays out of it.
    """
    last = today + timedelta(weeks=agency.weeks)
    slots = list(pattern.slots(today, last, zone))
    there, store = Shifts(tx).days_of(pattern.id), Shifts(tx)
    fresh = [_of_slot(agency, pattern, slot) for slot in slots if slot.day not in there]
    if not fresh:
        return [], []
    rest = timedelta(minutes=agency.rest_minutes)
    everybody = [name for shift in fresh for name in shift.people]
    others = store.of_people(everybody, fresh[0].starts - rest, fresh[-1].ends + rest)
    made, found = [], []
    for shift in fresh:
        mine = [one for name in shift.people for one in clashes(name, shift, others, rest)]
        out = {one.person for one in mine if one.at_once or agency.rest_rule == REFUSE}
        kept = replace(shift, people=tuple(name for name in shift.people if name not in out))
        found += mine
        if store.add(kept):
            made.append(kept)
            others.append(kept)
    return made, found


def _of_slot(agency: Agency, pattern: Pattern, slot: Slot) -> Shift:
    facts = (agency.agency, pattern.name, slot.day, slot.starts, slot.ends, pattern.needed)
    stamp = (agency.overlap_minutes, pattern.made_by, clock.now())
    return Shift(new_id(), *facts, *stamp, people=slot.team, pattern=pattern.id)


def go_on(tx: Connection, pattern: str, zone: tzinfo) -> int:
    """Bring a pattern as far ahead as its agency wants; returns how many shifts are new."""
    today, agencies = clock.now().astimezone(zone).date(), Agencies(tx)
    one = agencies.pattern(pattern)
    agency = agencies.named(one.agency) if one else None
    if one is None or agency is None:
        return 0
    made, _ = materialise(tx, agency, one, today, zone)
    telling.shifts_changed(tx, agency, "planned", days=[shift.day for shift in made])
    return len(made)


def add_shift(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """Plan one shift; `messages.shift` has the fields."""
    who, reader = request.principal, Reader(request.data)
    reader.only(("agency", "name", "starts", "ends", "needed", "people"))
    name = reader.text("agency", longest=messages.LONGEST_NAME)
    reader.end()
    agency = Agencies(tx).get(name, who)
    access.require_planner(who, agency.area)
    one = messages.shift(reader, who.name, clock.now(), agency, zone)
    reader.end()
    warnings = check(tx, agency, one, one.people)
    Shifts(tx).add(one)
    telling.shifts_changed(tx, agency, "planned", one)
    return {**shown.shift_out(one, agency, (), who), "warnings": warnings}


def change_shift(tx: Connection, request: Request, zone: tzinfo) -> Data:
    """Change one that is planned: `{"shift", "version"}` and what is to be other."""
    who, now = request.principal, clock.now()
    before, agency = take(tx, request)
    after = messages.change(request.data, before, who.name, now, zone)
    moved = (after.starts, after.ends) != (before.starts, before.ends)
    fresh = after.people if moved else [one for one in after.people if one not in before.people]
    warnings = check(tx, agency, after, fresh)
    Shifts(tx).save(after)
    telling.shifts_changed(tx, agency, "changed", after)
    away = Absences(tx).between(after.starts, after.ends)
    return {**shown.shift_out(after, agency, away, who), "warnings": warnings}


def cancel_shift(tx: Connection, request: Request) -> Data:
    """Cancel one: `{"shift", "version"}`."""
    reader = Reader(request.data)
    reader.only(("shift", "version"))
    version = reader.integer("version", 1, messages.VERSIONS)
    reader.end()
    before, agency = take(tx, request)
    before.require_version(version)
    after = before.changed(request.principal.name, clock.now(), state=CANCELLED)
    Shifts(tx).save(after)
    telling.shifts_changed(tx, agency, "cancelled", after)
    return shown.shift_out(after, agency, (), request.principal)


def take(tx: Connection, request: Request) -> tuple[Shift, Agency]:
    """Return the planned shift of `{"shift"}`, locked, for who plans it."""
    one = Shifts(tx).take(str(request.data.get("shift")), request.principal)
    agency = Agencies(tx).get(one.agency, request.principal)
    access.require_planner(request.principal, agency.area)
    if one.state == CANCELLED:
        raise ShiftState("the shift is cancelled", state=one.state)
    return one, agency


def check(tx: Connection, agency: Agency, shift: Shift, people: Iterable[str]) -> list[str]:
    """Return what is to be warned of where these come in; raises ShiftClash."""
    names, rest = list(people), timedelta(minutes=agency.rest_minutes)
    if not names:
        return []
    others = Shifts(tx).of_people(names, shift.starts - rest, shift.ends + rest)
    found = [one for name in names for one in clashes(name, shift, others, rest)]
    refuse([one for one in found if one.at_once or agency.rest_rule == REFUSE])
    return [str(one) for one in found]


def refuse(found: list[Clash]) -> None:
    """Raise ShiftClash with what is found, if anything is."""
    if found:
        told = [str(one) for one in found[:20]]
        raise ShiftClash("; ".join(told[:3]), clashes=told)


# ---- absences


def add_absence(tx: Connection, request: Request) -> Data:
    """Say that somebody is not there: `{"person", "from", "until", "reason"}`."""
    who, now = request.principal, clock.now()
    person, starts, ends, reason = messages.absence(request.data, now)
    person = person or who.name
    _require_for(tx, request, person)
    row = {"id": new_id(), "person": person, "starts": starts, "ends": ends, "reason": reason}
    Absences(tx).add(row | {"made_by": who.name, "made_at": now})
    _tell_absence(tx, person, starts, ends)
    return shown.absence_out({**row, "made_by": who.name, "made_at": now}, reason=True)


def withdraw_absence(tx: Connection, request: Request) -> Data:
    """Say that somebody is there after all: `{"absence"}`."""
    who, now, store = request.principal, clock.now(), Absences(tx)
    found = store.take(str(request.data.get("absence")))
    if found is None:
        raise NotFound("there is no such absence")
    _require_for(tx, request, found["person"])
    if found["withdrawn_at"] is not None:
        raise Conflict("it is withdrawn already")
    store.withdraw(found["id"], who.name, now)
    _tell_absence(tx, found["person"], found["starts"], found["ends"])
    return shown.absence_out(found, reason=True)


def _require_for(tx: Connection, request: Request, person: str) -> None:
    """Raise Forbidden unless it is oneself, or one plans for an agency that the person is in."""
    who = request.principal
    if person == who.name and (DESK & who.roles or Absences(tx).areas_of(person)):
        return
    if not any(access.plans(who, area) for area in Absences(tx).areas_of(person)):
        raise Forbidden("this is for the person, or for operators of their agency")


def _tell_absence(tx: Connection, person: str, starts: datetime, ends: datetime) -> None:
    agencies: dict[str, list[date]] = {}
    for shift in Shifts(tx).of_people([person], starts, ends):
        agencies.setdefault(shift.agency, []).append(shift.day)
    for name, days in agencies.items():
        agency = Agencies(tx).named(name)
        if agency is not None:
            telling.shifts_changed(tx, agency, "absence", days=days)
