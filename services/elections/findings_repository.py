"""The SQL of findings: put in place, reviewed, listed.

A finding is known by its station, contest, source, rule and fields. A review is about figures: it
holds while the finding comes back with the same ones, and is gone with the first that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from libs.kit.errors import NotFound
from services.elections.findings import ERROR, OPEN, WARNING, Finding, Review
from services.elections.record_rows import finding_in
from services.elections.repository import dumped, within
from services.elections.tables import findings

FORM = "form"

# One statement, as a submission with findings waits for it. It sees what the transaction did to the
# record before, so the record's counts are touched, and the tally is asked, only where they differ.
_PUT = """
WITH record AS (
    SELECT figures FROM results WHERE contest = %(contest)s AND tps = %(tps)s
), given AS (
    SELECT g.place, g.rule, g.severity, g.message, g.difference,
        ARRAY(SELECT jsonb_array_elements_text(g.fields)) AS fields
    FROM ROWS FROM (jsonb_to_recordset(%(findings)s::jsonb)
        AS (rule text, severity text, fields jsonb, message text, difference int))
        WITH ORDINALITY AS g(rule, severity, fields, message, difference, place)
), gone AS (
    DELETE FROM findings WHERE contest = %(contest)s AND tps = %(tps)s AND source = %(source)s
    RETURNING rule, fields, state, note, reviewed_by, reviewed_at, basis
), said AS (
    SELECT g.*, coalesce(k.state, 'open') AS state, k.note, k.reviewed_by, k.reviewed_at, k.basis
    FROM given g LEFT JOIN gone k ON k.state <> 'open' AND k.rule = g.rule AND k.fields = g.fields
        AND k.basis = jsonb_build_object('difference', g.difference, 'figures', (
            SELECT jsonb_object_agg(n, r.figures -> n) FROM record r, unnest(g.fields) n))
), added AS (
    INSERT INTO findings (contest, tps, source, rule, severity, fields, message, difference,
        state, note, reviewed_by, reviewed_at, basis)
    SELECT %(contest)s, %(tps)s, %(source)s, rule, severity, fields, message, difference,
        state, note, reviewed_by, reviewed_at, basis
    FROM said ORDER BY place
), standing AS (
    SELECT 0 AS other, place, rule, severity, fields, message, difference,
        %(source)s AS source, state, note FROM said
    UNION ALL
    SELECT 1, id, rule, severity, fields, message, difference, source, state, note
    FROM findings WHERE contest = %(contest)s AND tps = %(tps)s AND source <> %(source)s
), counted AS (
    SELECT count(*) FILTER (WHERE severity = 'error') AS errors,
        count(*) FILTER (WHERE severity = 'warning') AS warnings
    FROM standing WHERE state = 'open'
), changed AS (
    UPDATE results r SET errors = c.errors, warnings = c.warnings FROM counted c
    WHERE r.contest = %(contest)s AND r.tps = %(tps)s
        AND (r.errors, r.warnings) IS DISTINCT FROM (c.errors, c.warnings)
    RETURNING r.contest, r.tps
), queued AS (
    INSERT INTO tally_changes (contest, tps) SELECT contest, tps FROM changed
)
SELECT rule, severity, fields, message, difference, source, state, note
FROM standing ORDER BY other, place
"""

_REVIEW = """
UPDATE findings f SET state = %(state)s, note = %(note)s, reviewed_by = %(who)s,
    reviewed_at = %(at)s,
    basis = jsonb_build_object('difference', f.difference, 'figures', (
        SELECT jsonb_object_agg(n, r.figures -> n) FROM unnest(f.fields) n))
FROM results r
WHERE r.contest = f.contest AND r.tps = f.tps
    AND f.contest = %(contest)s AND f.tps = %(tps)s
    AND f.rule = %(rule)s AND f.fields = %(fields)s::text[]
RETURNING f.id
"""

_COUNT = """
WITH counted AS (
    SELECT count(*) FILTER (WHERE severity = 'error') AS errors,
        count(*) FILTER (WHERE severity = 'warning') AS warnings
    FROM findings WHERE contest = %(contest)s AND tps = %(tps)s AND state = 'open'
), changed AS (
    UPDATE results r SET errors = c.errors, warnings = c.warnings FROM counted c
    WHERE r.contest = %(contest)s AND r.tps = %(tps)s
        AND (r.errors, r.warnings) IS DISTINCT FROM (c.errors, c.warnings)
    RETURNING r.contest, r.tps
)
INSERT INTO tally_changes (contest, tps) SELECT contest, tps FROM changed
"""


class UnknownFinding(NotFound):
    slug, title = "unknown-finding", "This record has no such finding"


@dataclass(frozen=True)
class Listed:
    """A finding in a list: of which record, and who reviewed it when."""

    id: int
    contest: int
    tps: str
    finding: Finding
    reviewed_by: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which findings are asked for; None is any."""

    area: str
    severity: str | None = None
    rule: str | None = None
    state: str | None = None
    source: str | None = None


def put(
    tx: Connection, contest_key: int, tps: str, source: str, found: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Put these in the place of the source's findings of a record, which the caller has locked.

    Returns all findings of the record, of every source, with their reviews.
    """
    values = _put(contest_key, tps, source, found)
    return tuple(finding_in(row) for row in tx.exec_driver_sql(_PUT, values).mappings())


def put_later(
    tx: Connection, contest_key: int, tps: str, source: str, found: Iterable[Finding]
) -> None:
    """Do as `put` does, with the COMMIT: for a record that had no finding, so none to merge."""
    session.last(tx, _PUT, _put(contest_key, tps, source, found))


def _put(contest_key: int, tps: str, source: str, found: Iterable[Finding]) -> dict[str, Any]:
    names = ("rule", "severity", "fields", "message", "difference")
    rows = [{name: getattr(one, name) for name in names} for one in found]
    return {"contest": contest_key, "tps": tps, "source": source, "findings": dumped(rows)}


def review(tx: Connection, contest_key: int, tps: str, said: Review) -> None:
    """Keep what somebody says of a finding of a record that the caller has locked.

    Raises UnknownFinding.
    """
    values = vars(said) | {"contest": contest_key, "tps": tps, "fields": list(said.fields)}
    if tx.exec_driver_sql(_REVIEW, values).first() is None:
        raise UnknownFinding(f"{tps} has no finding {said.rule} of {', '.join(said.fields)}")
    tx.exec_driver_sql(_COUNT, values)


def of_record(tx: Connection, contest_key: int, tps: str) -> tuple[Finding, ...]:
    """Return a record's findings, those of its form first."""
    mine = (findings.c.contest == contest_key) & (findings.c.tps == tps)
    query = sa.select(findings).where(mine)
    query = query.order_by(findings.c.source != FORM, findings.c.id)
    return tuple(finding_in(row) for row in tx.execute(query).mappings())


def with_source(
    tx: Connection, keys: Sequence[int], codes: Sequence[str], source: str
) -> set[tuple[int, str]]:
    """Return (contest's key, station) of those records that have findings of the source."""
    query = sa.select(findings.c.contest, findings.c.tps).distinct()
    mine = findings.c.contest.in_(list(keys)) & findings.c.tps.in_(list(codes))
    rows = tx.execute(query.where(mine, findings.c.source == source))
    return {(row.contest, row.tps) for row in rows}


def counts(tx: Connection, contest_key: int) -> dict[str, tuple[int, int]]:
    """Return (errors, warnings) that are open, of each station of a contest that has any."""
    each = [
        sa.func.count().filter(findings.c.severity == one).label(one) for one in (ERROR, WARNING)
    ]
    mine = (findings.c.contest == contest_key) & (findings.c.state == OPEN)
    query = sa.select(findings.c.tps, *each).where(mine).group_by(findings.c.tps)
    return {row.tps: (row.error, row.warning) for row in tx.execute(query)}


def page(
    tx: Connection, keys: Sequence[int], wanted: Wanted, limit: int, after: tuple[int, str, int]
) -> list[Listed]:
    """Return findings of these contests by station, one more than the limit."""
    place = sa.tuple_(findings.c.contest, findings.c.tps, findings.c.id)
    query = (
        sa.select(findings)
        .where(findings.c.contest.in_(list(keys)), within(findings.c.tps, wanted.area))
        .where(place > sa.tuple_(*map(sa.literal, after)))
    )
    for name in ("severity", "rule", "state", "source"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(findings.c[name] == value)
    query = query.order_by(*place.clauses).limit(limit + 1)
    return [_listed(row) for row in tx.execute(query).mappings()]


def open_by_rule(tx: Connection, keys: Sequence[int], area: str) -> dict[str, int]:
    """Return how many findings of each rule are open in the area."""
    query = (
        sa.select(findings.c.rule, sa.func.count().label("open"))
        .where(findings.c.contest.in_(list(keys)), within(findings.c.tps, area))
        .where(findings.c.state == OPEN)
        .group_by(findings.c.rule)
    )
    return {row.rule: row.open for row in tx.execute(query)}


def _listed(row: Any) -> Listed:
    names = ("id", "contest", "tps", "reviewed_by", "reviewed_at")
    return Listed(**{name: row[name] for name in names}, finding=finding_in(row))
