"""The SQL of reading: figures by the indices that hold them, observations by their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

TREND = 13  # newest figures that a headline has: twelve steps
_HEADS = sa.text("""
SELECT i.key, f.period, f.value, f.parts, b.value AS before
FROM unnest(CAST(:keys AS integer[])) AS i(key)
CROSS JOIN LATERAL (
    SELECT period, value, parts FROM figures
    WHERE indicator = i.key AND area = :area AND period <= :at
    ORDER BY period DESC LIMIT :most
) f
LEFT JOIN figures b ON b.indicator = i.key AND b.area = :area
    AND b.period = (f.period - interval '1 year')::date
ORDER BY i.key, f.period
""")
_STATES = sa.text("""
SELECT indicator, newest, there, expected, held, looked, folded_at FROM states
WHERE indicator = ANY(:keys)
""")
_SERIES = sa.text("""
SELECT period, value, parts FROM figures
WHERE indicator = :key AND area = :area AND period BETWEEN :first AND :last
ORDER BY period LIMIT :most
""")
_INSIDE = sa.text("""
SELECT area, period, value FROM figures
WHERE indicator = :key AND level = :level AND period = ANY(:periods)
    AND area BETWEEN :area AND :area || ':'
""")
# What a year's figures make of the year, as `domain.over_time` has it.
_BY_YEAR = """
SELECT area, extract(year FROM period)::integer AS year, {made} AS value FROM figures
WHERE indicator = :key AND level = ANY(:levels) AND period BETWEEN :first AND :last
    AND area BETWEEN :area AND :area || ':'
GROUP BY area, year
"""
_OVER_TIME = {
    "sum": sa.text(_BY_YEAR.format(made="sum(value)")),
    "mean": sa.text(_BY_YEAR.format(made="avg(value)")),
    "last": sa.text(_BY_YEAR.format(made="(array_agg(value ORDER BY period DESC))[1]")),
}
_SPAN = sa.text("""
SELECT min(period), max(period) FROM figures WHERE indicator = :key AND area = :area
""")
# The groups of one or two periods: an area's own value first, else what those inside add up to,
# where the indicator sums.
_GROUPS = sa.text("""
WITH present AS (
    SELECT DISTINCT ON (period, area, dims) period, area, dims, value FROM observations
    WHERE indicator = :key AND period = ANY(:periods) AND area BETWEEN :area AND :area || ':'
        AND dims <> '' AND (:summed OR area = :area)
    ORDER BY period, area, dims, revision DESC
), districts AS (
    SELECT period, left(area, 6) AS area, dims,
        coalesce(max(value) FILTER (WHERE length(area) = 6),
            sum(value) FILTER (WHERE length(area) > 6)) AS value
    FROM present WHERE length(area) >= 6 GROUP BY 1, 2, 3
    UNION ALL SELECT period, area, dims, value FROM present WHERE length(area) < 6
)
SELECT period, dims, coalesce(max(value) FILTER (WHERE area = :area),
    sum(value) FILTER (WHERE area <> :area)) AS value
FROM districts GROUP BY period, dims ORDER BY dims LIMIT :most
""")
_NEWEST = sa.text("""
SELECT max(period) FROM figures
WHERE indicator = :key AND level = :level AND period <= :at AND area BETWEEN :area AND :area || ':'
""")
# Which revision stands is found along the key; `after` is the last one's key of the page before.
_OBSERVED = """
SELECT DISTINCT ON (o.period, o.area, o.dims)
    o.period, o.area, o.dims, o.revision, o.status, o.value, o.batch
FROM observations o
WHERE o.indicator = :key AND o.period BETWEEN :first AND :last
    AND o.area BETWEEN :area AND :area || ':'
    AND (o.period, o.area, o.dims) > (CAST(:after_period AS date), :after_area, :after_dims)
    {dims}
ORDER BY o.period, o.area, o.dims, o.revision DESC
LIMIT :most
"""
_REVISIONS = sa.text("""
SELECT o.period, o.area, o.dims, o.revision, o.status, o.value, o.batch FROM observations o
WHERE o.indicator = :key AND o.period = :period AND o.area = :area AND o.dims = :dims
ORDER BY o.revision DESC LIMIT 100
""")
_BATCHES = sa.text("""
SELECT id, origin, note, reason, by, at FROM batches WHERE id = ANY(:ids)
""")
_LAST_BATCH = sa.text("""
SELECT origin, note, at FROM batches WHERE indicator = :key ORDER BY id DESC LIMIT 1
""")
MOST_GROUPS = 4000
NOTHING = ("0001-01-01", "", "")


@dataclass(frozen=True)
class Head:
    """A figure of an area, and that of a year before."""

    period: date
    value: Decimal
    parts: int
    before: Decimal | None


@dataclass(frozen=True)
class State:
    """What a fold knows of an indicator."""

    newest: date | None
    there: int
    expected: int
    held: int
    looked: int
    folded_at: datetime


@dataclass(frozen=True)
class Asked:
    """Which observations are asked for: within the prefix `area`, of these dimension values."""

    key: int
    first: date
    last: date
    area: str
    dims: Mapping[str, str] | None = None


class Figures:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def heads(self, keys: Sequence[int], area: str, at: date) -> dict[int, list[Head]]:
        """Return the newest figures of each indicator, the oldest of them first."""
        where = {"keys": list(keys), "area": area, "at": at, "most": TREND}
        found: dict[int, list[Head]] = {key: [] for key in keys}
        for row in self._tx.execute(_HEADS, where):
            found[row.key].append(Head(row.period, row.value, row.parts, row.before))
        return found

    def states(self, keys: Sequence[int]) -> dict[int, State]:
        rows = self._tx.execute(_STATES, {"keys": list(keys)})
        return {row[0]: State(*row[1:]) for row in rows}

    def series(
        self, key: int, area: str, first: date, last: date, most: int = 4000
    ) -> list[tuple[date, Decimal, int]]:
        where = {"key": key, "area": area, "first": first, "last": last, "most": most}
        return [(row[0], row[1], row[2]) for row in self._tx.execute(_SERIES, where)]

    def inside(
        self, key: int, level: int, area: str, periods: Sequence[date]
    ) -> dict[str, dict[date, Decimal]]:
        """Return the figures of areas of a level (digits) inside the area, by code and period."""
        where = {"key": key, "level": level, "area": area, "periods": list(periods)}
        found: dict[str, dict[date, Decimal]] = {}
        for row in self._tx.execute(_INSIDE, where):
            found.setdefault(row.area, {})[row.period] = row.value
        return found

    def by_year(
        self, asked: Asked, levels: Sequence[int], rule: str
    ) -> dict[int, dict[str, Decimal]]:
        """Return what each year is of the areas of these levels, by year and code."""
        found: dict[int, dict[str, Decimal]] = {}
        if rule in _OVER_TIME:
            bounds = {name: getattr(asked, name) for name in ("key", "first", "last", "area")}
            rows = self._tx.execute(_OVER_TIME[rule], bounds | {"levels": list(levels)})
            for row in rows:
                found.setdefault(row.year, {})[row.area] = row.value
        return found

    def span(self, key: int, area: str) -> tuple[date, date] | None:
        """Return the first and the last period with a figure of the area."""
        first, last = self._tx.execute(_SPAN, {"key": key, "area": area}).one()
        return None if first is None else (first, last)

    def newest(self, key: int, level: int, area: str, at: date) -> date | None:
        where = {"key": key, "level": level, "area": area, "at": at}
        newest: date | None = self._tx.execute(_NEWEST, where).scalar()
        return newest

    def last_batch(self, key: int) -> Any:
        return self._tx.execute(_LAST_BATCH, {"key": key}).one_or_none()


class Observed:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def page(self, asked: Asked, most: int, after: Sequence[str] = NOTHING) -> list[Any]:
        """Return what stands, by period, area and dimensions, after the key of `after`."""
        values = {name: getattr(asked, name) for name in ("key", "first", "last", "area")}
        keys = dict(zip(("after_period", "after_area", "after_dims"), after, strict=True))
        text, more = having(asked.dims)
        query = sa.text(_OBSERVED.format(dims=text))
        rows = self._tx.execute(query, values | keys | more | {"most": most})
        return list(rows)

    def all(self, asked: Asked, most: int = 5000) -> Iterator[Any]:
        """Return everything that stands, a page at a time: of any number, few are in memory."""
        after: Sequence[str] = NOTHING
        while rows := self.page(asked, most, after):
            yield from rows
            last = rows[-1]
            after = (last.period.isoformat(), last.area, last.dims)

    def revisions(self, key: int, period: date, area: str, dims: str) -> list[Any]:
        where = {"key": key, "period": period, "area": area, "dims": dims}
        return list(self._tx.execute(_REVISIONS, where))

    def groups(
        self, key: int, area: str, periods: Sequence[date], *, summed: bool
    ) -> dict[str, dict[date, Decimal]]:
        """Return the values of each set of dimension values, by its text and period."""
        where = {"key": key, "area": area, "periods": list(periods), "most": MOST_GROUPS}
        found: dict[str, dict[date, Decimal]] = {}
        for row in self._tx.execute(_GROUPS, where | {"summed": summed}):
            found.setdefault(row.dims, {})[row.period] = row.value
        return found

    def batches(self, ids: Sequence[int]) -> dict[int, Any]:
        rows = self._tx.execute(_BATCHES, {"ids": sorted(set(ids))})
        return {row.id: row for row in rows}


def having(dims: Mapping[str, str] | None) -> tuple[str, dict[str, str]]:
    """Return the condition that each asked dimension value is among an observation's."""
    if dims is None:
        return "", {}
    if not dims:
        return "AND o.dims = ''", {}
    texts, values = [], {}
    for place, (name, value) in enumerate(sorted(dims.items())):
        texts.append(f"AND position(:dim{place} IN ';' || o.dims || ';') > 0")
        values[f"dim{place}"] = f";{name}={value};"
    return "\n".join(texts), values
