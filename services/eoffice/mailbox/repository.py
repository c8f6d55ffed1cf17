"""The SQL of mailboxes: of what came and waits, by one's own keys alone.

Nothing lies in a box of somebody who may not read it: `boxes_of_letters` and its sisters file a
thing by the keys that its readers have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.made import Made
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.content import URGENCY
from services.eoffice.letters.delivery import HELD
from services.eoffice.letters.tables import letters
from services.eoffice.mailbox.domain import (
    COPIES,
    DISPOSITION,
    DRAFTS,
    IN,
    OPEN,
    UNREAD,
    WAITING,
    Deadlines,
)
from services.eoffice.mailbox.messages import Query
from services.eoffice.mailbox.tables import mailbox
from services.eoffice.organisation.tables import positions
from services.eoffice.tables import Code, Moment, Uuid

Condition = sa.ColumnElement[bool]
_T = mailbox.c
_VERY = 2  # urgency of what is very urgent
_ALL = Query(
    IN, unread=False, to_follow_up=False, urgent=False, overdue=False, words="", limit=0, after=None
)
_FEW = 8  # keys of most people: their first page is planned once
_NO_DEADLINE = (COPIES, DRAFTS)


def _late(table: Any) -> Condition:
    """Return that something is late: a duty after its day, a letter by its urgency."""
    waits = [
        (table.urgency == one) & (table.at < sa.bindparam(f"late_{one}", type_=Moment))
        for one in range(len(URGENCY))
    ]
    letter = (table.kind != DISPOSITION) & reduce(or_, waits)
    today = sa.bindparam("today", type_=sa.Date)
    overdue = letter | ((table.kind == DISPOSITION) & (table.due < today))
    dated = sa.and_(*(table.box != one for one in _NO_DEADLINE))
    found: Condition = table.open & dated & overdue
    return found


@lru_cache(maxsize=8)
def _limits(deadlines: Deadlines) -> dict[str, Any]:
    """Return the parameters of `_late`."""
    moments = {f"late_{one}": deadlines.late_before(one) for one in range(len(URGENCY))}
    return {**moments, "today": deadlines.today}


def _counting() -> sa.Select[Any]:
    """Return the statement of all counters."""
    mine = _T.key == sa.any_(sa.bindparam("keys", type_=pg.ARRAY(Code)))
    once = (
        sa.select(mailbox).where(mine & (_T.unread | _T.open)).ext(pg.distinct_on(_T.box, _T.thing))
    )
    table = once.order_by(_T.box, _T.thing, _T.unread.desc()).subquery("once").c
    columns: list[Any] = [table.box]
    for what in (UNREAD, OPEN):
        of, is_late = table[what], _late(table)
        columns += [
            sa.func.count().filter(of).label(what),
            sa.func.count().filter(of & (table.urgency > 0)).label(f"{what}_urgent"),
            sa.func.count().filter(of & (table.urgency == _VERY)).label(f"{what}_very_urgent"),
            sa.func.count().filter(of & is_late).label(f"{what}_overdue"),
            sa.func.min(table.at).filter(of).label(f"{what}_oldest"),
        ]
    return sa.select(*columns).group_by(table.box)


_COUNT = Made(_counting(), prepared=True)


def count(tx: Connection, keys: frozenset[str], deadlines: Deadlines) -> Mapping[str, Any]:
    """Return a row for each box in which something waits, by box; what lies in two counts once."""
    rows = _COUNT.rows(tx, {"keys": sorted(keys), **_limits(deadlines)})
    return {row["box"]: _dated(row, deadlines) for row in rows}


def _counting_all() -> sa.Select[Any]:
    """Return the statement of what waits in the whole office, in whose box whatsoever."""
    boxes = _T.box.in_(WAITING.values())
    once = sa.select(mailbox).where(_T.open & boxes).ext(pg.distinct_on(_T.box, _T.thing))
    table = once.order_by(_T.box, _T.thing).subquery("once").c
    late = sa.func.count().filter(_late(table)).label("overdue")
    return sa.select(table.box, sa.func.count().label("open"), late).group_by(table.box)


_COUNT_ALL = _counting_all()


def count_all(tx: Connection, deadlines: Deadlines) -> dict[str, tuple[int, int]]:
    """Return how much waits in each box of anybody, and how much of it is late, by box."""
    rows = tx.execute(_COUNT_ALL, _limits(deadlines))
    return {row.box: (row.open, row.overdue) for row in rows}


def _dated(row: Any, deadlines: Deadlines) -> dict[str, Any]:
    """Return the row with the oldest as a day of the region's zone."""
    days: dict[str, date | None] = {}
    for what in (UNREAD, OPEN):
        oldest = row[f"{what}_oldest"]
        days[f"{what}_oldest"] = oldest and oldest.astimezone(deadlines.zone).date()
    return {**row, **days}


def page(
    tx: Connection,
    keys: frozenset[str],
    query: Query,
    deadlines: Deadlines,
    among: Sequence[str] | None,
) -> Sequence[Any]:
    """Return what came, the newest first, one more than the page holds.

    `among`: nothing but these. Each key's own newest are taken off its index, and merged.
    """
    if not keys:
        return []
    shape = replace(query, words="", limit=0, after=None)
    further, chosen = query.after is not None, among is not None
    statement = _paging(shape, len(keys), further=further, chosen=chosen)
    at, thing = query.after or (None, None)
    asked: dict[str, Any] = {f"key_{n}": one for n, one in enumerate(sorted(keys))}
    asked |= {"limit": query.limit + 1, "at": at, "thing": thing, "among": among}
    return statement.rows(tx, asked | _limits(deadlines))


@lru_cache(maxsize=256)
def _paging(shape: Query, keys: int, *, further: bool, chosen: bool) -> Made:
    """Return the statement of a page: each key's newest off its index, merged."""
    wanted = _wanted(shape)
    if further:
        place = sa.bindparam("at", type_=Moment), sa.bindparam("thing", type_=Uuid)
        wanted &= sa.tuple_(_T.at, _T.thing) < sa.tuple_(*place)
    if chosen:
        wanted &= _T.thing == sa.any_(sa.bindparam("among", type_=pg.ARRAY(Uuid)))
    limit = sa.bindparam("limit", type_=sa.Integer)
    newest = [
        sa.select(mailbox)
        .where(wanted & (_T.key == sa.bindparam(f"key_{n}", type_=Code)))
        .order_by(_T.at.desc(), _T.thing.desc())
        .limit(limit)
        for n in range(keys)
    ]
    every = sa.union_all(*newest).subquery("every")
    once = sa.select(every).order_by(every.c.at.desc(), every.c.thing.desc())
    first = shape == _ALL and keys <= _FEW and not (further or chosen)
    return Made(_headed(once.limit(limit).subquery("picked")), prepared=first)


def _wanted(shape: Query) -> Condition:
    wanted = _T.box == shape.box
    if shape.unread:
        wanted &= _T.unread
    if shape.to_follow_up:
        wanted &= _T.open
    if shape.urgent:
        wanted &= _T.urgency > 0
    return wanted & _late(_T) if shape.overdue else wanted


def _headed(picked: Any) -> sa.Select[Any]:
    """Return what was picked, each with what its letter is called."""
    both = {
        name: sa.func.coalesce(incoming.c[name], letters.c[name]).label(name)
        for name in ("subject", "number", "security", "classification", "unit")
    }
    alone = [incoming.c[name] for name in ("state", "sender", "secret", "n", "year")]
    held = sa.func.replace(picked.c.key, HELD, "").label("position")
    joined = picked.outerjoin(incoming, incoming.c.id == picked.c.thing)
    joined = joined.outerjoin(letters, letters.c.id == picked.c.thing)
    joined = joined.outerjoin(positions, positions.c.code == letters.c.signer)
    title, kind = positions.c.title.label("signer_title"), letters.c.kind.label("type")
    columns = [*both.values(), *alone, title, kind, held]
    found = sa.select(picked, *columns).select_from(joined)
    return found.order_by(picked.c.at.desc(), picked.c.thing.desc())
