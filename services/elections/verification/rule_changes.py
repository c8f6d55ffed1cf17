"""An election's options, and the job that applies changed rules to the records there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, PreconditionFailed
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from services.elections import audit, options_repository, record_changes
from services.elections.consolidation import EMPTY, FINAL
from services.elections.domain import Ballot
from services.elections.findings import ERROR
from services.elections.options import Options, options_in, options_out
from services.elections.photos.repository import Photos
from services.elections.record_changes import CONSOLIDATED, Change
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.rules import checking, telling
from services.elections.rules import repository as rule_sets
from services.elections.verification import repository

KIND = "consolidate"
CHUNK = 100  # records in one transaction


def put(tx: Connection, election: str, request: Request) -> dict[str, Any]:
    """Set options; what is not given stays. A changed rule set is applied to all that is in.

    `version`, where given, is the one that was seen; raises PreconditionFailed when it moved.
    """
    before = options_repository.current(tx, election)
    _require_version(request.data.get("version"), before)
    wanted, who = options_in(request.data, before), request.principal
    after = options_repository.put(tx, election, wanted, before, who.id)
    if after.consolidation != before.consolidation:
        arguments = {"election": election, "version": after.version}
        jobs.enqueue(tx, "elections", KIND, arguments, who)
    if after.reserve_percent != before.reserve_percent:
        checking.enqueue(tx, election, who)
    if after.photo_far_metres != before.photo_far_metres:
        Photos(tx).queue(election)
    if after != before:
        shown = options_out(before), options_out(after)
        audit.note(tx, request, "options_changed", election, *shown)
    return options_out(after)


def _require_version(seen: Any, before: Options) -> None:
    if seen is not None and type(seen) is not int:
        raise Invalid(errors=(FieldError("version", "needs a whole number"),))
    if seen is not None and seen != before.version:
        text = f"the options are in version {before.version} now"
        raise PreconditionFailed(text, version=before.version)


def worker(db: Database) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, job, progress)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Consolidate every record anew that older rules made; safe to run again."""
    with db.begin() as tx:
        ballots = list(Elections(tx).ballots(job.arguments["election"]).values())
    done = changed = 0
    for ballot in ballots:
        for codes in _due(db, ballot, job.arguments["version"]):
            with db.begin() as tx:
                changed += sum(_consolidate(tx, ballot, code, job.principal.id) for code in codes)
            done += len(codes)
            progress(done, None, f"{changed} records changed")
    return f"{done} records looked at, {changed} changed"


def _due(db: Database, ballot: Ballot, version: int) -> Iterator[list[str]]:
    after = ""
    while True:
        with db.begin() as tx:
            codes = repository.due_for_rules(tx, ballot, version, after, CHUNK)
        if not codes:
            return
        yield codes
        after = codes[-1]


def _consolidate(tx: Connection, ballot: Ballot, tps: str, who: str) -> bool:
    """Apply the rules of now to a record; returns whether that changed what it says."""
    locked = Results(tx).lock(ballot, tps)
    options = options_repository.of_version(tx, ballot.election.id, locked.options)
    before = locked.record
    if before.state in (EMPTY, FINAL) or before.rules == options.version:
        return False
    ballot = rule_sets.bound(tx, ballot, options)
    record = before.reconsolidated(ballot, options.rules)
    record_changes.put(tx, ballot, locked, record, Change(CONSOLIDATED, who))
    found = Results(tx).judge(ballot, record)
    if replace(record, findings=found).count(ERROR) != locked.errors:
        telling.findings_changed(tx, ballot, record, locked.names, found)
    if ballot.rules.concerns_others(before.figures, record.figures):
        rule_sets.queue(tx, ballot.election.id, tps)
    same = (record.state, record.figures) == (before.state, before.figures)
    return not same
