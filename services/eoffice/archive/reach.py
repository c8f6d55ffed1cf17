"""Who reaches which files: by the positions that a person holds or stands in for.

Files of a unit are seen by its people, secret ones by its records officers and who opened them;
files that it keeps, by the records officers of the record centre. What a file holds is told to
records officers; to others, as far as they read the letters themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.eoffice.archive.tables import archive_files as files
from services.eoffice.archive.tables import archive_lists as lists
from services.eoffice.letters.content import SECRETS
from services.eoffice.organisation.domain import DELEGATE, Acting
from services.eoffice.organisation.tables import positions

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Reach:
    """Units whose people one is among, those whose records one keeps, and positions one holds."""

    units: frozenset[str]
    records: frozenset[str]
    held: frozenset[str]

    @classmethod
    def of(cls, mine: Iterable[Acting]) -> Reach:
        """A delegate is one of the unit's people, and no records officer."""
        mine = list(mine)
        held = [one for one in mine if one.capacity != DELEGATE]
        return cls(
            frozenset(one.unit for one in mine),
            frozenset(one.unit for one in held if one.records),
            frozenset(one.position for one in held),
        )

    def files(self) -> Condition:
        """Return the condition that a file is seen."""
        records, units = sorted(self.records), sorted(self.units)
        plain = files.c.security.not_in(sorted(SECRETS))
        return sa.or_(
            files.c.unit.in_(records),
            files.c.keeper.in_(records),
            files.c.unit.in_(units) & plain,
            files.c.unit.in_(units) & files.c.opener.in_(sorted(self.held)),
        )

    def keeps(self, unit: str, keeper: str) -> bool:
        """Tell whether one is a records officer of the file's unit or of its keeper."""
        return bool({unit, keeper} & self.records)

    def lists(self, tx: Connection) -> Condition:
        """Return the condition that a list is seen: records officers and heads of its units."""
        theirs = sorted(self.records | headed(tx, self.held))
        named = (lists.c.unit, lists.c.centre, lists.c.judge)
        return sa.or_(*(one.in_(theirs) for one in named))


def headed(tx: Connection, held: Iterable[str]) -> frozenset[str]:
    """Return the units of which one of the positions is the head: above it is another unit."""
    above = positions.alias("above")
    query = sa.select(positions.c.unit).outerjoin(above, above.c.code == positions.c.above)
    first = above.c.unit.is_(None) | (above.c.unit != positions.c.unit)
    found = query.where(positions.c.code.in_(sorted(held)) & first & ~positions.c.records)
    return frozenset(tx.execute(found).scalars())
