"""The SQL of lists and counts: the open ones first by severity and age, then what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from services.notifications.incidents.access import visible
from services.notifications.incidents.domain import OPEN, Incident
from services.notifications.incidents.messages import NOBODY, Query
from services.notifications.incidents.repository import loaded
from services.notifications.incidents.tables import (
    incident_reports,
    incident_tasks,
    incidents,
    rank,
)

_T = incidents.c
_OPEN = _T.state.in_(OPEN)
# Handed to somebody who has not taken it yet.
_WAITING = _T.handler.is_(None) & _T.handler_since.is_not(None)
_rank = sa.literal_column("incidents.rank", rank.type)


def page(tx: Connection, who: Principal, query: Query) -> Sequence[Any]:
    """Return (incident, extras) pairs, one more than the page holds.

    Open ones come in the order of the queue; a page of the rest follows when those are through.
    """
    wanted = _wanted(who, query)
    part, place = _place(query.after)
    rows: list[Any] = []
    if part == "open":
        rows += _rows(tx, [*wanted, _OPEN, *_after_open(place)], _queue(), query.limit + 1)
    if len(rows) <= query.limit:
        past = [*wanted, ~_OPEN, *(_after_past(place) if part == "past" else ())]
        order = (_T.reported_at.desc(), _T.id.desc())
        rows += _rows(tx, past, order, query.limit + 1 - len(rows))
    return rows


def token(row: tuple[Incident, Mapping[str, Any]]) -> str:
    """Return the place after a row, as `next` has it."""
    one, more = row
    part = f"open|{more['rank']}" if one.is_open else "past|0"
    return f"{part}|{clock.to_text(one.reported_at)}|{one.id}"


def _place(after: str) -> tuple[str, tuple[int, Any, str] | None]:
    if not after:
        return "open", None
    parts = after.split("|")
    try:
        part, level, at, key = parts
        place = (int(level), clock.from_text(at), key)
    except ValueError:
        raise paging.foreign() from None
    if part not in ("open", "past") or not is_uuid(key):
        raise paging.foreign()
    return part, place


def _queue() -> tuple[Any, ...]:
    return _rank.desc(), _T.reported_at, _T.id


def _after_open(place: tuple[int, Any, str] | None) -> Sequence[Any]:
    if place is None:
        return ()
    level, at, key = place
    later = sa.tuple_(_T.reported_at, _T.id) > sa.tuple_(at, sa.cast(key, _T.id.type))
    return (sa.or_(_rank < level, _rank.is_not_distinct_from(level) & later),)


def _after_past(place: tuple[int, Any, str] | None) -> Sequence[Any]:
    if place is None:
        return ()
    _, at, key = place
    return (sa.tuple_(_T.reported_at, _T.id) < sa.tuple_(at, sa.cast(key, _T.id.type)),)


def _wanted(who: Principal, query: Query) -> list[Any]:
    found: list[Any] = [visible(who)]
    found += _standing(query)
    found += [_T[name] == value for name, value in query.where.items()]
    if query.area:
        found.append(_T.area.startswith(query.area))
    if query.agency:
        found.append(sa.func.lower(_T.handler_agency) == query.agency.lower())
    if query.holder:
        found.append(_T.handler == query.holder)
    if query.handler == NOBODY:
        found.append(_T.handler.is_(None))
    elif query.handler:
        found.append(sa.func.lower(_T.handler_name) == query.handler.lower())
    if query.since is not None:
        found.append(_T.reported_at >= query.since)
    if query.until is not None:
        found.append(_T.reported_at < query.until)
    if query.exercise is not None:
        found.append(_T.exercise == query.exercise)
    return found + ([_named(query.words)] if query.words else [])


def _standing(query: Query) -> list[Any]:
    """Return the conditions on where it stands."""
    found: list[Any] = [_T.state.in_(query.states)] if query.states else []
    if query.waiting is not None:
        found.append(_WAITING if query.waiting else ~_WAITING)
    return found


def _named(words: str) -> sa.ColumnElement[bool]:
    """Return the condition that it is the number asked for, or that its words hold the words."""
    digits = words.upper().removeprefix("INS-")
    columns = (_T.headline, _T.text, _T.place)
    found: Any = sa.or_(*(column.icontains(words, autoescape=True) for column in columns))
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        found |= _T.number == int(digits)
    return sa.cast(found, sa.Boolean)


def _rows(tx: Connection, wanted: Sequence[Any], order: Sequence[Any], limit: int) -> list[Any]:
    if limit <= 0:
        return []
    extras = [_rank.label("rank"), *_extras()]
    query = sa.select(incidents, *extras).where(*wanted).order_by(*order).limit(limit)
    names = ("rank", "reports", "tasks_open", "next_due")
    found = tx.execute(query).mappings()
    return [(loaded(row), {name: row[name] for name in names}) for row in found]


def _extras() -> Sequence[Any]:
    """Return how often it was reported, how many tasks are open, and when the next is due."""
    kin = incidents.alias("kin")
    mine = sa.select(kin.c.id).where((kin.c.id == _T.id) | (kin.c.merged_into == _T.id))
    mine = mine.correlate(incidents)
    reports = sa.select(sa.func.coalesce(sa.func.sum(incident_reports.c.count), 0))
    reports = reports.where(incident_reports.c.incident.in_(mine)).correlate(incidents)
    task = incident_tasks.c
    due = (task.state == "open") & task.incident.in_(mine)
    counted = sa.select(sa.func.count()).select_from(incident_tasks).where(due)
    first = sa.select(sa.func.min(task.due)).where(due)
    return (
        reports.scalar_subquery().label("reports"),
        counted.correlate(incidents).scalar_subquery().label("tasks_open"),
        first.correlate(incidents).scalar_subquery().label("next_due"),
    )


def counts(tx: Connection, who: Principal, area: str) -> dict[str, int]:
    """Return how many there are in each state, of those that the principal reads."""
    wanted = [visible(who), *([_T.area.startswith(area)] if area else ())]
    query = sa.select(_T.state, sa.func.count()).where(*wanted).group_by(_T.state)
    return {row[0]: row[1] for row in tx.execute(query)}


def waiting(tx: Connection, who: Principal, area: str) -> int:
    """Return how many open ones wait for whom they were handed to."""
    wanted = [visible(who), _OPEN, _WAITING, *([_T.area.startswith(area)] if area else ())]
    query = sa.select(sa.func.count()).select_from(incidents).where(*wanted)
    return int(tx.execute(query).scalar_one())
