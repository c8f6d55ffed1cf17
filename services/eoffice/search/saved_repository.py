"""The SQL of searches that people keep, each for an account as one position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import Conflict, NotFound
from libs.kit.ids import is_uuid
from services.eoffice.organisation.acting import Acting
from services.eoffice.search.messages import Saving
from services.eoffice.search.tables import saved_searches

_T = saved_searches.c
MOST = 20


class TooMany(Conflict):
    slug, title = "too-many-searches", "No more searches are kept"


class UnknownSearch(NotFound):
    slug, title = "unknown-search", "No such search"


class Saved:
    """Searches of one person as one position."""

    def __init__(self, tx: Connection, who: Acting) -> None:
        self._tx, self._who = tx, who
        self._mine = (_T.person == who.person) & (_T.position == who.position)

    def all(self) -> Sequence[Any]:
        query = sa.select(saved_searches).where(self._mine).order_by(_T.name)
        return self._tx.execute(query).mappings().all()

    def get(self, found_id: str) -> Any:
        """Return one; raises UnknownSearch for one that is not theirs."""
        wanted = self._mine & (_T.id == found_id) if is_uuid(found_id) else sa.false()
        row = self._tx.execute(sa.select(saved_searches).where(wanted)).mappings().first()
        if row is None:
            raise UnknownSearch("it is not among yours")
        return row

    def put(self, new: Saving, new_id: str, now: datetime) -> Any:
        """Keep a search, in place of one of this name; raises TooMany."""
        others = sa.select(sa.func.count()).where(self._mine & (_T.name != new.name))
        if self._tx.execute(others).scalar_one() >= MOST:
            raise TooMany(f"{MOST} are kept for a position", limit=MOST)
        row = {"id": new_id, "person": self._who.person, "position": self._who.position}
        said = {"name": new.name, "query": new.query, "opened_at": now}
        kept = pg.insert(saved_searches).values(**row, **said)
        kept = kept.on_conflict_do_update(
            index_elements=["person", "position", "name"],
            set_={"query": kept.excluded.query, "opened_at": kept.excluded.opened_at},
        )
        return self._tx.execute(kept.returning(*_T)).mappings().one()

    def open(self, found_id: str, now: datetime) -> Any:
        """Say that one was opened, so that what is new is counted from now; returns it."""
        row = self.get(found_id)
        changed = saved_searches.update().where(_T.id == row["id"]).values(opened_at=now)
        return self._tx.execute(changed.returning(*_T)).mappings().one()

    def delete(self, found_id: str) -> Any:
        row = self.get(found_id)
        self._tx.execute(saved_searches.delete().where(_T.id == row["id"]))
        return row
