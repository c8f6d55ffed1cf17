"""The job that brings a Sirekap document in, by the same road as every other submission.

Each row's id is made of its content, so a second run of the same document, or a run that goes on
where another ended, hands in nothing twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, KendaliError
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections import audit, intake, sirekap
from services.elections.domain import Ballot, Submission
from services.elections.refusals import require_whole
from services.elections.repository import Elections, ImportErrors, dumped
from services.elections.results_repository import Results
from services.elections.sirekap import BadRow, Row

KIND = "import-sirekap"
CHUNK = 100  # rows in one transaction
SHOWN_ERRORS = 100
ROWS = uuid.UUID("5d2ab1c6-6a43-5c35-9d86-8f3a8d6f0f57")  # the namespace of the rows' ids


@dataclass
class Count:
    """What a run has done so far."""

    results: int = 0
    errors: int = 0


def ballot(tx: Connection, data: dict[str, Any]) -> Ballot:
    """Return the contest of an import; an election of one contest need not name it.

    Raises UnknownElection, and Invalid for a contest that is missing or that it has not.
    """
    ballots, contest = Elections(tx).ballots(str(data.get("election"))), data.get("contest")
    if contest is None and len(ballots) == 1:
        return next(iter(ballots.values()))
    chosen = ballots.get(str(contest))
    if chosen is None:
        text = f"needs one of {', '.join(ballots)}"
        raise Invalid(errors=(FieldError("contest", text),))
    return chosen


def payload(data: dict[str, Any]) -> bytes:
    """Return the document, whose `text` a request carries."""
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Invalid(errors=(FieldError("file", "the document is needed"),))
    return text.encode()


def arguments(chosen: Ballot, data: dict[str, Any]) -> dict[str, Any]:
    """Return what the job needs to know: `partial` keeps the good rows where others are refused."""
    where = {"election": chosen.election.id, "contest": chosen.contest.id}
    name, partial = str(data.get("name") or "")[:200], data.get("partial") is True
    return where | {"name": name, "partial": partial}


def subject(chosen: Ballot) -> str:
    return f"{chosen.election.id}/{chosen.contest.id}"


def show(tx: Connection, job_id: str, who: Principal) -> dict[str, Any]:
    """Return the job with its first bad rows."""
    job = jobs.show(tx, job_id, who)
    return job | {"errors": ImportErrors(tx).first(job_id, SHOWN_ERRORS)}


def worker(db: Database) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, job, progress)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Hand in all rows of the document, from where an earlier run had come."""
    with db.begin() as tx:
        chosen = Elections(tx).ballot(job.arguments["election"], job.arguments["contest"])
    rows = sirekap.rows(job.payload, job.arguments["name"], chosen.contest)
    if not job.done:
        bad = _sorted_out(rows, chosen, job.principal)[1]
        require_whole(db, job, [(one.place, one.code, one.reason) for one in bad], len(rows))
    count = Count()
    progress(job.done, len(rows), "")
    for start in range(job.done, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        _chunk(db, job, chosen, chunk, count)
        progress(start + len(chunk), len(rows), _said(count))
    return _said(count)


def _said(count: Count) -> str:
    return f"{count.results} results handed in, {count.errors} rows refused"


def _chunk(
    db: Database, job: Job, chosen: Ballot, rows: Sequence[Row | BadRow], count: Count
) -> None:
    """Bring in some rows in one transaction; one that is refused is noted and stops no other."""
    good, bad = _sorted_out(rows, chosen, job.principal)
    with db.begin() as tx:
        names = {code: name for row in good for code, name in row.names.items()}
        Elections(tx).put_areas(chosen.election.id, names)
        stations = {row.station.code: row.station for row in good}
        intake.register(tx, chosen.election, [stations[code] for code in sorted(stations)])
        rows_by_id = {
            (one := _submission(row, chosen, job.principal)).id: (row, one)
            for row in good
            if row.figures
        }
        new = _new(tx, [one for _, one in rows_by_id.values()])
        refused = [
            BadRow(rows_by_id[one.id][0].place, one.tps, error.detail)
            for one, error in _submit(tx, chosen, new, job.principal)
        ]
        bad += refused
        ImportErrors(tx).put(job.id, [(one.place, one.code, one.reason) for one in bad])
    count.results += len(new) - len(refused)
    count.errors += len(bad)


def _submit(
    tx: Connection, chosen: Ballot, many: Sequence[Submission], who: Principal
) -> Iterator[tuple[Submission, KendaliError]]:
    """Hand the rows in; returns those that were refused."""
    for one, answer in intake.submit_many(tx, chosen, many):
        if isinstance(answer, KendaliError):
            yield one, answer
        else:
            audit.handed_in(tx, Request({}, who), chosen, one, answer)


def _sorted_out(
    rows: Sequence[Row | BadRow], chosen: Ballot, who: Principal
) -> tuple[list[Row], list[BadRow]]:
    good: list[Row] = []
    bad: list[BadRow] = []
    for row in rows:
        reason = row.reason if isinstance(row, BadRow) else _refused(row, chosen, who)
        if isinstance(row, BadRow):
            bad.append(row)
        elif reason:
            bad.append(BadRow(row.place, row.station.code, reason))
        else:
            good.append(row)
    return good, bad


def _refused(row: Row, chosen: Ballot, who: Principal) -> str:
    if not row.station.code.startswith(chosen.contest.area):
        return "lies outside the contest's area"
    try:
        who.require_area(row.station.code)
    except KendaliError as error:
        return error.detail
    return ""


def _submission(row: Row, chosen: Ballot, who: Principal) -> Submission:
    figures = dumped(dict(sorted(row.figures.items())))
    content = f"{chosen.election.id}/{chosen.contest.id}/{row.station.code}/{figures}"
    identity = str(uuid.uuid5(ROWS, content))
    return Submission(
        identity,
        row.station.code,
        "import",
        who.id,
        clock.now(),
        row.recorded_at,
        row.figures,
    )


def _new(tx: Connection, submissions: Sequence[Submission]) -> list[Submission]:
    """Return those that were never handed in, in the order of stations, as all lock them."""
    known = Results(tx).known([one.id for one in submissions])
    unique = {one.id: replace(one) for one in submissions if one.id not in known}
    return sorted(unique.values(), key=lambda one: one.tps)
