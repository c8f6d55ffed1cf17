"""The SQL of verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.elections.consolidation import FINAL, VERIFIER
from services.elections.domain import Ballot
from services.elections.repository import within
from services.elections.tables import reopenings, results, submissions
from services.elections.verification.domain import Reopening, UnknownReopening

_NAMES = tuple(one.name for one in fields(Reopening))

# Those that may be final: they count, have no open error, and he did not hand in for them.
_READY = """
    SELECT r.tps FROM results r
    WHERE r.contest = %(contest)s AND r.tps BETWEEN %(area)s AND %(area)s || ':'
      AND r.state = 'consolidated' AND r.counted AND r.errors = 0
      AND NOT EXISTS (SELECT FROM submissions s WHERE s.contest = r.contest AND s.tps = r.tps
                      AND s.who = %(who)s AND s.channel <> 'verifier')
"""
_FINALISE = f"""
WITH ready AS ({_READY} ORDER BY r.tps LIMIT %(most)s FOR UPDATE OF r),
done AS (
    UPDATE results r SET state = 'final', version = r.version + 1
    FROM ready WHERE r.contest = %(contest)s AND r.tps = ready.tps
    RETURNING r.tps, r.version
), logged AS (
    INSERT INTO record_changes (contest, tps, version, change, who)
    SELECT %(contest)s, tps, version, 'finalised', %(who)s FROM done
)
SELECT tps, version FROM done ORDER BY tps
"""  # noqa: S608 - pieces of this file
_LEFT = """
SELECT count(*) FILTER (WHERE state = 'final') AS final, count(*) AS expected
FROM results WHERE contest = %(contest)s AND tps BETWEEN %(area)s AND %(area)s || ':'
"""

_STATES = """
SELECT left(tps, %(length)s) AS area, state, count(*) AS expected,
    count(*) FILTER (WHERE state = 'consolidated' AND counted AND errors = 0) AS ready,
    count(*) FILTER (WHERE quarantine <> 'none') AS quarantined,
    count(*) FILTER (WHERE errors > 0) AS with_errors
FROM results WHERE contest = %(contest)s AND tps BETWEEN %(area)s AND %(area)s || ':'
GROUP BY 1, 2
"""


def handed_in(tx: Connection, ballot: Ballot, tps: str) -> set[str]:
    """Return who handed in for the station; a decision is no entry."""
    mine = (submissions.c.contest == ballot.key) & (submissions.c.tps == tps)
    query = sa.select(submissions.c.who).where(mine, submissions.c.channel != VERIFIER).distinct()
    return set(tx.execute(query).scalars())


def finalise(
    tx: Connection, ballot: Ballot, area: str, who: str, most: int
) -> list[tuple[str, int]]:
    """Make final what may be, in the area; returns (station, version) of at most so many."""
    where = {"contest": ballot.key, "area": area, "who": who, "most": most}
    return [(row.tps, row.version) for row in tx.exec_driver_sql(_FINALISE, where)]


def count_final(tx: Connection, ballot: Ballot, area: str) -> tuple[int, int]:
    """Return how many records of the area are final, and how many there are."""
    row = tx.exec_driver_sql(_LEFT, {"contest": ballot.key, "area": area}).one()
    return row.final, row.expected


def count_states(tx: Connection, ballot: Ballot, area: str, length: int) -> Sequence[Any]:
    """Return counts by state of the areas with so many digits in their codes, within the area."""
    where = {"contest": ballot.key, "area": area, "length": length}
    return tx.exec_driver_sql(_STATES, where).mappings().all()


class Reopenings:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def is_open(self, ballot: Ballot, tps: str) -> bool:
        """Tell whether a request is open, for a record that the caller has locked."""
        mine = (reopenings.c.contest == ballot.key) & (reopenings.c.tps == tps)
        query = sa.select(reopenings.c.id).where(mine, reopenings.c.state == "open")
        return self._tx.execute(query).first() is not None

    def add(self, one: Reopening) -> None:
        self._tx.execute(reopenings.insert().values(asdict(one)))

    def get(self, reopening_id: str) -> Reopening:
        """Return the request, and keep others waiting for it; raises UnknownReopening."""
        query = sa.select(reopenings).where(reopenings.c.id == reopening_id).with_for_update()
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownReopening(f"there is no request {reopening_id}")
        return _reopening(row)

    def save(self, one: Reopening) -> None:
        self._tx.execute(reopenings.update().where(reopenings.c.id == one.id).values(asdict(one)))

    def page(
        self, ballots: Sequence[Ballot], area: str, state: str | None, limit: int, after: str
    ) -> list[Reopening]:
        """Return requests of the area, the oldest first, one more than the limit."""
        query = sa.select(reopenings).where(within(reopenings.c.tps, area))
        query = query.where(reopenings.c.contest.in_([ballot.key for ballot in ballots]))
        if state is not None:
            query = query.where(reopenings.c.state == state)
        if after:
            query = query.where(reopenings.c.id > after)
        rows = self._tx.execute(query.order_by(reopenings.c.id).limit(limit + 1)).mappings()
        return [_reopening(row) for row in rows]


def _reopening(row: Any) -> Reopening:
    return Reopening(**{name: row[name] for name in _NAMES})


def due_for_rules(tx: Connection, ballot: Ballot, version: int, after: str, most: int) -> list[str]:
    """Return stations, by code, whose record is of older options; final ones stay as they are.

    Empty ones are among them: somebody may be handing in for one at this moment.
    """
    older = (results.c.rules < version) & (results.c.state != FINAL)
    query = sa.select(results.c.tps).where(results.c.contest == ballot.key, older)
    query = query.where(results.c.tps > after).order_by(results.c.tps).limit(most)
    return list(tx.execute(query).scalars())
