"""Swaps: somebody asks another to take their place, who accepts; an operator approves if set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.shifts import access, messages, planning, shown, telling
from services.notifications.shifts.domain import (
    ANSWERS,
    CANCELLED,
    DONE,
    REFUSE,
    Agency,
    NotOnShift,
    Shift,
    ShiftState,
    Swap,
    UnknownSwap,
    clashes,
)
from services.notifications.shifts.lists_repository import Lists
from services.notifications.shifts.repository import Agencies, Shifts
from services.notifications.shifts.rosters_repository import Swaps

Data = dict[str, Any]


def ask(tx: Connection, request: Request) -> Data:
    """Ask another to take one's place: `{"shift", "with", "in_return", "reason"}`."""
    who, now, reader = request.principal, clock.now(), Reader(request.data)
    reader.only(("shift", "with", "in_return", "reason"))
    other = reader.text("with", longest=messages.LONGEST_NAME)
    reason = messages.words(reader, "reason", messages.LONGEST_REASON)
    back = messages.uuid(reader, "in_return") if reader.raw("in_return") else None
    if other == who.name:
        reader.wrong("with", "needs another one")
    reader.end()
    one = Shifts(tx).get(str(request.data.get("shift")), who)
    _require_place(one, who.name)
    if other in one.people:
        raise Invalid(errors=(FieldError("with", "is in the shift already"),))
    known = {one.id: one}
    if back is not None:
        theirs = Shifts(tx).get(back, who)
        if other not in theirs.people or theirs.agency != one.agency:
            told = "needs a shift of the same agency that the other is in"
            raise Invalid(errors=(FieldError("in_return", told),))
        known[back] = theirs
    swap = Swap(new_id(), one.id, back, who.name, other, reason, now)
    if not Swaps(tx).add(swap):
        raise ShiftState("a swap of this shift is asked for already")
    _tell(tx, request, list(known.values()))
    return shown.swap_out(swap, known, who)


def answer(tx: Connection, request: Request) -> Data:
    """Answer one: `{"swap", "answer": "accept" | "refuse" | "withdraw" | "approve"}`."""
    who, reader, store = request.principal, Reader(request.data), Swaps(tx)
    reader.only(("swap", "answer"))
    word = reader.one_of("answer", ANSWERS, "")
    if reader.raw("answer") is None:
        reader.wrong("answer", f"needs one of {', '.join(ANSWERS)}")
    reader.end()
    swap = store.take(str(request.data.get("swap")))
    if swap is None:
        raise UnknownSwap("there is no such swap")
    ids = sorted({swap.shift, *([swap.in_return] if swap.in_return else ())})
    known = {one.id: one for one in Lists(tx).locked(ids)}
    agency = Agencies(tx).named(known[swap.shift].agency)
    assert agency is not None  # noqa: S101 - a shift has one
    plans = access.plans(who, agency.area)
    if who.name not in (swap.person, swap.other) and not plans:
        raise UnknownSwap("there is no such swap")
    told = swap.answer(word, who.name, clock.now(), plans=plans, approved=agency.swaps_approved)
    warnings = _exchange(tx, agency, told, known) if told.state == DONE else []
    store.save(told)
    for shift in known.values():
        telling.shifts_changed(tx, agency, "swapped", shift)
    return {**shown.swap_out(told, known, who), "warnings": warnings}


def _exchange(tx: Connection, agency: Agency, swap: Swap, known: dict[str, Shift]) -> list[str]:
    """Put the one in the other's place, and back where that was asked; raises ShiftClash."""
    now, by = clock.now(), str(swap.ended_by)
    moves = [(known[swap.shift], swap.person, swap.other)]
    if swap.in_return:
        moves.append((known[swap.in_return], swap.other, swap.person))
    fresh: dict[str, Shift] = {}
    for shift, out, into in moves:
        _require_place(shift, out)
        people = tuple(sorted({*shift.people, into} - {out}))
        fresh[shift.id] = shift.changed(by, now, people=people)
    rest = timedelta(minutes=agency.rest_minutes)
    first = min(one.starts for one in fresh.values()) - rest
    last = max(one.ends for one in fresh.values()) + rest
    others = Shifts(tx).of_people([swap.person, swap.other], first, last)
    after = [fresh.get(one.id, one) for one in others]
    after += [one for one in fresh.values() if one.id not in {each.id for each in after}]
    found = [
        clash for shift, _, into in moves for clash in clashes(into, fresh[shift.id], after, rest)
    ]
    planning.refuse([one for one in found if one.at_once or agency.rest_rule == REFUSE])
    for one in fresh.values():
        Shifts(tx).save(one)
    known.update(fresh)
    return [str(one) for one in found]


def _require_place(shift: Shift, person: str) -> None:
    if person not in shift.people:
        raise NotOnShift(f"{person} has no place in the shift")
    if shift.state == CANCELLED or shift.ends <= clock.now():
        raise ShiftState("the shift is cancelled or over", state=shift.state)


def _tell(tx: Connection, request: Request, shifts: list[Shift]) -> None:
    agency = Agencies(tx).get(shifts[0].agency, request.principal)
    for shift in shifts:
        telling.shifts_changed(tx, agency, "swapped", shift)
