"""The SQL of a recount: all that ever happened to a contest's records, and what they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.elections.domain import Ballot, Record, Submission
from services.elections.record_rows import record_in, submission_in
from services.elections.tables import record_changes, results, stations, submissions

STREAMED = {"stream_results": True, "yield_per": 1000}
Stored = tuple[Record, int, int, datetime | None]


class Histories:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def submissions(self, ballot: Ballot) -> Iterator[tuple[int, Submission]]:
        """Read (version, submission), station by station, each station's in their order."""
        query = sa.select(submissions).where(submissions.c.contest == ballot.key)
        query = query.order_by(submissions.c.tps, submissions.c.version)
        for row in self._tx.execute(query.execution_options(**STREAMED)).mappings():
            yield row["version"], submission_in(row)

    def changes(self, ballot: Ballot) -> Iterator[tuple[str, int, str, str | None]]:
        """Read (station, version, change, scope) in their order."""
        names = ("tps", "version", "change", "scope")
        columns = [record_changes.c[name] for name in names]
        query = sa.select(*columns).where(record_changes.c.contest == ballot.key)
        query = query.order_by(record_changes.c.tps, record_changes.c.version)
        for row in self._tx.execute(query.execution_options(**STREAMED)):
            yield row.tps, row.version, row.change, row.scope

    def records(self, ballot: Ballot) -> dict[str, Stored]:
        """Return (record, errors, warnings, received_at) as they are stored, by station."""
        query = sa.select(results).where(results.c.contest == ballot.key)
        found: dict[str, Stored] = {}
        for row in self._tx.execute(query).mappings():
            found[row["tps"]] = _stored(row)
        return found

    def lock(self, ballot: Ballot) -> None:
        """Keep all that would change a record of this contest waiting until the end."""
        query = sa.select(results.c.tps).where(results.c.contest == ballot.key)
        self._tx.execute(query.order_by(results.c.tps).with_for_update()).all()

    def stations(self, ballot: Ballot) -> dict[str, int | None]:
        """Return the registered voters of the contest's stations, by code."""
        here = (stations.c.tps == results.c.tps) & (stations.c.election == ballot.election.id)
        query = sa.select(results.c.tps, stations.c.dpt_total).join(stations, here)
        rows = self._tx.execute(query.where(results.c.contest == ballot.key))
        return {row.tps: row.dpt_total for row in rows}


def _stored(row: Any) -> Stored:
    return record_in(row), row["errors"], row["warnings"], row["received_at"]
