"""Dates, timestamps and intervals of a filter, and how they relate (Allen's relations).

An instant is an interval that begins and ends at once. Where dates meet only dates they are
compared as dates; where a date meets a timestamp it stands for its whole day in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from services.gis.filters.domain import Path, bad
from services.gis.filters.values import (
    BOOLEAN,
    DATE,
    DATETIME,
    INTERVAL,
    MOMENTS,
    Sql,
    Term,
    day,
    need,
    of_moment,
    timestamp,
)

OPEN = ".."
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)

Ends = tuple[Sql, Sql]
# (start, end) of the one and (start, end) of the other → SQL, by the table of OGC 21-065r2, 7.9.
_RELATIONS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "t_after": lambda s1, _e1, _s2, e2: s1 > e2,
    "t_before": lambda _s1, e1, s2, _e2: e1 < s2,
    "t_contains": lambda s1, e1, s2, e2: sa.and_(s1 < s2, e1 > e2),
    "t_disjoint": lambda s1, e1, s2, e2: sa.or_(e1 < s2, s1 > e2),
    "t_during": lambda s1, e1, s2, e2: sa.and_(s1 > s2, e1 < e2),
    "t_equals": lambda s1, e1, s2, e2: sa.and_(s1 == s2, e1 == e2),
    "t_finishedby": lambda s1, e1, s2, e2: sa.and_(s1 < s2, e1 == e2),
    "t_finishes": lambda s1, e1, s2, e2: sa.and_(s1 > s2, e1 == e2),
    "t_intersects": lambda s1, e1, s2, e2: sa.and_(s1 <= e2, e1 >= s2),
    "t_meets": lambda _s1, e1, s2, _e2: e1 == s2,
    "t_metby": lambda s1, _e1, _s2, e2: s1 == e2,
    "t_overlappedby": lambda s1, e1, s2, e2: sa.and_(s1 > s2, s1 < e2, e1 > e2),
    "t_overlaps": lambda s1, e1, s2, e2: sa.and_(s1 < s2, e1 > s2, e1 < e2),
    "t_startedby": lambda s1, e1, s2, e2: sa.and_(s1 == s2, e1 > e2),
    "t_starts": lambda s1, e1, s2, e2: sa.and_(s1 == s2, e1 < e2),
}
RELATIONS = frozenset(_RELATIONS)


def relate(name: str, left: Term, right: Term, path: Path) -> Term:
    """Return whether the two moments or intervals relate so."""
    for number, term in enumerate((left, right)):
        need(term, {*MOMENTS, INTERVAL}, (*path, "args", number), name.upper())
    by_day = _kinds(left) | _kinds(right) <= {DATE}
    return Term(BOOLEAN, _RELATIONS[name](*_ends(left, by_day), *_ends(right, by_day)))


def interval(start: Term | None, end: Term | None, path: Path) -> Term:
    """Return the interval; None is an open end. Raises BadFilter if it ends before it starts."""
    for number, term in enumerate((start, end)):
        if term is not None:
            need(term, MOMENTS, (*path, "interval", number), "an interval")
    found = Term(INTERVAL, sa.null(), (start, end))
    known = [term.known for term in (start, end) if term is not None]
    if len(known) == 2 and None not in known and _first(known[0]) > _last(known[1]):
        raise bad(path, "the interval ends before it starts")
    return found


def end(value: str, path: Path) -> Term | None:
    """Read an interval's end: a date, a timestamp, or `..` for open (None)."""
    if value == OPEN:
        return None
    return timestamp(value, path) if "T" in value.upper() else day(value, path)


def _kinds(term: Term) -> set[str]:
    if term.kind != INTERVAL:
        return {term.kind}
    return {one.kind for one in term.known if one is not None}


def _ends(term: Term, by_day: bool) -> Ends:
    start, finish = term.known if term.kind == INTERVAL else (term, term)
    return _end(start, by_day, last=False), _end(finish, by_day, last=True)


def _end(term: Term | None, by_day: bool, last: bool) -> Sql:
    if term is None:
        kind = sa.Date() if by_day else sa.DateTime(timezone=True)
        return sa.cast(sa.literal("infinity" if last else "-infinity", sa.Text()), kind)
    if by_day or term.kind == DATETIME:
        return term.sql
    if isinstance(term.known, date):
        return of_moment((_last if last else _first)(term.known)).sql
    midnight = sa.func.timezone("UTC", sa.cast(term.sql, sa.DateTime()))
    return midnight + sa.literal(_DAY - _TICK, sa.Interval()) if last else midnight


def _first(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.min, UTC)


def _last(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.max, UTC)
