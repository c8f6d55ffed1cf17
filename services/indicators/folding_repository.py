"""The SQL of folding: an indicator is claimed, its changed periods are taken, figures are put."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.indicators.rolling import Figure
from services.indicators.tables import figures

# An indicator that another one folds or writes is skipped.
_CLAIM = sa.text("""
SELECT i.key FROM indicators i
WHERE EXISTS (SELECT FROM figure_changes c WHERE c.indicator = i.key)
ORDER BY i.key LIMIT 1 FOR NO KEY UPDATE OF i SKIP LOCKED
""")
_TAKE = sa.text("""
DELETE FROM figure_changes WHERE indicator = :key AND period IN (
    SELECT DISTINCT period FROM figure_changes WHERE indicator = :key ORDER BY period LIMIT :most
) RETURNING period, parts
""")
# Where dimensions are summed, those rows that name all of them.
_OWN = sa.text("""
WITH present AS (
    SELECT DISTINCT ON (period, area, dims) period, area, dims, value FROM observations
    WHERE indicator = :key AND period = ANY(:periods)
    ORDER BY period, area, dims, revision DESC
)
SELECT period, area, coalesce(max(value) FILTER (WHERE dims = ''), sum(value) FILTER (
    WHERE :summed AND dims <> '' AND cardinality(string_to_array(dims, ';')) = :dimensions
)) AS value
FROM present GROUP BY period, area
""")
_WEIGHTS = sa.text("""
SELECT DISTINCT ON (f.area) f.area, f.value FROM figures f
WHERE f.indicator = (SELECT key FROM indicators WHERE code = :weight) AND f.period <= :period
ORDER BY f.area, f.period DESC
""")
_STANDING = sa.text("""
SELECT period, area, value, parts, agrees FROM figures
WHERE indicator = :key AND level = ANY(ARRAY[4, 6, 10]) AND period = ANY(:periods)
""")
_PUT = sa.text("""
INSERT INTO figures AS f (indicator, level, period, area, value, parts, agrees)
SELECT :key, length(r.area), r.period, r.area, r.value, r.parts, r.agrees
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    AS r(period date, area text, value numeric, parts integer, agrees boolean)
ON CONFLICT (indicator, level, period, area) DO UPDATE SET
    value = excluded.value, parts = excluded.parts, agrees = excluded.agrees
""")
_DROP = sa.text("""
DELETE FROM figures f USING unnest(CAST(:periods AS date[]), CAST(:areas AS text[])) AS g(p, a)
WHERE f.indicator = :key AND f.level = length(g.a) AND f.period = g.p AND f.area = g.a
""")
_DEPENDENT = sa.text("""
INSERT INTO figure_changes (indicator, period)
SELECT DISTINCT d.key, f.period
FROM indicators i JOIN indicators d ON d.weight = i.code
JOIN observations f ON f.indicator = d.key AND f.period >= :first
WHERE i.key = :key
""")
_RECENT = """
SELECT DISTINCT period FROM figures WHERE indicator = :key ORDER BY period DESC LIMIT 12
"""
_STATE = sa.text(f"""
WITH recent AS ({_RECENT}), deepest AS (
    SELECT max(level) AS level FROM figures WHERE indicator = :key
), cells AS (
    SELECT f.level, f.value, f.agrees FROM figures f
    WHERE f.indicator = :key AND f.level IN (4, 6, 10) AND f.period IN (SELECT period FROM recent)
)
INSERT INTO states AS s (indicator, newest, there, expected, held, looked)
SELECT :key, (SELECT max(period) FROM recent),
    (SELECT count(*) FROM cells c, deepest d WHERE c.level = d.level),
    (SELECT count(DISTINCT f.area) FROM figures f, deepest d
        WHERE f.indicator = :key AND f.level = d.level) * (SELECT count(*) FROM recent),
    (SELECT count(*) FROM cells WHERE agrees AND (:lowest <= value) AND (value <= :highest)),
    (SELECT count(*) FROM cells)
ON CONFLICT (indicator) DO UPDATE SET newest = excluded.newest, there = excluded.there,
    expected = excluded.expected, held = excluded.held, looked = excluded.looked,
    folded_at = clock_timestamp()
""")  # noqa: S608 - a piece of ours

Cells = dict[tuple[date, str], Figure]


class Folds:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def claim(self) -> int | None:
        """Take an indicator that has changes, whom nobody else folds or writes."""
        key: int | None = self._tx.execute(_CLAIM).scalar_one_or_none()
        return key

    def take(self, key: int, most: int) -> dict[date, bool]:
        """Remove changes from the queue; returns the periods, and whether parts of them came."""
        taken: dict[date, bool] = {}
        for period, parts in self._tx.execute(_TAKE, {"key": key, "most": most}):
            taken[period] = parts or taken.get(period, False)
        return taken

    def own(
        self, key: int, periods: Sequence[date], *, summed: bool, dimensions: int
    ) -> dict[date, dict[str, Decimal]]:
        """Return what areas say of themselves, as it stands.

        Must be a statement of its own after the one that took the changes: it then sees at least
        what those changes were about.
        """
        where = {"key": key, "periods": list(periods), "summed": summed, "dimensions": dimensions}
        found: dict[date, dict[str, Decimal]] = {period: {} for period in periods}
        for period, area, value in self._tx.execute(_OWN, where):
            if value is not None:
                found[period][area] = value
        return found

    def weights(self, code: str, period: date) -> dict[str, Decimal]:
        rows = self._tx.execute(_WEIGHTS, {"weight": code, "period": period})
        return {row.area: row.value for row in rows}

    def standing(self, key: int, periods: Sequence[date]) -> Cells:
        rows = self._tx.execute(_STANDING, {"key": key, "periods": list(periods)})
        return {(row[0], row[1]): Figure(row[2], row[3], row[4]) for row in rows}

    def put(self, key: int, changed: Mapping[tuple[date, str], Figure]) -> None:
        rows = [
            {
                "period": period.isoformat(),
                "area": area,
                "value": str(figure.value),
                "parts": figure.parts,
                "agrees": figure.agrees,
            }
            for (period, area), figure in sorted(changed.items())
        ]
        if rows:
            self._tx.execute(_PUT, {"key": key, "rows": orjson.dumps(rows).decode()})

    def drop(self, key: int, cells: Iterable[tuple[date, str]]) -> None:
        gone = sorted(cells)
        if gone:
            where = {"periods": [one[0] for one in gone], "areas": [one[1] for one in gone]}
            self._tx.execute(_DROP, {"key": key} | where)

    def note_dependents(self, key: int, first: date) -> None:
        """Have means that are weighted by this one made anew from the period on."""
        self._tx.execute(_DEPENDENT, {"key": key, "first": first})

    def close(self, key: int, bounds: tuple[Decimal, Decimal]) -> None:
        """Keep what the indicator is like now."""
        self._tx.execute(_STATE, {"key": key, "lowest": bounds[0], "highest": bounds[1]})

    def all_periods(self, key: int) -> list[date]:
        query = "SELECT DISTINCT period FROM {} WHERE indicator = :key"
        both = " UNION ".join(query.format(name) for name in ("observations", "figures"))
        return sorted(self._tx.execute(sa.text(both), {"key": key}).scalars())

    def pending(self, key: int) -> set[date]:
        query = sa.text("SELECT DISTINCT period FROM figure_changes WHERE indicator = :key")
        return set(self._tx.execute(query, {"key": key}).scalars())

    def keys(self) -> list[int]:
        found = self._tx.execute(sa.text("SELECT key FROM indicators ORDER BY key"))
        return list(found.scalars())

    def clear(self, key: int) -> None:
        self._tx.execute(figures.delete().where(figures.c.indicator == key))
