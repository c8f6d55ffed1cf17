"""Closing records: one, or all of an area that are ready."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.request import Request
from services.elections import answers, audit, forms, record_changes
from services.elections.domain import Ballot
from services.elections.record_changes import FINALISED, Change
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.verification import messages, repository
from services.elections.verification.domain import require_not_own

MOST = 1000  # records in one transaction


def one(tx: Connection, ballot: Ballot, tps: str, request: Request) -> dict[str, Any]:
    """Close a record that counts and has no open error; answers it.

    Raises OwnEntry, PreconditionFailed, ResultNotReady, ResultAlreadyFinal.
    """
    seen, who = messages.version(request.data), request.principal.id
    locked = Results(tx).lock(ballot, tps)
    locked.require_version(seen)
    require_not_own(who, repository.handed_in(tx, ballot, tps), tps)
    record = locked.record.finalised(locked.errors)
    record_changes.put(tx, ballot, locked, record, Change(FINALISED, who))
    before, after = forms.standing_out(locked.record), forms.standing_out(record)
    audit.note(tx, request, "result_finalised", record_changes.subject(ballot, tps), before, after)
    return answers.result(tx, ballot, tps)


def many(tx: Connection, ballot: Ballot, area: str, request: Request) -> dict[str, Any]:
    """Close what is ready in an area, at most MOST at once: `more` tells whether to ask again.

    Answers `{"finalised", "final", "expected", "more"}`: what this call closed, and how many of the
    area's records are closed now.
    """
    done = repository.finalise(tx, ballot, area, request.principal.id, MOST)
    codes = {code for tps, _ in done for code in (tps[:6], tps[:10])}
    names = Elections(tx).names(ballot.election.id, codes)
    events = [record_changes.finalised(ballot, tps, version, names) for tps, version in done]
    outbox.add(tx, "elections", *events)
    for tps, version in done:
        subject = record_changes.subject(ballot, tps)
        audit.note(tx, request, "result_finalised", subject, None, {"version": version})
    final, expected = repository.count_final(tx, ballot, area)
    more = len(done) == MOST
    return {"finalised": len(done), "final": final, "expected": expected, "more": more}
