"""The SQL of the leaders' page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.domain import Ballot, UnknownStation
from services.elections.leaders.domain import Signal, StationPlan
from services.elections.leaders.tables import station_plans, station_signals
from services.elections.repository import within
from services.elections.tables import stations

MOST = 20  # rows of each list: what a leader reads on a phone

# What was found at stations of this election; where nobody looked, what the map knows.
_KNOWN = """
WITH known AS (
    SELECT tps, signal, checked_on FROM station_signals
    WHERE election = :election AND tps BETWEEN :area AND :area || ':'
    UNION ALL SELECT p.tps, p.signal, p.told_on FROM station_plans p
    JOIN stations s ON s.election = :election AND s.tps = p.tps
    WHERE p.signal <> 'unknown' AND p.tps BETWEEN :area AND :area || ':' AND NOT EXISTS (
        SELECT FROM station_signals g WHERE g.election = :election AND g.tps = p.tps)
)
"""
# A station is silent when nothing of it has come in this contest.
_SILENT = sa.text(
    _KNOWN
    + """
SELECT g.tps, g.signal, g.checked_on, s.name, v.name AS village, d.name AS district,
    coalesce(r.version, 0) > 0 AS heard, p.plan, p.reason
FROM known g
LEFT JOIN station_plans p ON p.tps = g.tps
JOIN stations s ON s.election = :election AND s.tps = g.tps
LEFT JOIN results r ON r.contest = :contest AND r.tps = g.tps
LEFT JOIN areas v ON v.election = :election AND v.code = left(g.tps, 10)
LEFT JOIN areas d ON d.election = :election AND d.code = left(g.tps, 6)
WHERE g.signal <> 'covered' ORDER BY heard, g.signal, g.tps LIMIT :limit
"""
)
# Stations that nothing came from, those without signal first, with what is planned there.
_LATE = sa.text("""
WITH late AS (
    SELECT s.tps, s.name, p.plan, p.state, p.reason,
        coalesce(g.signal, nullif(p.signal, 'unknown')) AS signal
    FROM stations s
    LEFT JOIN station_signals g ON g.election = s.election AND g.tps = s.tps
    LEFT JOIN station_plans p ON p.tps = s.tps
    LEFT JOIN results r ON r.contest = :contest AND r.tps = s.tps
    WHERE s.election = :election AND s.tps BETWEEN :area AND :area || ':'
      AND coalesce(r.version, 0) = 0
), ranked AS (
    SELECT late.*, CASE signal WHEN 'none' THEN 0 WHEN 'weak' THEN 1 WHEN 'covered' THEN 3
        ELSE 2 END AS place FROM late
)
SELECT ranked.*, v.name AS village, d.name AS district FROM ranked
LEFT JOIN areas v ON v.election = :election AND v.code = left(ranked.tps, 10)
LEFT JOIN areas d ON d.election = :election AND d.code = left(ranked.tps, 6)
WHERE (place, ranked.tps) > (:place, :after) ORDER BY place, ranked.tps LIMIT :most
""")
_SIGNALS = sa.text(
    _KNOWN
    + """
SELECT count(*) FILTER (WHERE g.signal = 'none') AS none,
    count(*) FILTER (WHERE g.signal = 'weak') AS weak,
    count(*) FILTER (WHERE g.signal <> 'covered' AND coalesce(r.version, 0) = 0) AS silent,
    count(*) AS checked
FROM known g
LEFT JOIN results r ON r.contest = :contest AND r.tps = g.tps
"""
)
_CONTESTED = sa.text("""
SELECT count(*) FILTER (WHERE state = 'conflicted') AS conflicted,
    count(*) FILTER (WHERE quarantine <> 'none') AS quarantined
FROM results WHERE contest = :contest AND tps BETWEEN :area AND :area || ':'
""")
_ODD = sa.text("""
SELECT r.tps, r.state, r.quarantine, r.errors, r.received_at, v.name AS village, d.name AS district
FROM results r
LEFT JOIN areas v ON v.election = :election AND v.code = left(r.tps, 10)
LEFT JOIN areas d ON d.election = :election AND d.code = left(r.tps, 6)
WHERE r.contest = :contest AND r.tps BETWEEN :area AND :area || ':'
  AND (r.state = 'conflicted' OR r.quarantine <> 'none' OR r.errors > 0)
ORDER BY (r.state = 'conflicted') DESC, (r.quarantine <> 'none') DESC, r.received_at DESC, r.tps
LIMIT :limit
""")


class Leaders:
    """Reads of one contest in one area."""

    def __init__(self, tx: Connection, ballot: Ballot, area: str) -> None:
        self._tx = tx
        self._where = {
            "election": ballot.election.id,
            "contest": ballot.key,
            "area": area,
            "limit": MOST,
        }

    def signals(self) -> sa.Row[Any]:
        """Return how many stations have no signal, a weak one, and are silent; how many known."""
        return self._tx.execute(_SIGNALS, self._where).one()

    def silent(self) -> Sequence[sa.Row[Any]]:
        """Return stations without enough signal, those that are silent first."""
        return self._tx.execute(_SILENT, self._where).all()

    def late(self, place: int, after: str, limit: int) -> Sequence[sa.Row[Any]]:
        """Return stations that nothing came from, after this place in the list and this code.

        One more than the limit.
        """
        more = {"place": place, "after": after, "most": limit + 1}
        return self._tx.execute(_LATE, {**self._where, **more}).all()

    def contested(self) -> sa.Row[Any]:
        return self._tx.execute(_CONTESTED, self._where).one()

    def odd(self) -> Sequence[sa.Row[Any]]:
        """Return records that wait for a person: conflicts, quarantine, open errors."""
        return self._tx.execute(_ODD, self._where).all()


def put_plan(tx: Connection, plan: StationPlan) -> None:
    """Keep how a station sends its result, unless something newer is known."""
    new = pg.insert(station_plans).values(vars(plan))
    changed = {name: new.excluded[name] for name in vars(plan) if name != "tps"}
    newer = station_plans.c.version < new.excluded.version
    tx.execute(new.on_conflict_do_update(index_elements=["tps"], set_=changed, where=newer))


class Signals:
    """What was found at polling stations."""

    def __init__(self, tx: Connection, election_id: str) -> None:
        self._tx, self._election = tx, election_id

    def put(self, found: Sequence[Signal]) -> None:
        """Keep what was found; raises UnknownStation for one that is not registered."""
        codes = {one.tps for one in found}
        query = sa.select(stations.c.tps).where(stations.c.election == self._election)
        known = set(self._tx.execute(query.where(stations.c.tps.in_(codes))).scalars())
        if codes - known:
            raise UnknownStation(f"{min(codes - known)} is not registered in {self._election}")
        rows = [{"election": self._election, **vars(one)} for one in found]
        new = pg.insert(station_signals)
        changed = {name: new.excluded[name] for name in ("signal", "checked_on")}
        put = new.on_conflict_do_update(index_elements=["election", "tps"], set_=changed)
        self._tx.execute(put, sorted(rows, key=lambda row: str(row["tps"])))

    def of(self, codes: Sequence[str]) -> dict[str, str]:
        """Return what is known of these stations."""
        mine = (station_signals.c.election == self._election) & station_signals.c.tps.in_(codes)
        rows = self._tx.execute(sa.select(station_signals).where(mine))
        return {row.tps: row.signal for row in rows}

    def page(self, area: str, limit: int, after: str) -> Sequence[sa.Row[Any]]:
        """Return stations of the area after a code, one more than the limit."""
        mine = (station_signals.c.election == self._election) & (station_signals.c.tps > after)
        query = sa.select(station_signals).where(mine, within(station_signals.c.tps, area))
        return self._tx.execute(query.order_by(station_signals.c.tps).limit(limit + 1)).all()
