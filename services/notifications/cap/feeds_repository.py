"""The SQL of feeds: what an administrator set, and how each does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.cap.tables import cap_feeds

HOLD = timedelta(minutes=5)  # in which whoever asks a feed has it alone
_T = cap_feeds.c


class Feeds:
    """Feeds in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def all(self) -> dict[str, Any]:
        rows = self._tx.execute(sa.select(cap_feeds).order_by(_T.name)).mappings()
        return {row["name"]: row for row in rows}

    def put(self, row: dict[str, Any]) -> None:
        """Set a feed up; it is asked at once, whole."""
        fresh = {"etag": "", "modified": "", "error": "", "failures": 0, "failed_since": None}
        new = pg.insert(cap_feeds).values({**row, **fresh, "entries": 0})
        kept = {**row, **fresh}
        self._tx.execute(new.on_conflict_do_update(index_elements=["name"], set_=kept))

    def claim(self, now: datetime) -> Any:
        """Return a feed that is to be asked now, and let nobody else ask it for a while."""
        due = sa.select(_T.name).where(_T.enabled, _T.next_at <= now).order_by(_T.next_at)
        due = due.limit(1).with_for_update(skip_locked=True)
        taken = cap_feeds.update().where(_T.name == due.scalar_subquery())
        taken = taken.values(asked_at=now, next_at=now + HOLD).returning(cap_feeds)
        return self._tx.execute(taken).mappings().first()

    def went_well(self, feed: Any, next_at: datetime, **values: Any) -> None:
        good = {"error": "", "failures": 0, "failed_since": None, "ok_at": sa.func.now()}
        self._settle(feed, next_at=next_at, **good, **values)

    def failed(self, feed: Any, next_at: datetime, error: str, now: datetime) -> None:
        since = sa.func.coalesce(_T.failed_since, now)
        more = {"failures": _T.failures + 1, "failed_since": since}
        self._settle(feed, next_at=next_at, error=error[:500], **more)

    def _settle(self, feed: Any, **values: Any) -> None:
        """Keep how it went, unless somebody set it up anew or asks it meanwhile."""
        mine = (_T.name == feed["name"]) & (_T.asked_at == feed["asked_at"])
        same = _T.changed_at == feed["changed_at"]
        self._tx.execute(cap_feeds.update().where(mine, same).values(values))
