"""The SQL of search.

The index of `search_docs` is asked for words and readers at once, so that what others read costs
nothing; the newest weeks are asked first, so that a word that stands in all letters of somebody who
reads a million costs no more than the newest ones. What is shown is held against `access.visible`
besides, in the tables that say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.eoffice.dispositions.tables import dispositions
from services.eoffice.letters.tables import letters
from services.eoffice.mailbox.tables import mailbox
from services.eoffice.search.messages import MOST_SHOWN, Query
from services.eoffice.search.tables import search_docs, search_words

Condition = sa.ColumnElement[bool]
_T = search_docs.c
WEEK = 604_800
MOST = MOST_SHOWN  # hits that are ranked: the newest ones of those there are
MOST_ENDINGS = 30  # words that the beginning of one is taken for
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


def stems(tx: Connection, words: Iterable[str]) -> dict[str, str]:
    """Return the stems of words, by the dictionary that the index was made with."""
    wanted = sorted(set(words))
    word = sa.func.unnest(sa.cast(wanted, pg.ARRAY(sa.Text))).column_valued("word")
    stem = sa.func.ts_lexize(sa.literal_column("'pg_catalog.indonesian_stem'"), word)
    rows = tx.execute(sa.select(word, stem)) if wanted else ()
    return {one: found[0] for one, found in rows if found}


def endings(tx: Connection, beginning: str) -> list[str]:
    """Return the words that begin so, the shortest ones.

    GIN could match a beginning itself, and would gather all that any such word stands in.
    """
    if not beginning:
        return []
    word = search_words.c.word
    begun = (word >= beginning) & (word < beginning + chr(0x10FFFF))
    query = sa.select(word).where(begun).order_by(sa.func.length(word), word)
    return list(tx.execute(query.limit(MOST_ENDINGS)).scalars())


def find(
    tx: Connection, looker: Looker, query: Query, text: str
) -> tuple[Sequence[Any], int, bool]:
    """Return a page of hits, the best first; of how many, and whether older ones are beyond."""
    statements = {one: _hits(looker, query, text, windowed=one) for one in (True, False)}
    rows: Sequence[Any] = ()
    for weeks in _windows(query, looker):
        asked = {} if weeks is None else {"weeks": list(weeks)}
        rows = tx.execute(statements[bool(asked)], asked).mappings().all()
        if rows and rows[0]["total"] > MOST:
            return rows, MOST, True
    return rows, rows[0]["total"] if rows else 0, False


def count(
    tx: Connection, looker: Looker, query: Query, text: str, since: datetime, most: int
) -> int:
    """Return how many were filed since a moment, one more than the most at most."""
    last = week_of(looker.now)
    weeks = range(week_of(since), last + 1)
    wanted = _wanted(looker, query, text)
    if len(weeks) <= WINDOWS[-1]:
        wanted &= _T.weeks.overlap(list(weeks))
    few = sa.select(_T.id).where(wanted & (_T.at > since)).limit(most + 1).subquery()
    return int(tx.execute(sa.select(sa.func.count()).select_from(few)).scalar_one())


def week_of(moment: datetime) -> int:
    """Return the week as the function of this name in the database counts it."""
    return int(moment.timestamp() // WEEK)


def _windows(query: Query, looker: Looker) -> Iterable[range | None]:
    """Return weeks to look in, the narrowest first; None is all of time."""
    last = week_of(looker.now) if query.until is None else week_of(_after(query.until, looker))
    if query.since is not None:
        first = week_of(_midnight(query.since, looker))
        yield from (range(last - n + 1, last + 1) for n in WINDOWS if last - n + 1 > first)
        yield range(first, last + 1) if last - first < WINDOWS[-1] else None
        return
    yield from (range(last - n + 1, last + 1) for n in WINDOWS)
    yield None


def _hits(looker: Looker, query: Query, text: str, *, windowed: bool) -> sa.Select[Any]:
    """Return the statement of a page; a windowed one takes the parameter `weeks`."""
    wanted = _wanted(looker, query, text)
    if windowed:
        wanted &= _T.weeks.overlap(sa.bindparam("weeks", type_=pg.ARRAY(sa.Integer)))
    few = sa.select(search_docs).where(wanted).limit(MOST + 1).subquery("few")
    order = [few.c.at.desc(), few.c.id.desc()]
    if text and query.sort == "rank":
        order.insert(0, sa.func.ts_rank(few.c.words, _tsquery(text)).desc())
    total = sa.func.count().over().label("total")
    page = sa.select(*(few.c[name] for name in HEAD), total).order_by(*order)
    return page.offset(query.after).limit(min(query.limit, MOST - query.after))


def _tsquery(text: str) -> sa.ColumnElement[Any]:
    return sa.cast(text, pg.TSQUERY)


def _wanted(looker: Looker, query: Query, text: str) -> Condition:
    wanted: Condition = _T.readers.overlap(sorted(looker.keys))
    if text:
        wanted &= _T.words.op("@@")(_tsquery(text))
    for name, value in query.where.items():
        wanted &= _T[name] == value
    if query.classification:
        below = _T.classification.startswith(f"{query.classification}.", autoescape=True)
        wanted &= (_T.classification == query.classification) | below
    if query.since is not None:
        wanted &= _T.at >= _midnight(query.since, looker)
    if query.until is not None:
        wanted &= _T.at < _after(query.until, looker)
    return wanted & _box(query.box, looker) if query.box else wanted


def _midnight(day: date, looker: Looker) -> datetime:
    return datetime.combine(day, time(), looker.zone)


def _after(day: date, looker: Looker) -> datetime:
    return _midnight(day + timedelta(days=1), looker)


def _box(box: str, looker: Looker) -> Condition:
    """Return that it came to one (in, copies), goes out by one, was given or received by one."""
    keys = sorted(looker.keys)
    if box == "out":
        mine = letters.c.drafter.in_(looker.codes) | letters.c.signer.in_(looker.codes)
        return sa.exists().where((letters.c.id == _T.id) & mine)
    if box in {"given", "received"}:
        side = dispositions.c.giver_key if box == "given" else dispositions.c.receiver_key
        return sa.exists().where((dispositions.c.id == _T.id) & side.in_(keys))
    lies = (mailbox.c.thing == _T.id) & mailbox.c.key.in_(keys) & (mailbox.c.box == box)
    return sa.exists().where(lies)
