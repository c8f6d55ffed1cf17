"""The SQL of submissions and of the records they make.

The intake's statements are driver's SQL, since it is the path that all of an election night takes:
building them anew by SQLAlchemy would cost it more than PostgreSQL does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from libs.kit.errors import PreconditionFailed
from services.elections import findings_repository
from services.elections.domain import (
    Ballot,
    NoResult,
    Record,
    Submission,
    UnknownStation,
)
from services.elections.findings import OPEN, Finding
from services.elections.findings_repository import FORM
from services.elections.record_rows import finding_in, record_in, record_out, submission_in
from services.elections.repository import dumped, within
from services.elections.tables import findings, results, submissions

# The lock puts submissions for one station in a row. What is read, is read by a second statement of
# the same message: the first one's snapshot is older than its wait, but for the locked row itself.
LOCK = """
SELECT FROM results r WHERE r.contest = %(contest)s AND r.tps = %(tps)s FOR UPDATE;
SELECT r.tps, r.version, r.figures, r.state, r.entries, r.quarantine, r.complete, r.standing,
       r.conflicts, r.rules, r.errors, r.received_at,
       EXISTS (SELECT FROM findings f WHERE f.contest = r.contest AND f.tps = r.tps) AS found,
       (SELECT max(o.version) FROM election_options o WHERE o.election = %(election)s) AS options,
       v.name AS village, d.name AS district
FROM results r
LEFT JOIN areas v ON v.election = %(election)s AND v.code = left(r.tps, 10)
LEFT JOIN areas d ON d.election = %(election)s AND d.code = left(r.tps, 6)
WHERE r.contest = %(contest)s AND r.tps = %(tps)s
"""
# Of many stations, in the order in which everybody locks them.
LOCK_MANY = LOCK.replace("r.tps = %(tps)s", "r.tps = ANY(%(tps)s)").replace(
    " FOR UPDATE", " ORDER BY r.tps FOR UPDATE"
)

TAKE = """
WITH kept AS (
    INSERT INTO submissions
        (id, contest, tps, version, channel, who, received_at, recorded_at, figures, reason)
    VALUES (%(id)s::uuid, %(contest)s, %(tps)s, %(version)s, %(channel)s, %(who)s, %(received_at)s,
        %(recorded_at)s, %(brought)s::jsonb, %(reason)s)
), queued AS (
    INSERT INTO tally_changes (contest, tps) VALUES (%(contest)s, %(tps)s)
)
UPDATE results SET version = %(version)s, state = %(state)s, figures = %(figures)s::jsonb,
    entries = %(entries)s::jsonb, complete = %(complete)s, counted = %(counted)s,
    standing = %(standing)s, quarantine = %(quarantine)s, conflicts = %(conflicts)s::text[],
    rules = %(rules)s, errors = %(errors)s, warnings = %(warnings)s, submission = %(id)s::uuid,
    channel = %(channel)s, who = %(who)s, received_at = %(received_at)s
WHERE contest = %(contest)s AND tps = %(tps)s AND version = %(version)s - 1
"""

CHANGE = """
WITH logged AS (
    INSERT INTO record_changes (contest, tps, version, change, who, reason, scope)
    VALUES (%(contest)s, %(tps)s, %(version)s, %(kind)s, %(who)s, %(reason)s, %(scope)s)
), queued AS (
    INSERT INTO tally_changes (contest, tps) VALUES (%(contest)s, %(tps)s)
)
UPDATE results SET version = %(version)s, state = %(state)s, figures = %(figures)s::jsonb,
    entries = %(entries)s::jsonb, complete = %(complete)s, counted = %(counted)s,
    standing = %(standing)s, quarantine = %(quarantine)s, conflicts = %(conflicts)s::text[],
    rules = %(rules)s
WHERE contest = %(contest)s AND tps = %(tps)s AND version = %(version)s - 1
"""


class Locked:
    """A record in this transaction's hands, and the version of the options that hold for it."""

    __slots__ = ("errors", "had_findings", "names", "options", "received_at", "record")

    def __init__(self, row: Any, tps: str) -> None:
        self.record = record_in(row)
        self.received_at: datetime | None = row["received_at"]
        self.errors: int = row["errors"]
        self.had_findings: bool = row["found"]
        self.options: int = row["options"] or 0
        named = {tps[:6]: row["district"], tps[:10]: row["village"]}
        self.names = {code: name for code, name in named.items() if name is not None}

    def require_version(self, expected: int | None) -> None:
        """Raise PreconditionFailed when the record moved on from what somebody saw of it."""
        if expected is not None and expected != self.record.version:
            seen, now = expected, self.record.version
            text = f"{self.record.tps} was seen in version {seen} and is now in version {now}"
            raise PreconditionFailed(text, version=now)


class Results:
    """Records and the submissions behind them."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def lock(self, ballot: Ballot, tps: str) -> Locked:
        """Return the station's record, which no other transaction changes until this one ends.

        Raises UnknownStation.
        """
        where = {"election": ballot.election.id, "contest": ballot.key, "tps": tps}
        row = self._tx.exec_driver_sql(LOCK, where).mappings().one_or_none()
        if row is None:
            raise UnknownStation(f"{tps} is not registered for {ballot.contest.id}")
        return Locked(row, tps)

    def lock_many(self, ballot: Ballot, stations: Sequence[str]) -> dict[str, Locked]:
        """Return the records of those stations that are there, as `lock` does, by code."""
        where = {"election": ballot.election.id, "contest": ballot.key, "tps": list(stations)}
        rows = self._tx.exec_driver_sql(LOCK_MANY, where).mappings()
        return {row["tps"]: Locked(row, row["tps"]) for row in rows}

    def save_later(self, ballot: Ballot, record: Record, newest: Submission) -> None:
        """Do as `save` does with the COMMIT, for a locked record that had no findings before."""
        session.last(self._tx, TAKE, _taken(ballot, record, newest))
        if record.findings:
            findings_repository.put_later(self._tx, ballot.key, record.tps, FORM, record.findings)

    def save(self, ballot: Ballot, locked: Locked, record: Record, newest: Submission) -> Record:
        """Keep the submission and the record it made, and queue the station for the tallies.

        Returns the record with all its findings, as they were reviewed.
        """
        values = _taken(ballot, record, newest)
        if self._tx.exec_driver_sql(TAKE, values).rowcount != 1:
            raise PreconditionFailed(f"the record of {record.tps} was changed meanwhile")
        if not locked.had_findings and not record.findings:
            return record
        return replace(record, findings=self.judge(ballot, record))

    def change(self, ballot: Ballot, record: Record, change: Mapping[str, Any]) -> None:
        """Keep what somebody changed of a record: `{"kind", "who", "reason", "scope"}`."""
        values = {**_columns(ballot, record), **change}
        if self._tx.exec_driver_sql(CHANGE, values).rowcount != 1:
            raise PreconditionFailed(f"the record of {record.tps} was changed meanwhile")

    def judge(self, ballot: Ballot, record: Record) -> tuple[Finding, ...]:
        """Put the findings of the record's form in the place of those that are kept.

        Returns all that the record has.
        """
        key = ballot.key
        return findings_repository.put(self._tx, key, record.tps, FORM, record.findings)

    def restore(self, ballot: Ballot, record: Record, newest: Submission | None) -> None:
        """Write a record as its submissions say it is; without one it is empty."""
        values = record_out(record) | {"submission": newest.id if newest else None}
        for name in ("channel", "who", "received_at"):
            values[name] = getattr(newest, name, None)
        mine = (results.c.contest == ballot.key) & (results.c.tps == record.tps)
        self._tx.execute(results.update().where(mine).values(values))
        self.judge(ballot, record)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids that were handed in already."""
        query = sa.select(submissions.c.id).where(submissions.c.id.in_(list(ids)))
        return set(self._tx.execute(query).scalars())

    def page(
        self,
        ballots: Sequence[Ballot],
        area: str,
        limit: int,
        after: tuple[int, str],
        *,
        odd: bool | None = None,
        state: str | None = None,
    ) -> list[tuple[int, Record, Submission]]:
        """Return (contest's key, record, newest submission) in the area, one more than the limit.

        `odd` asks for those with findings, or without; `state` for those in it.
        """
        place = sa.tuple_(results.c.contest, results.c.tps)
        query = (
            sa.select(results)
            .where(results.c.contest.in_([ballot.key for ballot in ballots]))
            .where(within(results.c.tps, area), results.c.version > 0)
            .where(place > sa.tuple_(*map(sa.literal, after)))
        )
        if odd is not None:
            any_found = results.c.errors + results.c.warnings
            query = query.where(any_found > 0 if odd else any_found == 0)
        if state is not None:
            query = query.where(results.c.state == state)
        query = query.order_by(results.c.contest, results.c.tps).limit(limit + 1)
        return self._records(self._tx.execute(query).mappings().all())

    def get(self, ballot: Ballot, tps: str) -> tuple[Record, Submission]:
        """Return the station's record and its newest submission; raises NoResult."""
        mine = (results.c.contest == ballot.key) & (results.c.tps == tps) & (results.c.version > 0)
        found = self._records(self._tx.execute(sa.select(results).where(mine)).mappings().all())
        if not found:
            raise NoResult(f"{tps} has handed in nothing for {ballot.contest.id}")
        return found[0][1:]

    def history(self, ballot: Ballot, tps: str) -> list[tuple[int, Submission]]:
        """Return (version, submission) of the station, the first one first."""
        mine = (submissions.c.contest == ballot.key) & (submissions.c.tps == tps)
        query = sa.select(submissions).where(mine).order_by(submissions.c.version)
        return [(row["version"], submission_in(row)) for row in self._tx.execute(query).mappings()]

    def latest(self, ballots: Sequence[Ballot], area: str, limit: int) -> list[Any]:
        """Return the newest records of the area, as `page` does."""
        newest = results.join(submissions, results.c.submission == submissions.c.id)
        query = (
            sa.select(results)
            .select_from(newest)
            .where(results.c.contest.in_([ballot.key for ballot in ballots]))
            .where(within(submissions.c.tps, area))
            .order_by(submissions.c.received_at.desc())
            .limit(limit)
        )
        return self._records(self._tx.execute(query).mappings().all())

    def latest_findings(
        self, ballots: Sequence[Ballot], area: str, limit: int
    ) -> list[tuple[int, str, datetime, Finding]]:
        """Return (contest's key, station, received, finding) of the area, the newest first."""
        query = (
            sa.select(findings, results.c.received_at)
            .join(
                results,
                (results.c.contest == findings.c.contest) & (results.c.tps == findings.c.tps),
            )
            .where(findings.c.contest.in_([ballot.key for ballot in ballots]))
            .where(within(findings.c.tps, area), findings.c.state == OPEN)
            .order_by(findings.c.id.desc())
            .limit(limit)
        )
        rows = self._tx.execute(query).mappings()
        return [(row["contest"], row["tps"], row["received_at"], finding_in(row)) for row in rows]

    def _records(self, rows: Sequence[sa.RowMapping]) -> list[tuple[int, Record, Submission]]:
        found = self._findings([(row["contest"], row["tps"]) for row in rows])
        return [
            (row["contest"], record_in(row, found[row["contest"], row["tps"]]), submission_in(row))
            for row in rows
        ]

    def _findings(self, places: list[tuple[int, str]]) -> dict[tuple[int, str], list[Finding]]:
        found: dict[tuple[int, str], list[Finding]] = defaultdict(list)
        if places:
            wanted = sa.tuple_(findings.c.contest, findings.c.tps).in_(places)
            query = sa.select(findings).where(wanted)
            query = query.order_by(findings.c.source != FORM, findings.c.id)
            for row in self._tx.execute(query).mappings():
                found[row["contest"], row["tps"]].append(finding_in(row))
        return found


def _taken(ballot: Ballot, record: Record, newest: Submission) -> dict[str, Any]:
    return _columns(ballot, record) | {
        "id": newest.id,
        "channel": newest.channel,
        "who": newest.who,
        "received_at": newest.received_at,
        "recorded_at": newest.recorded_at,
        "brought": dumped(newest.brought),
        "reason": newest.reason,
        "errors": record.count("error"),
        "warnings": record.count("warning"),
    }


def _columns(ballot: Ballot, record: Record) -> dict[str, Any]:
    """Return the parameters of TAKE and CHANGE that say what the record is."""
    columns = record_out(record) | {"contest": ballot.key, "tps": record.tps}
    return columns | {name: dumped(columns[name]) for name in ("figures", "entries")}
