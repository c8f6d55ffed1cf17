"""The SQL of pulls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from services.indicators.pulls.tables import pulls
from services.indicators.tables import indicators


class UnknownPull(NotFound):
    slug, title = "unknown-pull", "Nothing is fetched for this indicator"


class Pulls:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, indicator: int, **values: Any) -> None:
        new = pg.insert(pulls).values(indicator=indicator, **values)
        said = {name: new.excluded[name] for name in values}
        self._tx.execute(new.on_conflict_do_update(index_elements=["indicator"], set_=said))

    def get(self, indicator: int) -> Any:
        row = self._tx.execute(sa.select(pulls).where(pulls.c.indicator == indicator)).one_or_none()
        if row is None:
            raise UnknownPull("nothing is fetched for this indicator")
        return row

    def due(self, now: datetime) -> list[Any]:
        """Take the pulls that are due, for one who has them done: each is due again later."""
        query = sa.select(pulls, indicators.c.code).join(
            indicators, indicators.c.key == pulls.c.indicator
        )
        these = query.where(pulls.c.enabled, pulls.c.next_at <= now).order_by(pulls.c.next_at)
        rows = self._tx.execute(these.limit(20).with_for_update(of=pulls, skip_locked=True)).all()
        for row in rows:
            following = now + timedelta(hours=row.hours)
            mine = pulls.c.indicator == row.indicator
            self._tx.execute(pulls.update().where(mine).values(next_at=following))
        return list(rows)

    def ended(self, indicator: int, now: datetime, last: dict[str, Any]) -> None:
        mine = pulls.update().where(pulls.c.indicator == indicator)
        self._tx.execute(mine.values(last_at=now, last=last))
