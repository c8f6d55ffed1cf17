"""The SQL of writing observations: COPY into a table of the transaction, then one statement."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import orjson
import sqlalchemy as sa
from psycopg2.extensions import get_wait_callback
from sqlalchemy.engine import Connection

from libs.kit import wakes
from services.indicators.domain import STATUSES, Observation
from services.indicators.tables import batches

CHANNEL = "indicators_figures"
PLACE = {status: place for place, status in enumerate(STATUSES)}
_STAGE = """
CREATE TEMPORARY TABLE staged (
    row integer, period date, area text COLLATE "C", dims text COLLATE "C", status smallint,
    value numeric
) ON COMMIT DROP
"""
_COPY = "COPY staged (row, period, area, dims, status, value) FROM STDIN"
_PUT = sa.text("""
INSERT INTO staged (row, period, area, dims, status, value)
SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    AS r(row integer, period date, area text, dims text, status smallint, value numeric)
""")
GROUP = 5000  # rows in one statement
_TWICE = sa.text("""
SELECT array_agg(row ORDER BY row) FROM staged
GROUP BY period, area, dims HAVING count(*) > 1 ORDER BY min(row) LIMIT :most
""")
# The last revision of each value within the staged periods. A final value that comes again with
# another one is a revised one.
_MERGE = """
WITH present AS MATERIALIZED (
    SELECT DISTINCT ON (o.period, o.area, o.dims)
        o.period, o.area, o.dims, o.revision, o.status, o.value
    FROM observations o
    WHERE o.indicator = :key AND o.period BETWEEN :first AND :last
    ORDER BY o.period, o.area, o.dims, o.revision DESC
), compared AS (
    SELECT s.period, s.area, s.dims, s.value, coalesce(p.revision, 0) + 1 AS revision,
        CASE WHEN p.status >= 1 AND p.value <> s.value AND s.status = 1 THEN 2 ELSE s.status END
            AS status,
        p.revision IS NULL AS is_new,
        p.value = s.value AND (p.status = s.status OR p.status = 2 AND s.status = 1) AS is_same
    FROM staged s LEFT JOIN present p USING (period, area, dims)
)
"""
_INSERT = sa.text(f"""
{_MERGE}, added AS (
    INSERT INTO observations (indicator, period, area, dims, revision, batch, status, value)
    SELECT :key, period, area, dims, revision, :batch, status, value
    FROM compared WHERE is_same IS NOT TRUE
    RETURNING period, revision, dims
), told AS (
    INSERT INTO figure_changes (indicator, period, parts)
    SELECT :key, period, bool_or(dims <> '') FROM added GROUP BY period
)
SELECT count(*) FILTER (WHERE revision = 1), count(*) FILTER (WHERE revision > 1) FROM added
""")  # noqa: S608 - a piece of ours
_COMPARE = sa.text(f"""
{_MERGE}
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new AND NOT is_same)
FROM compared
""")  # noqa: S608 - a piece of ours


@dataclass(frozen=True)
class Counts:
    """What a write did, or would do."""

    added: int
    revised: int
    unchanged: int


@dataclass(frozen=True)
class Batch:
    """Who brings observations in, whence, and why."""

    origin: str
    by: str
    note: str = ""
    reason: str = ""


class Staged:
    """Observations of one indicator, on their way into it."""

    def __init__(self, tx: Connection, key: int) -> None:
        self._tx, self._key = tx, key
        self.count = 0

    def put(self, rows: Iterable[tuple[int, Observation]]) -> int:
        """Stage some rows in a process that is cooperative, where the driver knows no COPY."""
        self._begin()
        for group in batched(rows, GROUP):
            values = [_plain(row, one) for row, one in group]
            self._tx.execute(_PUT, {"rows": orjson.dumps(values).decode()})
            self.count += len(values)
        return self.count

    def _begin(self) -> None:
        self._tx.exec_driver_sql("DROP TABLE IF EXISTS staged")
        self._tx.exec_driver_sql(_STAGE)
        self.count = 0

    def copy(self, texts: Iterable[str]) -> int:
        """Stage rows as COPY has them; returns how many they were."""
        self._begin()
        self.count = copy(self._tx, _COPY, texts)
        self._tx.exec_driver_sql("ANALYZE staged")
        return self.count

    def twice(self, most: int = 100) -> list[list[int]]:
        """Return the rows that say something of the same cell, a list for each cell."""
        return [list(rows) for rows in self._tx.execute(_TWICE, {"most": most}).scalars()]

    def periods(self) -> list[date]:
        return list(self._tx.execute(sa.text("SELECT DISTINCT period FROM staged")).scalars())

    def compare(self) -> Counts:
        """Say what a write would do."""
        return self._counts(self._tx.execute(_COMPARE, self._bounds()).one())

    def write(self, batch: Batch) -> Counts:
        """Keep what is new or another value, and have its figures made."""
        made = batches.insert().values(indicator=self._key, **vars(batch))
        number = self._tx.execute(made.returning(batches.c.id)).scalar_one()
        found = self._tx.execute(_INSERT, self._bounds() | {"batch": number}).one()
        wakes.after_commit(self._tx, CHANNEL)
        return self._counts(found)

    def _bounds(self) -> dict[str, Any]:
        these = self._tx.execute(sa.text("SELECT min(period), max(period) FROM staged")).one()
        return {"key": self._key, "first": these[0], "last": these[1]}

    def _counts(self, found: Any) -> Counts:
        return Counts(found[0], found[1], self.count - found[0] - found[1])


def copy(tx: Connection, statement: str, texts: Iterable[str]) -> int:
    """Run a COPY of ours with the rows; returns how many they were."""
    cursor: Any = tx.connection.cursor()
    cursor.execute("SELECT 1")  # the driver's transaction begins with a statement
    cursor.copy_expert(statement, _Stream(iter(texts)), 1 << 20)
    return int(cursor.rowcount)


def is_cooperative() -> bool:
    """Tell whether the driver waits by the hub of this process: then it can't COPY."""
    return get_wait_callback() is not None


def batched(
    rows: Iterable[tuple[int, Observation]], size: int
) -> Iterator[list[tuple[int, Observation]]]:
    """Return the rows in groups."""
    left = iter(rows)
    while group := list(islice(left, size)):
        yield group


def _plain(row: int, one: Observation) -> dict[str, Any]:
    return {
        "row": row,
        "period": one.period.isoformat(),
        "area": one.area,
        "dims": one.dims,
        "status": PLACE[one.status],
        "value": str(one.value),
    }


def copied(row: int, one: Observation) -> str:
    """Return an observation as COPY takes it; no text of it may hold a tab or a backslash."""
    dims = one.dims.replace("\\", "\\\\")
    status = PLACE[one.status]
    return f"{row}\t{one.period.isoformat()}\t{one.area}\t{dims}\t{status}\t{one.value}\n"


class _Stream(io.TextIOBase):
    """What COPY reads, some rows after the other."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._left = texts, ""

    def read(self, size: int | None = -1, /) -> str:
        pieces, total = [self._left], len(self._left)
        most = (1 << 20) if size is None or size < 0 else size
        for text in self._texts:
            pieces.append(text)
            total += len(text)
            if total >= most:
                break
        whole = "".join(pieces)
        self._left = whole[most:]
        return whole[:most]
