"""Hand-overs: a shift tells the next what is open and what to know, which accepts it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid, new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.shifts import messages, telling
from services.notifications.shifts.domain import (
    CANCELLED,
    HandOver,
    NotOnShift,
    Shift,
    ShiftState,
    UnknownHandOver,
    following,
)
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.repository import Agencies, Shifts
from services.notifications.shifts.rosters_repository import (
    HandOvers,
    open_incidents,
    readable_incidents,
)
from services.notifications.shifts.shown import moment, shift_named

Data = dict[str, Any]
NEXT_WITHIN = timedelta(hours=36)  # after a shift's end; what begins later follows nothing


def give(tx: Connection, request: Request) -> Data:
    """Tell the next shift: `{"shift", "notes", "incidents"}`, of one's own shift."""
    who, now, reader = request.principal, clock.now(), Reader(request.data)
    reader.only(("shift", "notes", "incidents"))
    notes = messages.words(reader, "notes", messages.LONGEST_NOTES)
    chosen = _chosen(reader)
    reader.end()
    shift = Shifts(tx).take(str(request.data.get("shift")), who)
    if who.name not in shift.people:
        raise NotOnShift("somebody of the shift gives it")
    if shift.state == CANCELLED or shift.starts > now:
        raise ShiftState("the shift is cancelled, or has not begun", state=shift.state)
    agency, store = Agencies(tx).get(shift.agency, who), HandOvers(tx)
    stand = [
        one for one in open_incidents(tx, who, agency) if chosen is None or one["id"] in chosen
    ]
    before = store.of_shift(shift.id)
    if before is None:
        one = HandOver(new_id(), shift.id, agency.agency, who.name, now, notes, stand)
    else:
        one = before.again(who.name, now, notes, stand)
    store.put(one)
    telling.hand_over_given(tx, agency, one)
    return shown(tx, one, who)


def _chosen(reader: Reader) -> set[str] | None:
    ids = reader.raw("incidents")
    if ids is None:
        return None
    if not isinstance(ids, list) or len(ids) > 1000 or not all(is_uuid(one) for one in ids):
        reader.wrong("incidents", "needs a list of ids of incidents")
        return set()
    return {str(one) for one in ids}


def accept(tx: Connection, request: Request) -> Data:
    """Take over: `{"hand_over", "version"}`, as one of the following shift."""
    who, reader = request.principal, Reader(request.data)
    reader.only(("hand_over", "version"))
    version = reader.integer("version", 1, messages.VERSIONS)
    reader.end()
    one = HandOvers(tx).take(str(request.data.get("hand_over")))
    agency = Agencies(tx).named(one.agency) if one else None
    readable = agency and agency.agency in {each.agency for each in Agencies(tx).all(who)}
    if one is None or agency is None or not readable:
        raise UnknownHandOver("there is no such hand-over")
    taken = one.accept(who.name, clock.now(), version, next_people(tx, one.shift))
    HandOvers(tx).put(taken)
    telling.hand_over_accepted(tx, agency, taken)
    return shown(tx, taken, who)


def next_people(tx: Connection, shift: str) -> list[str]:
    """Return who is in the shift that follows."""
    [one] = Lists(tx).of_ids([shift])
    return [name for each in next_shifts(tx, one) for name in each.people]


def next_shifts(tx: Connection, shift: Shift) -> list[Shift]:
    """Return the shifts that follow one, of its agency."""
    near = Lists(tx).coming([shift.agency], shift.starts, shift.ends + NEXT_WITHIN)
    return following(shift, near)


def shown(tx: Connection, one: HandOver, who: Principal) -> Data:
    """Return a hand-over; of its incidents those that the principal reads, the rest counted."""
    allowed = readable_incidents(tx, who, [str(each["id"]) for each in one.incidents])
    told = [each for each in one.incidents if each["id"] in allowed]
    [shift] = Lists(tx).of_ids([one.shift])
    later = next_people(tx, one.shift)
    waits = one.accepted_by is None
    return {
        "id": one.id,
        "agency": one.agency,
        "shift": shift_named(shift),
        "from": one.given_by,
        "at": moment(one.at),
        "notes": one.notes,
        "incidents": told,
        "hidden": len(one.incidents) - len(told),
        "version": one.version,
        "accepted_by": one.accepted_by,
        "accepted_at": moment(one.accepted_at),
        "may_accept": waits and who.name in later,
        "next": later,
    }


def page(tx: Connection, request: Request) -> Data:
    """Return hand-overs of rosters that one reads, the newest first: `{"agency"}`."""
    who, (limit, after) = request.principal, paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    agency = str(request.data.get("agency") or "")
    found = HandOvers(tx).page(who, agency, after, min(limit, 100))
    rows, following_page = paging.cut(found, min(limit, 100), lambda one: one.id)
    return {"items": [shown(tx, one, who) for one in rows], "next": following_page}
