"""The SQL of broadcasts, and of what became of their messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from services.notifications.broadcast.tables import broadcasts
from services.notifications.deliveries.tables import deliveries

WAITING, READY, SENDING, DONE, STOPPED, REFUSED = STATES = (
    "waiting", "ready", "sending", "done", "stopped", "refused",
)  # fmt: skip
_T = broadcasts.c


class UnknownBroadcast(NotFound):
    slug, title = "unknown-broadcast", "There is no such broadcast"


class Broadcasts:
    """Broadcasts in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self._tx.execute(broadcasts.insert().values(row))

    def get(self, wanted: str, *, lock: bool = False) -> Any:
        query = sa.select(broadcasts).where(_T.id == wanted if is_uuid(wanted) else sa.false())
        found = self._tx.execute(query.with_for_update() if lock else query).mappings().first()
        if found is None:
            raise UnknownBroadcast(f"there is no broadcast {wanted[:40]}")
        return found

    def change(self, wanted: str, **values: Any) -> None:
        self._tx.execute(broadcasts.update().where(_T.id == wanted).values(values))

    def page(self, state: str, limit: int, after: str) -> Sequence[Any]:
        """Return some, the newest first, one more than the page holds."""
        query = sa.select(broadcasts).order_by(_T.id.desc()).limit(limit + 1)
        if state:
            query = query.where(_T.state == state)
        if after:
            query = query.where(_T.id < after)
        return self._tx.execute(query).mappings().all()

    def became(self, keys: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return how many messages of each key are in which state."""
        one = deliveries.c
        query = sa.select(one.key, one.state, sa.func.count()).where(one.key.in_(list(keys)))
        found: dict[str, dict[str, int]] = {}
        for key, state, count in self._tx.execute(query.group_by(one.key, one.state)):
            found.setdefault(key, {})[state] = int(count)
        return found
