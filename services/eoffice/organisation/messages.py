"""Positions, holdings and delegations ↔ dicts and events. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from libs.kit import paging
from libs.kit.areas import is_area
from libs.kit.envelope import Event
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.messages import CODE
from services.eoffice.organisation.domain import (
    CAPACITIES,
    DEFINITIVE,
    LEVELS,
    PLH,
    Acting,
    Delegation,
    Holding,
    Period,
    Position,
)

LONGEST_PERSON = 64
POSITION = ("code", "unit", "title", "level", "above", "records", "as")
HOLDING = ("position", "person", "capacity", "starts", "ends", "decree", "as")
DELEGATION = ("from", "to", "matters", "starts", "ends", "as")


@dataclass(frozen=True)
class Asked:
    """A page of a list of the organisation: of an area, a unit, a position, a person, by words."""

    area: str
    unit: str | None
    position: str | None
    person: str | None
    q: str
    limit: int
    after: str


def asked(data: dict[str, Any], *, ids: bool = False) -> Asked:
    """Read what of a list is wanted, each of it may be absent; `ids`: the list is one of ids."""
    reader = Reader(data)
    area = reader.raw("area") or ""
    if area and not (isinstance(area, str) and is_area(area)):
        reader.wrong("area", "needs an area code")
    unit, position = _code(reader, "unit", needed=False), _code(reader, "position", needed=False)
    person = reader.text("person", "", LONGEST_PERSON).lower() or None
    q = reader.text("q", "", 100)
    reader.end()
    limit, after = paging.asked(data)
    if ids and after and not is_uuid(after):
        raise paging.foreign()
    return Asked(area, unit, position, person, q, limit, after)


def position(data: dict[str, Any]) -> Position:
    """Read one position; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(POSITION)
    found = read_position(reader)
    reader.end()
    return found


def read_position(reader: Reader) -> Position:
    """Read a position; the reader keeps what is wrong."""
    return Position(
        _code(reader, "code") or "",
        _code(reader, "unit") or "",
        reader.text("title"),
        reader.one_of("level", LEVELS, "staff"),
        _code(reader, "above", needed=False),
        reader.flag("records"),
    )


def holding(data: dict[str, Any], new_id: str) -> Holding:
    """Read one holding; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(HOLDING)
    found = read_holding(reader, new_id)
    reader.end()
    return found


def read_holding(reader: Reader, new_id: str) -> Holding:
    """Read a holding; the reader keeps what is wrong."""
    return Holding(
        new_id,
        _code(reader, "position") or "",
        reader.text("person", longest=LONGEST_PERSON).lower(),
        reader.one_of("capacity", CAPACITIES, DEFINITIVE),
        _period(reader),
        reader.text("decree", "") if reader.raw("decree") else "",
    )


def delegation(data: dict[str, Any], new_id: str) -> Delegation:
    """Read one delegation; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(DELEGATION)
    giver, taker = _code(reader, "from") or "", _code(reader, "to") or ""
    matters, period = reader.text("matters", longest=1000), _period(reader)
    if period.ends is None:
        reader.wrong("ends", "is needed: a delegation has an end")
    if giver and giver == taker:
        reader.wrong("to", "is the same position")
    reader.end()
    return Delegation(new_id, giver, taker, matters, period)


def end(data: dict[str, Any]) -> tuple[str, date]:
    """Read what ends, and its last day."""
    reader = Reader(data)
    reader.only(("id", "ends", "as"))
    found = str(reader.raw("id")), reader.day("ends")
    if not is_uuid(found[0]):
        reader.wrong("id", "needs a UUID")
    reader.end()
    return found


def _code(reader: Reader, name: str, *, needed: bool = True) -> str | None:
    value = reader.raw(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or not CODE.fullmatch(value):
        reader.wrong(name, "needs a code: 1 to 50 letters, digits, dots, dashes")
        return None
    return value


def _period(reader: Reader) -> Period:
    starts = reader.day("starts")
    ends = None if reader.raw("ends") is None else reader.day("ends")
    if ends is not None and ends < starts:
        reader.wrong("ends", "lies before the start")
        return Period(starts, starts)
    return Period(starts, ends)


def position_out(one: Position) -> dict[str, Any]:
    return asdict(one)


def placed_out(
    one: Position, unit_name: str, area: str, holders: Sequence[Holding]
) -> dict[str, Any]:
    """Return a position as a list tells it; a Plh `reports_to` the definitive holder."""
    definitive = next((held.person for held in holders if held.capacity == DEFINITIVE), None)
    told = [
        holding_out(held) | ({"reports_to": definitive} if held.capacity == PLH else {})
        for held in sorted(holders, key=lambda held: CAPACITIES.index(held.capacity))
    ]
    vacant = all(held.capacity == PLH for held in holders)
    place = {"unit_name": unit_name, "area": area}
    return position_out(one) | place | {"holders": told, "vacant": vacant}


def holding_out(one: Holding) -> dict[str, Any]:
    return _flat(one)


def delegation_out(one: Delegation) -> dict[str, Any]:
    told = _flat(one)
    return {"from": told.pop("from_position"), "to": told.pop("to_position")} | told


def acting_out(one: Acting) -> dict[str, Any]:
    return asdict(one) | {"ends": _text(one.ends)}


def _flat(one: Holding | Delegation) -> dict[str, Any]:
    told = dict(vars(one))
    period = told.pop("period")
    return told | {"starts": _text(period.starts), "ends": _text(period.ends)}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def position_filled(one: Holding, unit: str, area: str) -> Event:
    """Return the fact that somebody holds the position; it does not say who."""
    return Event("position_filled", one.position, _told(one, unit, area))


def position_vacated(one: Holding, unit: str, area: str) -> Event:
    """Return the fact that a holding has a last day, or an earlier one."""
    return Event("position_vacated", one.position, _told(one, unit, area))


def _told(one: Holding, unit: str, area: str) -> dict[str, Any]:
    told = holding_out(one)
    kept = {name: told[name] for name in ("position", "capacity", "starts", "ends")}
    return kept | {"holding": one.id, "unit": unit, "area": area}


def position_changed(one: Position, area: str) -> Event:
    """Return the fact that a position is there, or is another than it was."""
    return Event("position_changed", one.code, position_out(one) | {"area": area})


def delegation_changed(one: Delegation, area: str) -> Event:
    """Return the fact that a delegation was given, or ends earlier."""
    return Event("delegation_changed", one.from_position, delegation_out(one) | {"area": area})


def authority_changed(
    place: Position,
    unit_name: str,
    area: str,
    holders: Sequence[Holding],
    delegates: Sequence[Delegation],
) -> Event:
    """Return what a position is, with who holds it and what it delegates; it names people."""
    facts = {name: getattr(place, name) for name in ("title", "level", "above", "unit")}
    held = ("person", "capacity", "starts", "ends")
    given = ("matters", "starts", "ends")
    flat = [_flat(each) for each in delegates]
    data = {
        "position": place.code,
        **facts,
        "unit_name": unit_name,
        "area": area,
        "holders": [{name: _flat(each)[name] for name in held} for each in holders],
        "delegates": [
            {"position": each["to_position"], **{name: each[name] for name in given}}
            for each in flat
        ],
    }
    return Event("authority_changed", place.code, data)
