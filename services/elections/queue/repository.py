"""The SQL of the verifiers' queue.

The rows are kept by a trigger on `results` (migration 0005): a record enters and leaves the queue
in the transaction that changes it, whichever road that comes by. Here they are ordered and leased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.principal import Principal
from services.elections.domain import OwnEntry, UnknownStation
from services.elections.queue.domain import (
    EARLY,
    LEASE,
    Item,
    Lease,
    LeasedByOther,
    Looked,
    NotLeased,
    Page,
)

# `done` are the stations of the sub-district that count, and those that somebody has in hand; of
# a finding hang as many votes as it differs by, or all of the form where that is not said.
_WAITING = """
SELECT q.contest, q.tps, q.state, q.counted, q.votes, q.since,
    coalesce(d.stations_in, 0) + coalesce(h.held, 0) AS done,
    CASE q.state WHEN 'conflicted' THEN q.votes ELSE coalesce(f.stake, 0) END AS stake
FROM queue q
LEFT JOIN tallies d ON d.contest = q.contest AND d.level = 6 AND d.area = left(q.tps, 6)
LEFT JOIN (
    SELECT contest, left(tps, 6) AS district, count(*) AS held FROM queue
    WHERE contest = ANY(%(contests)s) AND leased_until > now() GROUP BY 1, 2
) h ON h.contest = q.contest AND h.district = left(q.tps, 6)
LEFT JOIN (
    SELECT n.contest, n.tps, max(least(coalesce(nullif(abs(n.difference), 0), w.votes), w.votes))
        AS stake
    FROM findings n JOIN queue w USING (contest, tps)
    WHERE w.open AND w.contest = ANY(%(contests)s) AND n.state = 'open' GROUP BY 1, 2
) f ON f.contest = q.contest AND f.tps = q.tps
WHERE q.open AND q.contest = ANY(%(contests)s)
    AND q.tps BETWEEN %(area)s AND %(area)s || ':'
    AND NOT %(who)s = ANY(q.readers) AND NOT %(who)s = ANY(q.passed_by)
"""

# First what gives a sub-district its early results, then conflicts, then findings by what hangs on
# them, then the rest; where results are wanted, that of the sub-district which has fewest.
_ORDER = f"""
    CASE WHEN NOT w.counted AND w.done < {EARLY} THEN 0 WHEN w.state = 'conflicted' THEN 1
        WHEN w.stake > 0 THEN 2 ELSE 3 END,
    CASE WHEN NOT w.counted AND (w.done < {EARLY} OR w.stake = 0) THEN w.done END,
    w.state <> 'conflicted', w.stake DESC, w.since, w.tps, w.contest
"""

# One statement: the row is locked, found free once more, and leased; what another one has just
# locked is stepped over. Who has a lease gets that record again, and no second one.
_NEXT = f"""
WITH waiting AS ({_WAITING}), picked AS (
    SELECT q.contest, q.tps FROM queue q JOIN waiting w USING (contest, tps)
    WHERE (q.leased_until IS NULL OR q.leased_until <= now() OR q.leased_by = %(who)s)
        AND q.open AND (%(tps)s = '' OR q.tps = %(tps)s)
    ORDER BY coalesce(q.leased_by = %(who)s AND q.leased_until > now(), false) DESC, {_ORDER}
    LIMIT 1 FOR UPDATE OF q SKIP LOCKED
)
UPDATE queue q SET leased_by = %(who)s, leased_name = %(name)s,
    leased_at = CASE WHEN q.leased_by = %(who)s AND q.leased_until > now() THEN q.leased_at
        ELSE now() END,
    leased_until = now() + %(lease)s
FROM picked p WHERE q.contest = p.contest AND q.tps = p.tps
RETURNING q.contest, q.tps
"""  # noqa: S608 - made of constants

_ITEM = """
SELECT w.*, r.errors, r.warnings, cardinality(q.passed_by) AS passed, q.leased_name, q.leased_at,
    q.leased_until, CASE WHEN q.leased_until > now() THEN q.leased_by END AS leased_by,
    count(*) OVER () AS total
FROM waiting w JOIN queue q USING (contest, tps) JOIN results r USING (contest, tps)
"""
_LIST = f"""
WITH waiting AS ({_WAITING}) {_ITEM}
ORDER BY {_ORDER}
LIMIT %(limit)s OFFSET %(offset)s
"""
_ONE = f"WITH waiting AS ({_WAITING} AND q.tps = %(tps)s) {_ITEM}"

_RENEW = """
UPDATE queue SET leased_until = now() + %(lease)s
WHERE contest = %(contest)s AND tps = %(tps)s AND leased_by = %(who)s RETURNING leased_until
"""
_RELEASE = """
WITH mine AS (
    SELECT contest, tps, leased_by, leased_at,
        CASE WHEN NOT open THEN 'done' WHEN %(pass)s THEN 'passed' ELSE 'released' END AS outcome
    FROM queue WHERE contest = %(contest)s AND tps = %(tps)s AND leased_by = %(who)s FOR UPDATE
), noted AS (
    INSERT INTO queue_checks (contest, tps, who, leased_at, ended_at, outcome)
    SELECT contest, tps, leased_by, leased_at, now(), outcome FROM mine
)
UPDATE queue q SET leased_by = NULL, leased_name = NULL, leased_at = NULL, leased_until = NULL,
    passed_by = CASE m.outcome WHEN 'passed' THEN q.passed_by || m.leased_by ELSE q.passed_by END
FROM mine m WHERE q.contest = m.contest AND q.tps = m.tps RETURNING m.outcome
"""
_WHY = """
SELECT coalesce(q.open, false) AS open, %(who)s = ANY(q.readers) AS own, q.leased_name
FROM queue q WHERE q.contest = %(contest)s AND q.tps = %(tps)s
"""
_LOOKED = """
SELECT count(*) AS checked, avg(extract(epoch FROM ended_at - leased_at))::float AS seconds
FROM queue_checks WHERE who = %(who)s AND ended_at >= %(since)s AND outcome IN ('done', 'passed')
"""


class Queue:
    """The records that ask for a verifier, as one person may see and work on them."""

    def __init__(self, tx: Connection, who: Principal, contests: Iterable[int], area: str) -> None:
        """`area` is a code prefix that is the person's own or lies within it."""
        self._tx, self._who = tx, who
        self._where = {"who": who.id, "contests": list(contests), "area": area}

    def next(self, tps: str = "") -> Item | None:
        """Lease the record that comes next, or that of one station; None where there is none.

        Somebody's own entries are never his to verify. Who holds a lease gets its record again.
        """
        given = self._where | {"name": self._who.name, "lease": LEASE, "tps": tps}
        row = self._row(_NEXT, given)
        if row is None:
            return None
        one = self._where | {"contests": [row["contest"]], "tps": row["tps"]}
        return _item(self._row(_ONE, one))

    def page(self, limit: int, offset: int) -> Page:
        """Return the queue in the order in which it would be leased to this person."""
        given = self._where | {"limit": limit, "offset": offset}
        rows = self._tx.exec_driver_sql(_LIST, given).mappings().all()
        return Page([_item(row) for row in rows], rows[0]["total"] if rows else 0)

    def renew(self, contest: int, tps: str) -> datetime:
        """Return until when the lease now holds; raises NotLeased."""
        row = self._row(_RENEW, self._one(contest, tps) | {"lease": LEASE})
        if row is None:
            raise NotLeased(f"{tps} is not leased to this account any more")
        until: datetime = row["leased_until"]
        return until

    def release(self, contest: int, tps: str, *, passed: bool) -> str:
        """End the lease; returns the outcome: done where the record asks for nobody any more.

        `passed` leaves it to another person, until something of it changes. Raises NotLeased.
        """
        row = self._row(_RELEASE, self._one(contest, tps) | {"pass": passed})
        if row is None:
            raise NotLeased(f"{tps} is not leased to this account any more")
        return str(row["outcome"])

    def refuse(self, contests: Sequence[int], tps: str) -> None:
        """Raise why one station's record was not leased: OwnEntry, LeasedByOther, or nothing."""
        rows = [self._row(_WHY, self._one(contest, tps)) for contest in contests]
        known = [row for row in rows if row is not None and row["open"]]
        if not known:
            raise UnknownStation(f"{tps} does not ask for a verifier")
        if known[0]["own"]:
            raise OwnEntry(f"one of the entries of {tps} is this account's own")
        raise LeasedByOther(f"{known[0]['leased_name'] or 'somebody else'} works on {tps}")

    def looked(self, since: datetime) -> Looked:
        """Return what this person finished since then."""
        row = self._row(_LOOKED, {"who": self._who.id, "since": since})
        return Looked(row["checked"], row["seconds"])

    def _one(self, contest: int, tps: str) -> dict[str, Any]:
        return {"contest": contest, "tps": tps, "who": self._who.id}

    def _row(self, statement: str, given: dict[str, Any]) -> Any:
        return self._tx.exec_driver_sql(statement, given).mappings().one_or_none()


def _item(row: Any) -> Item:
    names = ("contest", "tps", "state", "counted", "since", "votes", "stake", "errors", "warnings")
    return Item(**{name: row[name] for name in names}, passed=row["passed"], lease=_lease(row))


def _lease(row: Any) -> Lease | None:
    if row["leased_by"] is None:
        return None
    return Lease(row["leased_by"], row["leased_name"], row["leased_at"], row["leased_until"])
