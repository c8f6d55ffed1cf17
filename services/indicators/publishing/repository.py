"""The SQL of open data: what is open, when it changed, records by their place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.indicators.domain import Indicator
from services.indicators.repository import Catalogue
from services.indicators.tables import indicators

_STANDING = """
SELECT DISTINCT ON (period, area, dims) period, area, dims, revision, status, value
FROM observations WHERE indicator = :key ORDER BY period, area, dims, revision DESC
"""
_RECORDS = sa.text(f"{_STANDING} LIMIT :limit OFFSET :offset")
_COUNT = sa.text(f"SELECT count(*) FROM ({_STANDING}) AS standing")  # noqa: S608 - ours
_CHANGED = sa.text("SELECT indicator, max(at) FROM batches WHERE indicator = ANY(:keys) GROUP BY 1")


class Published:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def all(self) -> list[tuple[Indicator, datetime | None]]:
        """Return the open indicators by code, with when their figures last changed."""
        query = sa.select(indicators.c.key).where(indicators.c.open)
        known = Catalogue(self._tx).of_keys(list(self._tx.execute(query).scalars()))
        rows = self._tx.execute(_CHANGED, {"keys": list(known)})
        changed: dict[int, datetime] = {row[0]: row[1] for row in rows}
        found = sorted(known.values(), key=lambda one: one.code)
        return [(one, changed.get(one.key)) for one in found]

    def changed(self, key: int) -> datetime | None:
        rows = self._tx.execute(_CHANGED, {"keys": [key]})
        return next((row[1] for row in rows), None)

    def records(self, key: int, limit: int, offset: int) -> list[Any]:
        where = {"key": key, "limit": limit, "offset": offset}
        return list(self._tx.execute(_RECORDS, where))

    def count(self, key: int) -> int:
        return int(self._tx.execute(_COUNT, {"key": key}).scalar_one())
