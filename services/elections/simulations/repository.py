"""The SQL of rehearsals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from libs.kit.tables import jobs
from services.elections.consolidation import CONFLICTED
from services.elections.repository import within
from services.elections.simulations.tables import simulations
from services.elections.tables import results, stations, submissions, tally_changes

# Ages of the oldest result that is in no tally yet, and of the oldest event the broker has not.
_SAMPLE = sa.text("""
INSERT INTO simulation_samples (simulation, done, tally_ms, outbox_ms, held)
SELECT CAST(:id AS uuid), :done,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - min(r.received_at)) * 1000
              FROM tally_changes q JOIN results r ON r.contest = q.contest AND r.tps = q.tps
              WHERE q.contest = ANY(:contests)), 0),
    coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.at)) * 1000 FROM outbox o), 0),
    (SELECT count(*) FROM results
     WHERE contest = ANY(:contests) AND version > 0 AND NOT counted)
""")
_AGES = sa.text("""
SELECT percentile_disc(ARRAY[0.5, 0.99, 1.0]) WITHIN GROUP (ORDER BY tally_ms) AS tally,
       percentile_disc(ARRAY[0.5, 0.99, 1.0]) WITHIN GROUP (ORDER BY outbox_ms) AS outbox,
       max(held) AS most_held
FROM simulation_samples WHERE simulation = CAST(:id AS uuid)
""")


class Simulations:
    """Rehearsals with their jobs."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, row: Mapping[str, Any]) -> None:
        self._tx.execute(simulations.insert().values(dict(row)))

    def get(self, wanted: str, *, alone: bool = False) -> sa.RowMapping:
        """Return the rehearsal with its job's columns; raises NotFound.

        `alone` keeps others who ask so waiting until this transaction ends.
        """
        mine = self._query().where(simulations.c.id == wanted)
        if alone:
            mine = mine.with_for_update(of=simulations)
        found = self._tx.execute(mine).mappings().one_or_none() if is_uuid(wanted) else None
        if found is None:
            raise NotFound(f"no rehearsal {wanted}")
        return found

    def page(self, area: str, limit: int, after: str) -> Sequence[sa.RowMapping]:
        """Return rehearsals of the area, the newest first, one more than the limit."""
        query = self._query().where(within(simulations.c.area, area))
        if after:
            query = query.where(simulations.c.id < after)
        query = query.order_by(simulations.c.id.desc()).limit(limit + 1)
        return self._tx.execute(query).mappings().all()

    def start(self, wanted: str, now: datetime) -> datetime:
        """Note when the night began, and return it: a run that goes on keeps its first start."""
        mine = simulations.c.id == wanted
        begun = sa.func.coalesce(simulations.c.started_at, now)
        put = simulations.update().where(mine).values(started_at=begun)
        found: datetime = self._tx.execute(put.returning(simulations.c.started_at)).scalar_one()
        return found

    def end(self, wanted: str, report: Mapping[str, Any]) -> None:
        mine = simulations.c.id == wanted
        self._tx.execute(simulations.update().where(mine).values(report=dict(report)))

    def hand_over(self, wanted: str, job: str) -> None:
        """Let another job have the rehearsal."""
        mine = simulations.c.id == wanted
        self._tx.execute(simulations.update().where(mine).values(job=job))

    def sample(self, wanted: str, done: int, keys: Sequence[int]) -> None:
        self._tx.execute(_SAMPLE, {"id": wanted, "done": done, "contests": list(keys)})

    def ages(self, wanted: str) -> sa.RowMapping:
        """Return (tally, outbox, most_held): ages in ms as [median, 99th percentile, most]."""
        return self._tx.execute(_AGES, {"id": wanted}).mappings().one()

    def codes(self, election: str) -> list[tuple[str, int | None]]:
        """Return (code, voters) of the election's stations, by code."""
        query = sa.select(stations.c.tps, stations.c.dpt_total)
        query = query.where(stations.c.election == election).order_by(stations.c.tps)
        return [(row[0], row[1]) for row in self._tx.execute(query)]

    def folded(self, keys: Sequence[int]) -> bool:
        """Tell whether every change of the contests is in their tallies."""
        query = sa.select(tally_changes.c.tps).where(tally_changes.c.contest.in_(list(keys)))
        return self._tx.execute(query.limit(1)).first() is None

    def decided(self, keys: Sequence[int]) -> dict[str, int]:
        """Return how many decisions each verifier made."""
        mine = submissions.c.contest.in_(list(keys)) & (submissions.c.channel == "verifier")
        query = sa.select(submissions.c.who, sa.func.count()).where(mine)
        return {row[0]: row[1] for row in self._tx.execute(query.group_by(submissions.c.who))}

    def contested(self, keys: Sequence[int]) -> int:
        """Return how many records wait for a decision."""
        mine = results.c.contest.in_(list(keys)) & (results.c.state == CONFLICTED)
        return int(self._tx.execute(sa.select(sa.func.count()).where(mine)).scalar_one())

    def uncounted(self, key: int) -> set[str]:
        """Return the stations of the contest whose record does not count."""
        mine = (results.c.contest == key) & sa.not_(results.c.counted)
        return set(self._tx.execute(sa.select(results.c.tps).where(mine)).scalars())

    @staticmethod
    def _query() -> sa.Select[Any]:
        shown = [
            jobs.c[name].label(f"job_{name}")
            for name in ("kind", "state", "done", "total", "message")
        ]
        joined = simulations.join(jobs, jobs.c.id == simulations.c.job)
        return sa.select(simulations, *shown).select_from(joined)
