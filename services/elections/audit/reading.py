"""The SQL that reads the whole log, for a check or an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.elections.audit.domain import Entry, Root, Sealed
from services.elections.audit.merkle import Name
from services.elections.audit.repository import ENTRY, Roots, entry_of, sealed_of
from services.elections.audit.tables import entries, leaves

ALL = 2**62
_NODES = sa.text("""
SELECT n.level, n.place, n.hash FROM audit_nodes n
JOIN unnest(CAST(:levels AS smallint[]), CAST(:places AS bigint[])) AS w(level, place)
ON n.level = w.level AND n.place = w.place
""")
_UNSEALED = sa.text("""
SELECT e.id FROM audit_entries e
WHERE NOT EXISTS (SELECT FROM audit_leaves l WHERE l.entry = e.id)
AND NOT EXISTS (SELECT FROM audit_queue q WHERE q.entry = e.id) ORDER BY e.id
""")


class Rows:
    """All rows of the log."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def leaves(self, batch: int) -> Iterator[list[tuple[Sealed, Entry | None]]]:
        """Return the leaves with their entries in the log's order, so many at a time."""
        joined = leaves.outerjoin(entries, entries.c.id == leaves.c.entry)
        query = sa.select(leaves, *ENTRY, entries.c.id).select_from(joined)
        query = query.order_by(leaves.c.position).limit(batch)
        after = -1
        while rows := self._tx.execute(query.where(leaves.c.position > after)).all():
            yield [(sealed_of(row), None if row[-1] is None else entry_of(row)) for row in rows]
            after = rows[-1].position

    def nodes(self, names: Sequence[Name]) -> dict[Name, bytes]:
        wanted = {"levels": [one[0] for one in names], "places": [one[1] for one in names]}
        rows = self._tx.execute(_NODES, wanted)
        return {(row.level, row.place): bytes(row.hash) for row in rows}

    def unsealed(self) -> list[int]:
        """Return entries that are neither in the log nor on their way."""
        return list(self._tx.execute(_UNSEALED).scalars())

    def roots(self) -> list[Root]:
        return Roots(self._tx).page(ALL)[::-1]
