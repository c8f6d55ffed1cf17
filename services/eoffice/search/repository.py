"""The SQL of search, made once for each shape of search: making it took longer than asking it.

The index of `search_docs` is asked for words and readers at once, so that what others read costs
nothing; the newest weeks are asked first, so that a word that stands in all letters of somebody who
reads a million costs no more than the newest ones. What is shown is held against `access.visible`
besides, in the tables that say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.eoffice.dispositions.tables import dispositions
from services.eoffice.letters.tables import letters
from services.eoffice.mailbox.tables import mailbox
from services.eoffice.search.messages import MOST_SHOWN, Query
from services.eoffice.search.tables import search_docs
from services.eoffice.tables import Code, Moment

Condition = sa.ColumnElement[bool]
_T = search_docs.c
WEEK = 604_800
MOST = MOST_SHOWN  # hits that are ranked: the newest ones of those there are
WINDOWS = (2, 12, 60)  # weeks, before all of time
HEAD = (
    "id", "kind", "at", "subject", "unit", "state", "type", "security", "urgency", "classification",
)  # fmt: skip


@dataclass(frozen=True)
class Looker:
    """Who looks: the keys by which they read, their positions, the region's zone and the time."""

    keys: frozenset[str]
    codes: Sequence[str]
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True)
class _Shape:
    """What the statement of a search depends on; the rest are its parameters."""

    where: tuple[str, ...]
    text: bool
    ranked: bool
    classification: bool
    since: bool
    until: bool
    box: str


def find(
    tx: Connection, looker: Looker, query: Query, text: str
) -> tuple[Sequence[Any], int, bool]:
    """Return a page of hits, the best first; of how many, and whether older ones are beyond."""
    windows, rest = _windows(query, looker)
    statement = _hits(_shape(query, text), len(windows), rest=rest)
    asked = _asked(looker, query, text)
    asked |= {f"weeks_{n}": list(weeks) for n, weeks in enumerate(windows)}
    asked["before"] = datetime.fromtimestamp(windows[-1].start * WEEK, UTC)
    asked |= {
        "offset": query.after,
        "limit": min(query.limit, MOST - query.after),
        "most": MOST + 1,
    }
    rows = tx.execute(statement, asked).mappings().all()
    total = rows[0]["total"] if rows else 0
    return rows, min(total, MOST), total > MOST


def count(
    tx: Connection, looker: Looker, query: Query, text: str, since: datetime, most: int
) -> int:
    """Return how many were filed since a moment, one more than the most at most."""
    weeks = range(week_of(since), week_of(looker.now) + 1)
    statement = _count(_shape(query, text), windowed=len(weeks) <= WINDOWS[-1])
    asked = _asked(looker, query, text)
    asked |= {"weeks_0": list(weeks), "filed": since, "most": most + 1}
    return int(tx.execute(statement, asked).scalar_one())


def week_of(moment: datetime) -> int:
    """Return the week as the function of this name in the database counts it."""
    return int(moment.timestamp() // WEEK)


def _windows(query: Query, looker: Looker) -> tuple[list[range], bool]:
    """Return weeks to look in, the newest first, none twice; and whether what is older counts."""
    last = week_of(looker.now if query.until is None else _after(query.until, looker))
    edges = [last + 1, *(last + 1 - many for many in WINDOWS)]
    rest = True
    if query.since is not None:
        first = week_of(_midnight(query.since, looker))
        rest = last - first >= WINDOWS[-1]
        edges = [edges[0], *(one for one in edges[1:] if one > first)]
        edges += [] if rest else [min(first, last + 1)]
    return [range(older, newer) for newer, older in pairwise(edges)], rest


# ---- statements


@lru_cache(maxsize=512)
def _hits(shape: _Shape, windows: int, *, rest: bool) -> sa.Select[Any]:
    """Return the statement of a page: window after window, until there are enough."""
    columns = [*(_T[name] for name in HEAD), *([_T.words] if shape.ranked else [])]
    wanted = _wanted(shape)
    each = [wanted & _within(n) for n in range(windows)]
    if rest:
        each.append(wanted & (_T.at < sa.bindparam("before", type_=Moment)))
    most = sa.bindparam("most", type_=sa.Integer)
    parts = [sa.select(*columns).where(one).limit(most) for one in each]
    every = sa.union_all(*parts).limit(most) if len(parts) > 1 else parts[0]
    few = every.subquery("few")
    order = [few.c.at.desc(), few.c.id.desc()]
    if shape.ranked:
        order.insert(0, sa.func.ts_rank(few.c.words, _tsquery()).desc())
    total = sa.func.count().over().label("total")
    page = sa.select(*(few.c[name] for name in HEAD), total).order_by(*order)
    bounds = (sa.bindparam(name, type_=sa.Integer) for name in ("offset", "limit"))
    return page.offset(next(bounds)).limit(next(bounds))


@lru_cache(maxsize=256)
def _count(shape: _Shape, *, windowed: bool) -> sa.Select[Any]:
    wanted = _wanted(shape) & (_T.at > sa.bindparam("filed", type_=Moment))
    wanted = wanted & _within(0) if windowed else wanted
    few = sa.select(_T.id).where(wanted).limit(sa.bindparam("most", type_=sa.Integer)).subquery()
    return sa.select(sa.func.count()).select_from(few)


def _shape(query: Query, text: str) -> _Shape:
    return _Shape(
        tuple(sorted(query.where)),
        bool(text),
        bool(text) and query.sort == "rank",
        bool(query.classification),
        query.since is not None,
        query.until is not None,
        query.box,
    )


def _asked(looker: Looker, query: Query, text: str) -> dict[str, Any]:
    """Return the parameters of a shape."""
    asked: dict[str, Any] = {f"is_{name}": value for name, value in query.where.items()}
    asked |= {"keys": sorted(looker.keys), "codes": list(looker.codes), "text": text}
    asked |= {"class": query.classification, "below": f"{query.classification}."}
    asked["since"] = query.since and _midnight(query.since, looker)
    asked["until"] = query.until and _after(query.until, looker)
    return asked


def _wanted(shape: _Shape) -> Condition:
    wanted: Condition = _T.readers.overlap(_codes("keys"))
    if shape.text:
        wanted &= _T.words.op("@@")(_tsquery())
    for name in shape.where:
        wanted &= _T[name] == sa.bindparam(f"is_{name}")
    if shape.classification:
        below = sa.func.starts_with(_T.classification, sa.bindparam("below"))
        wanted &= (_T.classification == sa.bindparam("class")) | below
    if shape.since:
        wanted &= _T.at >= sa.bindparam("since", type_=Moment)
    if shape.until:
        wanted &= _T.at < sa.bindparam("until", type_=Moment)
    return wanted & _box(shape.box) if shape.box else wanted


def _codes(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=pg.ARRAY(Code))


def _tsquery() -> sa.ColumnElement[Any]:
    return sa.cast(sa.bindparam("text", type_=sa.Text), pg.TSQUERY)


def _within(window: int) -> Condition:
    weeks = sa.bindparam(f"weeks_{window}", type_=pg.ARRAY(sa.Integer))
    found: Condition = _T.weeks.overlap(weeks)
    return found


def _midnight(day: date, looker: Looker) -> datetime:
    return datetime.combine(day, time(), looker.zone)


def _after(day: date, looker: Looker) -> datetime:
    return _midnight(day + timedelta(days=1), looker)


def _box(box: str) -> Condition:
    """Return that it came to one (in, copies), goes out by one, was given or received by one."""
    mine = sa.any_(_codes("keys"))
    if box == "out":
        held = sa.any_(_codes("codes"))
        ours = (letters.c.drafter == held) | (letters.c.signer == held)
        return sa.exists().where((letters.c.id == _T.id) & ours)
    if box in {"given", "received"}:
        side = dispositions.c.giver_key if box == "given" else dispositions.c.receiver_key
        return sa.exists().where((dispositions.c.id == _T.id) & (side == mine))
    lies = (mailbox.c.thing == _T.id) & (mailbox.c.key == mine) & (mailbox.c.box == box)
    return sa.exists().where(lies)
