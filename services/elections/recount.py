"""Count everything again from the submissions themselves, and compare or repair.

A check reads one moment of the database, whatever goes on meanwhile: a station whose change waits
in the queue may stand at an older figure, and every other row must be exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from services.elections import folding, tally
from services.elections.domain import Ballot, Record, Submission
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.tally import Counted, Tally
from services.elections.tally_repository import Tallies

Recounted = Mapping[str, tuple[Record, Submission]]


@dataclass(frozen=True)
class Difference:
    """`kind` is what differs: a record, a station's row, or an area's sum."""

    contest: str
    kind: str
    area: str
    stored: Any
    right: Any


def ballots(db: Database, election: str | None) -> list[Ballot]:
    """Return the contests of one election, or of all; raises UnknownElection."""
    with db.begin() as tx:
        store = Elections(tx)
        ids = [election] if election else [row["id"] for row in store.page("", 10_000, "")]
        return [ballot for one in ids for ballot in store.ballots(one).values()]


def check(db: Database, ballot: Ballot) -> list[Difference]:
    """Return every row that is not what the submissions say."""
    with db.begin() as tx:
        tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        store = Tallies(tx)
        right, applied = _recounted(store, ballot), store.all_rows(ballot)
        pending, stored = store.pending(ballot), store.records(ballot)
        rows = _station_rows(store.stations(ballot), right, ballot)
    found = _records(ballot, stored, right)
    for code in pending:
        # What was applied of it may be old, or nothing yet; the sums hold what was applied.
        rows.pop(code, None)
        if code in applied:
            rows[code] = applied[code]
    expected = tally.recount(rows, ballot.contest.area)
    return found + [
        Difference(ballot.contest.id, "station" if len(area) == 13 else "sum", area, *pair)
        for area, *pair in tally.differences(applied, expected)
    ]


def repair(db: Database, ballot: Ballot) -> list[Difference]:
    """Write what the submissions say; submissions for this contest wait meanwhile.

    Returns what was wrong.
    """
    found = check(db, ballot)
    with db.begin() as tx:
        store = Tallies(tx)
        version = store.hold(ballot)
        store.lock_records(ballot)
        right = _recounted(store, ballot)
        _restore(tx, ballot, right)
        rows = _station_rows(store.stations(ballot), right, ballot)
        expected, applied = tally.recount(rows, ballot.contest.area), store.all_rows(ballot)
        wrong = {area for area, _, _ in tally.differences(applied, expected)}
        store.drop(ballot, wrong - expected.keys())
        changed = {area: expected[area] for area in wrong if area in expected}
        folding.keep(tx, ballot, version, changed)
    return found


def _recounted(store: Tallies, ballot: Ballot) -> dict[str, tuple[Record, Submission]]:
    """Lay each station's submissions over one another, in their order."""
    found: dict[str, tuple[Record, Submission]] = {}
    for submission in store.submissions(ballot):
        record = found[submission.tps][0] if submission.tps in found else Record(submission.tps)
        found[submission.tps] = record.take(submission, ballot), submission
    return found


def _station_rows(
    dpt: Mapping[str, int | None], right: Recounted, ballot: Ballot
) -> dict[str, Tally]:
    rows = {}
    for code, voters in dpt.items():
        record, newest = right.get(code, (Record(code), None))
        counted = _counted(voters, record, newest.received_at if newest else None)
        rows[code] = tally.of_station(counted, ballot.contest)
    return rows


def _counted(dpt: int | None, record: Record, latest: datetime | None) -> Counted:
    return Counted(dpt, record.figures, record.count("error"), record.count("warning"), latest)


def _records(
    ballot: Ballot, stored: Mapping[str, tuple[Any, ...]], right: Recounted
) -> list[Difference]:
    expected = {code: _columns(record, newest) for code, (record, newest) in right.items()}
    untouched = _columns(Record(""), None)
    return [
        Difference(ballot.contest.id, "record", code, stored.get(code), expected.get(code))
        for code in sorted(stored.keys() | expected.keys())
        if stored.get(code) != expected.get(code, untouched)
    ]


def _columns(record: Record, newest: Submission | None) -> tuple[Any, ...]:
    received_at = newest.received_at if newest else None
    counts = record.count("error"), record.count("warning")
    return record.version, dict(record.figures), record.state, *counts, received_at


def _restore(tx: Connection, ballot: Ballot, right: Recounted) -> None:
    stored = Tallies(tx).records(ballot)
    for code, (record, newest) in right.items():
        if stored.get(code) != _columns(record, newest):
            Results(tx).restore(ballot, record, newest)
