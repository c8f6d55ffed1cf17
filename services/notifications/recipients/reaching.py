"""Who is to be told now, for whatever something was addressed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.engine import Connection

from services.notifications.recipients import domain
from services.notifications.recipients.domain import (
    DELEGATE,
    GROUP,
    ON_CALL,
    PERSON,
    POSITION,
    Held,
    Reader,
    Target,
)
from services.notifications.recipients.region import day
from services.notifications.recipients.repository import Groups, Office
from services.notifications.shifts import on_call

__all__ = ["Reader", "Target", "reach"]
VACANT = "vacant"


def reach(tx: Connection, targets: Sequence[Target], at: datetime) -> list[Reader]:
    """Return whom the targets reach on the moment's day: each person once.

    A position without a holder, or that nobody knows, is a reader without a person. An agency with
    nobody on duty reaches nobody: `shifts` tells of such gaps.
    """
    opened = opened_of(tx, targets)
    by_position = _by_position(tx, [one.code for one in opened if one.kind == POSITION], day(at))
    found: list[Reader] = []
    for one in opened:
        if one.kind == POSITION:
            found += by_position[one.code]
        elif one.kind == PERSON:
            found.append(Reader(one.code, "", PERSON))
        elif one.kind == ON_CALL:
            found += [Reader(name, "", ON_CALL) for name in on_call.people(tx, one.code, at)]
    return domain.once(found)


def opened_of(tx: Connection, targets: Sequence[Target]) -> list[Target]:
    """Return the targets with groups opened, each once."""
    groups = Groups(tx).all() if any(one.kind == GROUP for one in targets) else {}
    found: dict[Target, None] = {}
    for one in targets:
        inside = domain.members([one.code], groups) if one.kind == GROUP else [one]
        found.update(dict.fromkeys(inside))
    return list(found)


def _by_position(tx: Connection, codes: Sequence[str], on: date) -> dict[str, list[Reader]]:
    office = Office(tx)
    held, given = office.held(codes), [one for one in office.delegated(codes) if one.covers(on)]
    deputies = office.held({one.to_position for one in given})
    found: dict[str, list[Reader]] = {}
    for code in codes:
        there = [_reader(one, one.capacity, code) for one in domain.in_office(held[code], on)]
        for one in given:
            if one.from_position == code:
                inside = domain.in_office(deputies[one.to_position], on)
                there += [_reader(each, DELEGATE, code) for each in inside]
        found[code] = there or [Reader("", code, VACANT)]
    return found


def _reader(one: Held, via: str, code: str) -> Reader:
    return Reader(one.person, code, via)
