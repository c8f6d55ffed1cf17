"""The SQL of figures by dimension: what areas say of the chosen dimension values themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.indicators.reading_repository import Asked, having

MOST_CELLS = 400_000
_THESE = """
SELECT DISTINCT ON (o.period, o.area, o.dims) o.period, o.area, o.dims, o.value
FROM observations o
WHERE o.indicator = :key AND o.period BETWEEN :first AND :last
    AND o.area BETWEEN :area AND :area || ':' {dims}
ORDER BY o.period, o.area, o.dims, o.revision DESC
"""
# An area's own value of just these dimension values first, else the sum of those rows that name
# all dimensions, these values among them: as folding does it for the whole.
_OWN = """
SELECT period, area, coalesce(max(value) FILTER (WHERE dims = :dims), sum(value) FILTER (
    WHERE :summed AND cardinality(string_to_array(dims, ';')) = :dimensions
)) AS value
FROM ({these}) present GROUP BY period, area ORDER BY period, area LIMIT :most
"""
_NEWEST = """
SELECT o.period FROM observations o
WHERE o.indicator = :key AND o.period <= :last AND o.area BETWEEN :area AND :area || ':' {dims}
ORDER BY o.period DESC LIMIT 1
"""
Own = dict[date, dict[str, Decimal]]


class Parts:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def newest(self, key: int, area: str, dims: Mapping[str, str], at: date) -> date | None:
        """Return the newest period up to a day in which anything of these was observed."""
        text, values = having(dims)
        where = {"key": key, "area": area, "last": at} | values
        newest: date | None = self._tx.execute(sa.text(_NEWEST.format(dims=text)), where).scalar()
        return newest

    def own(self, asked: Asked, dims: str, dimensions: int, *, summed: bool) -> Own | None:
        """Return the areas' own values by period and code; None for more than MOST_CELLS.

        `dims` is the text of the asked values, `dimensions` how many the indicator has.
        """
        text, more = having(asked.dims)
        query = sa.text(_OWN.format(these=_THESE.format(dims=text)))
        where: dict[str, Any] = {one: getattr(asked, one) for one in _BOUNDS}
        where |= {"dims": dims, "dimensions": dimensions, "summed": summed}
        rows = self._tx.execute(query, where | more | {"most": MOST_CELLS + 1}).all()
        return None if len(rows) > MOST_CELLS else _by_period(rows)


_BOUNDS = ("key", "first", "last", "area")


def _by_period(rows: Any) -> Own:
    found: Own = {}
    for period, area, value in rows:
        if value is not None:
            found.setdefault(period, {})[area] = value
    return found
