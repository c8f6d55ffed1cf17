"""The SQL of late stations."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.overdue.domain import DAYS, SHOWN, District, Told
from services.elections.overdue.tables import overdue_districts
from services.elections.tables import elections

_T = overdue_districts.c
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('overdue'), hashtext(:election))")
# A record is made with the station's registration; at version 0 nothing of it has come.
_DISTRICTS = sa.text(f"""
WITH waited AS (
    SELECT s.tps, left(s.tps, 6) AS area, EXISTS (
        SELECT FROM results r WHERE r.tps = s.tps AND r.version = 0
        AND r.contest = ANY(ARRAY(SELECT key FROM contests WHERE election = :election))) AS out
    FROM stations s WHERE s.election = :election
)
SELECT w.area, coalesce(max(a.name), w.area), count(*), count(*) FILTER (WHERE w.out),
    coalesce((array_agg(w.tps ORDER BY w.tps) FILTER (WHERE w.out))[1 : {SHOWN}], ARRAY[]::text[])
FROM waited w LEFT JOIN areas a ON a.election = :election AND a.code = w.area
GROUP BY w.area ORDER BY w.area
""")  # noqa: S608 - a number of ours


def around(tx: Connection, today: date) -> list[tuple[str, str, date]]:
    """Return (id, name, voting day) of elections of these days, rehearsals left out."""
    columns = (elections.c.id, elections.c.name, elections.c.date)
    lately = elections.c.date.between(today - timedelta(days=DAYS), today)
    query = sa.select(*columns).where(lately, ~elections.c.rehearsal).order_by(elections.c.id)
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]


class Overdue:
    """Late stations of one election, in one transaction."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def lock(self) -> dict[str, Told]:
        """Keep others from telling until the transaction ends; returns what was told, by area.

        What is counted then is counted by a statement of its own, which sees what they told of.
        """
        self._tx.execute(_LOCK, {"election": self._election})
        mine = sa.select(_T.area, _T.out, _T.hour).where(_T.election == self._election)
        return {row[0]: Told(row[1], row[2]) for row in self._tx.execute(mine)}

    def districts(self) -> list[District]:
        """Return the sub-districts with how many of their stations are out."""
        rows = self._tx.execute(_DISTRICTS, {"election": self._election})
        return [District(row[0], row[1], row[2], row[3], tuple(row[4])) for row in rows]

    def keep(self, area: str, out: int, hour: datetime) -> None:
        """Remember what is told."""
        row = {"election": self._election, "area": area, "out": out, "hour": hour}
        new = pg.insert(overdue_districts).values(row)
        changed = {"out": out, "hour": hour}
        self._tx.execute(
            new.on_conflict_do_update(index_elements=["election", "area"], set_=changed)
        )
