"""The SQL of search, made once for each shape of search: making it took longer than asking it.

The index of `search_docs` is asked for readers, so that what others read costs nothing. Of somebody
who reads little, as nearly all do, the words are then looked at one by one: to meet the lists of
common words costs several times as much. Of who reads much it is asked for words too, the newest
weeks first, so that a word that stands in all of a million letters costs no more than the newest.
What is shown is held against `access.visible` besides, in the tables that say it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Engine

from libs.kit.made import Made
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
RECENT, FEW = 2, 80  # windows looked at first; hits there that make the next one worth its cost
MUCH = 20_000  # things that somebody reads, from which words are asked of the index
FRESH = 600  # seconds for which it is known who reads so much
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
    much: bool = True


def find(
    tx: Connection, looker: Looker, query: Query, text: str
) -> tuple[Sequence[Any], int, bool]:
    """Return a page of hits, the best first; of how many, and whether older ones are beyond."""
    shape, asked = _shape(query, text), _asked(looker, query, text)
    asked |= {"most": MOST + 1, "limit": min(query.after + query.limit, MOST)}
    seek = _in_windows if reads(tx, looker.keys) > MUCH else _one_by_one
    rows, total = seek(tx, looker, query, shape, asked)
    return rows[query.after :], min(total, MOST), total > MOST


def reads(tx: Connection, keys: Iterable[str]) -> float:
    """Return of how many things the database's statistics say that they may be read by these keys.

    Only keys that are found in many things have statistics: 0 without. It chooses a way to search
    and nothing else, so statistics of some minutes ago will do.
    """
    known = _statistics(tx)
    return max((known.get(one, 0.0) for one in keys), default=0.0)


def _statistics(tx: Connection) -> dict[str, float]:
    """Return how many things have each key of those that many have, asked anew now and then."""
    now = monotonic()
    asked, found = _KNOWN.get(tx.engine, (-math.inf, {}))
    if now - asked >= FRESH:
        found = {key: float(things) for key, things in tx.execute(_READS)}
        _KNOWN[tx.engine] = now, found
    return found


def _one_by_one(
    tx: Connection, _looker: Looker, _query: Query, shape: _Shape, asked: dict[str, Any]
) -> tuple[Sequence[Any], int]:
    return _page(tx, _hits(replace(shape, much=False), 0, rest=False), asked)


def _in_windows(
    tx: Connection, looker: Looker, query: Query, shape: _Shape, asked: dict[str, Any]
) -> tuple[Sequence[Any], int]:
    windows, rest = _windows(query, looker)
    rows, total = _first(tx, shape, asked, windows[:RECENT], rest=False)
    if total <= MOST and (rest or len(windows) > RECENT):
        within = windows if total > FEW or not rest else windows[:RECENT]
        rows, total = _first(tx, shape, asked, within, rest=rest)
    return rows, total


def _first(
    tx: Connection, shape: _Shape, asked: dict[str, Any], windows: list[range], *, rest: bool
) -> tuple[Sequence[Any], int]:
    """Return the best of these weeks, and of those before them where the rest counts; how many."""
    given = asked | {f"weeks_{n}": list(weeks) for n, weeks in enumerate(windows)}
    given["before"] = datetime.fromtimestamp(windows[-1].start * WEEK, UTC)
    return _page(tx, _hits(shape, len(windows), rest=rest), given)


def _page(tx: Connection, statement: Made, asked: dict[str, Any]) -> tuple[Sequence[Any], int]:
    rows = statement.rows(tx, asked)
    return rows, rows[0]["total"] if rows else 0


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

_READS = sa.text("""
    SELECT key, often * reltuples
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS _(key, often),
        pg_class
    WHERE schemaname = 'eoffice' AND tablename = 'search_docs' AND attname = 'readers'
        AND pg_class.oid = 'eoffice.search_docs'::regclass
""")
_KNOWN: WeakKeyDictionary[Engine, tuple[float, dict[str, float]]] = WeakKeyDictionary()


@lru_cache(maxsize=512)
def _hits(shape: _Shape, windows: int, *, rest: bool) -> Made:
    """Return the statement of a page: window after window, until there are enough."""
    columns = [*(_T[name] for name in HEAD), *([_T.words] if shape.ranked else [])]
    wanted = _wanted(shape)
    each = [wanted & _within(n) for n in range(windows)]
    if rest:
        each.append(wanted & (_T.at < sa.bindparam("before", type_=Moment)))
    most = sa.bindparam("most", type_=sa.Integer)
    parts = [sa.select(*columns).where(one).limit(most) for one in each]
    parts = parts or [sa.select(*columns).where(wanted).order_by(_T.at.desc()).limit(most)]
    every = sa.union_all(*parts).limit(most) if len(parts) > 1 else parts[0]
    few = every.subquery("few")
    order = [few.c.at.desc(), few.c.id.desc()]
    if shape.ranked:
        order.insert(0, sa.func.ts_rank(few.c.words, _tsquery()).desc())
    total = sa.func.count().over().label("total")
    page = sa.select(*(few.c[name] for name in HEAD), total).order_by(*order)
    return Made(page.limit(sa.bindparam("limit", type_=sa.Integer)))


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
        found = _T.words.op("@@", is_comparison=True)(_tsquery())
        wanted &= found if shape.much else found.is_(sa.true())  # as which no index knows it
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
