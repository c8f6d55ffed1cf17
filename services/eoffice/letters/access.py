"""Who reads: the keys of a person, and the one condition that all lists of letters go through."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from services.eoffice.letters.delivery import HELD, RECORDS
from services.eoffice.letters.tables import letter_readers, letters
from services.eoffice.organisation.domain import DELEGATE, Acting


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


def visible(readers: frozenset[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a letter may be read by somebody with these keys."""
    mine = sa.select(letter_readers.c.letter).where(letter_readers.c.reader.in_(sorted(readers)))
    return letters.c.id.in_(mine)
