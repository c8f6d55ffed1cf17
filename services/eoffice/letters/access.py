"""Who reads: the keys of a person, and the one condition that all lists of letters go through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.eoffice.letters.delivery import HELD, RECORDS
from services.eoffice.letters.tables import letter_readers, letters
from services.eoffice.organisation.domain import DELEGATE, Acting
from services.eoffice.tables import Code


def keys(positions: Iterable[Acting]) -> frozenset[str]:
    """Return the keys of `delivery.readers` that these positions of a person are.

    A delegate reads for the position what is not secret, and is no records officer by it.
    """
    found: set[str] = set()
    for one in positions:
        found.add(one.position)
        if one.capacity != DELEGATE:
            found.add(HELD + one.position)
            found |= {RECORDS + one.unit} if one.records else set()
    return frozenset(found)


def visible(readers: frozenset[str] | None) -> sa.ColumnElement[bool]:
    """Return the condition that a letter may be read by somebody with these keys.

    None: with the keys of the parameter `keys`, for statements that are made once.
    """
    mine = sa.select(letter_readers.c.letter).where(among(letter_readers.c.reader, readers))
    return letters.c.id.in_(mine)


def among(column: Any, readers: frozenset[str] | None) -> sa.ColumnElement[bool]:
    """Return the condition that the column holds one of these keys, or of the parameter `keys`."""
    found: sa.ColumnElement[bool] = (
        column == sa.any_(sa.bindparam("keys", type_=pg.ARRAY(Code)))
        if readers is None
        else column.in_(sorted(readers))
    )
    return found
