"""Who reads an incoming letter and the dispositions on it: `office_readers`, and its one condition.

The keys are those of letters (`letters.access.keys`): a position's code, `records:<unit>` for its
records officers, and `secret:<position>` for who holds it and no delegate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.eoffice import filing
from services.eoffice.dispositions.tables import office_readers
from services.eoffice.letters.access import among
from services.eoffice.letters.delivery import HELD


def key(position: str, *, secret: bool) -> str:
    """Return the key by which a position reads what is secret, or what is not."""
    return HELD + position if secret else position


def desk(letter: str, position: str) -> str:
    """Return the subject of dispositions that a position gives on a letter of ours.

    Each of its recipients has its own, as one office's orders are none of another one's business.
    """
    return str(uuid5(UUID(letter), position))


def visible(column: Any, keys: frozenset[str] | None) -> sa.ColumnElement[bool]:
    """Return the condition that somebody with these keys reads what the column names.

    None: with the keys of the parameter `keys`, as in `letters.access.visible`.
    """
    mine = sa.select(office_readers.c.subject).where(among(office_readers.c.reader, keys))
    found: sa.ColumnElement[bool] = column.in_(mine)
    return found


def let_read(tx: Connection, subject: str, keys: Iterable[str]) -> None:
    """Have those with these keys read the subject from now on."""
    new = pg.insert(office_readers).on_conflict_do_nothing()
    rows = [{"reader": one, "subject": subject} for one in sorted(set(keys))]
    if rows:
        tx.execute(new, rows)
        filing.readers(tx, subject)


def readers(tx: Connection, subject: str) -> frozenset[str]:
    """Return the keys of who reads the subject."""
    which = office_readers.c.subject == subject
    return frozenset(tx.execute(sa.select(office_readers.c.reader).where(which)).scalars())
