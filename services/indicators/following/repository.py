"""The SQL of facts: kept by their newest version, counted by the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.indicators.following.telling import Fact

# An older version that comes late changes nothing; a day is counted again from the earlier of both.
_PUT = sa.text("""
WITH old AS (
    SELECT since, until FROM facts WHERE indicator = :indicator AND subject = :subject
), put AS (
    INSERT INTO facts AS f (indicator, subject, area, version, since, until, value)
    VALUES (:indicator, :subject, :area, :version, :since, :until, :value)
    ON CONFLICT (indicator, subject) DO UPDATE SET area = excluded.area,
        version = excluded.version, since = excluded.since, until = excluded.until,
        value = excluded.value
    WHERE f.version < excluded.version
    RETURNING since, until
)
INSERT INTO fact_changes (indicator, day)
SELECT :indicator, least(p.since, o.since) FROM put p LEFT JOIN old o ON true
""")
# One counter of an indicator at a time, or a slower one would write what is old.
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('indicators/facts/' || :indicator))")
_TAKE = sa.text("""
WITH taken AS (DELETE FROM fact_changes WHERE indicator = :indicator RETURNING day)
SELECT min(day) FROM taken
""")
_WAITING = sa.text("SELECT DISTINCT indicator FROM fact_changes ORDER BY 1")
_KNOWN = sa.text("SELECT DISTINCT indicator FROM facts ORDER BY 1")
# An area counts what is inside it; one that ever had something has a nought.
_COUNTED = sa.text("""
WITH places AS (
    SELECT DISTINCT left(area, n) AS area FROM facts, unnest(ARRAY[4, 6]) AS n
    WHERE indicator = :indicator AND length(area) >= n
), days AS (
    SELECT d::date AS day FROM generate_series(CAST(:first AS date), CAST(:last AS date), '1 day') d
)
SELECT d.day, p.area, count(f.subject) FROM days d CROSS JOIN places p
LEFT JOIN facts f ON f.indicator = :indicator AND f.area LIKE p.area || '%'
    AND f.since <= d.day AND (f.until IS NULL OR f.until > d.day)
GROUP BY d.day, p.area
""")
_MEANS = sa.text("""
SELECT since, area, round(avg(value), 4) FROM facts
WHERE indicator = :indicator AND since >= :first AND value IS NOT NULL GROUP BY since, area
""")


class Facts:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, *facts: Fact) -> None:
        """Keep what is newer than what is known, and have the figures counted."""
        if facts:
            self._tx.execute(_PUT, [vars(fact) for fact in facts])

    def waiting(self) -> list[str]:
        return list(self._tx.execute(_WAITING).scalars())

    def known(self) -> list[str]:
        return list(self._tx.execute(_KNOWN).scalars())

    def take(self, indicator: str) -> date | None:
        """Return from which day on the indicator is to be counted, None for not at all."""
        self._tx.execute(_LOCK, {"indicator": indicator})
        first: date | None = self._tx.execute(_TAKE, {"indicator": indicator}).scalar()
        return first

    def counted(self, indicator: str, first: date, last: date) -> list[tuple[date, str, Decimal]]:
        """Return how many there are by day and area, the first and the last day included."""
        where = {"indicator": indicator, "first": first, "last": last}
        return [(row[0], row[1], Decimal(row[2])) for row in self._tx.execute(_COUNTED, where)]

    def means(self, indicator: str, first: date) -> list[tuple[date, str, Decimal]]:
        where = {"indicator": indicator, "first": first}
        return [(row[0], row[1], row[2]) for row in self._tx.execute(_MEANS, where)]
