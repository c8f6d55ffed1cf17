"""The SQL of words: what the index calls them, and what the last one may be the beginning of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.made import Made
from services.eoffice.search.tables import search_words
from services.eoffice.search.words import Sought

MOST_ENDINGS = 30  # words that the beginning of one is taken for
_LAST = chr(0x10FFFF)


def _stems() -> sa.Select[Any]:
    """Return the statement of stems, by the dictionary that the index was made with."""
    wanted = sa.bindparam("words", type_=pg.ARRAY(sa.Text))
    word = sa.func.unnest(wanted).column_valued("word")
    dictionary: sa.ColumnElement[str] = sa.literal_column("'pg_catalog.indonesian_stem'")
    stem = sa.func.ts_lexize(dictionary, word, type_=pg.ARRAY(sa.Text))
    return sa.select(word, stem, sa.false())


def _with_endings() -> sa.CompoundSelect[Any]:
    """Return the statement of stems, and of the shortest words that begin so.

    GIN could match a beginning itself, and would gather all that any such word stands in.
    """
    word = search_words.c.word
    begun = (word >= sa.bindparam("begin")) & (word < sa.bindparam("end"))
    found = sa.select(word, sa.null(), sa.true()).where(begun).order_by(sa.func.length(word), word)
    return sa.union_all(_stems(), found.limit(MOST_ENDINGS))


_STEMS = Made(_stems(), prepared=True)
_WITH_ENDINGS = Made(_with_endings(), prepared=True)


def lexicon(tx: Connection, wanted: Sought) -> tuple[dict[str, str], list[str]]:
    """Return the stem of each word that has one, and what the last word may be the beginning of."""
    if not wanted.words:
        return {}, []
    asked: dict[str, Any] = {"words": sorted(set(wanted.words))}
    asked |= {"begin": wanted.beginning, "end": wanted.beginning + _LAST}
    rows = (_WITH_ENDINGS if wanted.beginning else _STEMS).tuples(tx, asked)
    stems = {word: stem[0] for word, stem, ending in rows if stem and not ending}
    return stems, [word for word, _, ending in rows if ending]
