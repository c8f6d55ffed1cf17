"""Count everything again from what was handed in and decided, and compare or repair.

A check reads one moment of the database, whatever goes on meanwhile: a station whose change waits
in the queue may stand at an older figure, and every other row must be exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from services.elections import findings_repository, folding, options_repository, tally
from services.elections.consolidation import FINAL, RuleSet
from services.elections.domain import Ballot, Record, Submission
from services.elections.record_rows import record_out
from services.elections.recount_repository import Histories, Stored
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.rules import repository as rule_sets
from services.elections.tally import Counted, Tally
from services.elections.tally_repository import Tallies

Recounted = Mapping[str, tuple[Record, Submission]]
Counts = Mapping[str, tuple[int, int]]  # open errors and warnings, by station
NOTHING_FOUND = (0, 0)


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
    """Return every row that is not what its history says."""
    with db.begin() as tx:
        tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        store, stored = Tallies(tx), Histories(tx).records(ballot)
        right, applied = _recounted(tx, ballot, stored), store.all_rows(ballot)
        pending, counts = store.pending(ballot), findings_repository.counts(tx, ballot.key)
        rows = _station_rows(Histories(tx).stations(ballot), right, counts, ballot)
    found = _records(ballot, stored, right, counts)
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
    """Write what the history says; submissions and decisions for this contest wait meanwhile.

    Returns what was wrong.
    """
    found = check(db, ballot)
    with db.begin() as tx:
        store, histories = Tallies(tx), Histories(tx)
        claim = store.hold(ballot)
        histories.lock(ballot)
        stored = histories.records(ballot)
        right = _recounted(tx, ballot, stored)
        counts = findings_repository.counts(tx, ballot.key)
        _restore(tx, ballot, stored, right, counts)
        counts = findings_repository.counts(tx, ballot.key)
        rows = _station_rows(histories.stations(ballot), right, counts, ballot)
        expected, applied = tally.recount(rows, ballot.contest.area), store.all_rows(ballot)
        wrong = {area for area, _, _ in tally.differences(applied, expected)}
        store.drop(ballot, wrong - expected.keys())
        changed = {area: expected[area] for area in wrong if area in expected}
        folding.keep(tx, ballot, claim, changed)
    return found


def _recounted(
    tx: Connection, ballot: Ballot, stored: Mapping[str, Stored]
) -> dict[str, tuple[Record, Submission]]:
    """Lay each station's submissions over one another, then do what was done to its record.

    A record is consolidated by the options that held when it was last.
    """
    ballot = rule_sets.bound(tx, ballot, options_repository.current(tx, ballot.election.id))
    rules: dict[int, RuleSet] = {}
    found: dict[str, tuple[Record, Submission]] = {}
    for version, submission in Histories(tx).submissions(ballot):
        code = submission.tps
        at = stored[code][0].rules if code in stored else 0
        if at not in rules:
            rules[at] = options_repository.of_version(tx, ballot.election.id, at).rules
        record = found[code][0] if code in found else Record(code)
        before = replace(record, version=version - 1)
        found[code] = before.take(submission, ballot, rules[at]), submission
    states = {code: record.state for code, (record, _) in found.items()}
    for code, version, change, scope in Histories(tx).changes(ballot):
        if code in found:
            record, newest = found[code]
            found[code] = _changed(record, states[code], version, change, scope), newest
    return found


def _changed(record: Record, state: str, version: int, change: str, scope: str | None) -> Record:
    """Return the record after the change; `state` is the one its entries give it."""
    record = replace(record, version=max(record.version, version))
    if scope is not None:
        return replace(record, quarantine=scope)
    return replace(record, state=FINAL if change == "finalised" else state)


def _station_rows(
    dpt: Mapping[str, int | None], right: Recounted, counts: Counts, ballot: Ballot
) -> dict[str, Tally]:
    rows = {}
    for code, voters in dpt.items():
        record, newest = right.get(code, (Record(code), None))
        latest = newest.received_at if newest else None
        counted = _counted(voters, record, counts.get(code, NOTHING_FOUND), latest)
        rows[code] = tally.of_station(counted, ballot.contest)
    return rows


def _counted(
    dpt: int | None, record: Record, found: tuple[int, int], latest: datetime | None
) -> Counted:
    return Counted(
        dpt,
        record.figures,
        *found,
        latest,
        record.state,
        record.standing,
        record.quarantine,
    )


def _records(
    ballot: Ballot, stored: Mapping[str, Stored], right: Recounted, counts: Counts
) -> list[Difference]:
    expected = {
        code: _columns(*pair, counts.get(code, NOTHING_FOUND)) for code, pair in right.items()
    }
    kept = {code: _kept(one) for code, one in stored.items()}
    untouched = _columns(Record(""), None, NOTHING_FOUND)
    return [
        Difference(ballot.contest.id, "record", code, kept.get(code), expected.get(code))
        for code in sorted(kept.keys() | expected.keys())
        if kept.get(code) != expected.get(code, untouched)
    ]


def _columns(record: Record, newest: Submission | None, found: tuple[int, int]) -> tuple[Any, ...]:
    received_at = newest.received_at if newest else None
    return record_out(record), *found, received_at


def _kept(stored: Stored) -> tuple[Any, ...]:
    return record_out(stored[0]), *stored[1:]


def _restore(
    tx: Connection,
    ballot: Ballot,
    stored: Mapping[str, Stored],
    right: Recounted,
    counts: Counts,
) -> None:
    for code in stored.keys() | right.keys():
        record, newest = right.get(code, (Record(code), None))
        found = counts.get(code, NOTHING_FOUND)
        if code not in stored or _kept(stored[code]) != _columns(record, newest, found):
            Results(tx).restore(ballot, record, newest)
