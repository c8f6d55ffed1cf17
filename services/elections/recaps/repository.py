"""The SQL of recapitulation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.domain import Ballot
from services.elections.recaps.domain import Figures, Recap
from services.elections.recaps.tables import recaps
from services.elections.repository import within

# Whoever enters holds the contest's row, so that versions of an area have no gap.
_HOLD = sa.text("SELECT key FROM contests WHERE key = :contest FOR NO KEY UPDATE")
_NEXT = sa.text("""
SELECT coalesce(max(version), 0) + 1 FROM recaps WHERE contest = :contest AND area = :area
""")


class Recaps:
    """Recapitulations of one contest."""

    def __init__(self, tx: Connection, ballot: Ballot) -> None:
        self._tx, self._key = tx, ballot.key

    def add(self, id_: str, area: str, who: str, at: datetime, figures: Figures) -> Recap:
        """Keep what was entered, as the area's next version."""
        where = {"contest": self._key, "area": area}
        self._tx.execute(_HOLD, where)
        version = int(self._tx.execute(_NEXT, where).scalar_one())
        made = Recap(id_, area, version, who, at, figures)
        self._tx.execute(recaps.insert().values({**vars(made), "contest": self._key}))
        return made

    def newest(self, areas: Sequence[str]) -> dict[str, Recap]:
        """Return what stands of these areas, of those that were entered."""
        query = self._standing().where(recaps.c.area.in_(list(areas)))
        return {row.area: _recap(row) for row in self._tx.execute(query)}

    def page(self, area: str, limit: int, after: str) -> list[Recap]:
        """Return what stands in an area, by code, one more than the limit."""
        query = self._standing().where(within(recaps.c.area, area), recaps.c.area > after)
        return [_recap(row) for row in self._tx.execute(query.limit(limit + 1))]

    def history(self, area: str, most: int) -> list[Recap]:
        """Return an area's versions, the newest first."""
        mine = (recaps.c.contest == self._key) & (recaps.c.area == area)
        query = sa.select(recaps).where(mine).order_by(recaps.c.version.desc()).limit(most)
        return [_recap(row) for row in self._tx.execute(query)]

    def _standing(self) -> sa.Select[Any]:
        query = sa.select(recaps).ext(pg.distinct_on(recaps.c.area))
        mine = query.where(recaps.c.contest == self._key)
        return mine.order_by(recaps.c.area, recaps.c.version.desc())


def _recap(row: sa.Row[Any]) -> Recap:
    return Recap(row.id, row.area, row.version, row.who, row.received_at, row.figures)
