"""The SQL of notices to positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.addressed.domain import Notice
from services.notifications.addressed.tables import addressed_notices

_T = addressed_notices.c
MOST_SWEPT = 5_000


class Addressed:
    """Notices to positions."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def raise_all(self, notices: Iterable[Notice], at: datetime) -> None:
        """Keep those that are not there yet, settled or not."""
        new = pg.insert(addressed_notices).on_conflict_do_nothing(index_elements=["key"])
        self._tx.execute(new, [_row(one, at) for one in notices])

    def settle(self, notices: Iterable[Notice], at: datetime) -> None:
        """Have them settled, also those that are raised later."""
        new = pg.insert(addressed_notices)
        first = sa.func.coalesce(_T.settled_at, new.excluded.settled_at)
        new = new.on_conflict_do_update(index_elements=["key"], set_={"settled_at": first})
        self._tx.execute(new, [_row(one, at) | {"settled_at": at} for one in notices])

    def settle_before(self, last: Notice, at: datetime) -> None:
        """Settle what the position was told of the same kind with a lesser key."""
        same = (_T.kind == last.kind) & (_T.position == last.position) & (_T.key < last.key)
        open_ = addressed_notices.update().where(same, _T.settled_at.is_(None))
        self._tx.execute(open_.values(settled_at=at))

    def settle_thing(self, kind: str, thing: str, readers: Sequence[str], at: datetime) -> int:
        """Settle what these readers were told of the thing; returns how many."""
        mine = (_T.kind == kind) & (_T.thing == thing) & _T.reader.in_(sorted(readers))
        open_ = addressed_notices.update().where(mine, _T.settled_at.is_(None))
        return self._tx.execute(open_.values(settled_at=at)).rowcount

    def page(self, readers: Sequence[str], limit: int, after: str) -> Sequence[Any]:
        """Return open ones of these readers, the newest first, one more than the page holds."""
        wanted = _T.reader.in_(sorted(readers)) & _T.settled_at.is_(None)
        if after:
            wanted &= _T.id < after
        query = sa.select(addressed_notices).where(wanted).order_by(_T.id.desc())
        return self._tx.execute(query.limit(limit + 1)).mappings().all()

    def sweep(self, before: datetime) -> int:
        """Delete settled ones from before that moment; returns how many."""
        old = sa.select(_T.id).where(_T.settled_at < before).limit(MOST_SWEPT)
        return self._tx.execute(addressed_notices.delete().where(_T.id.in_(old))).rowcount


def _row(one: Notice, at: datetime) -> dict[str, Any]:
    return {"id": new_id(), **asdict(one), "raised_at": at}
