"""Holding a record back from the tally, and letting it go."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.request import Request
from services.elections import answers, audit, forms, record_changes
from services.elections.domain import NONE, Ballot, NoResult
from services.elections.record_changes import QUARANTINED, RELEASED, Change
from services.elections.results_repository import Results
from services.elections.verification import messages, repository
from services.elections.verification.domain import require_not_own


def put(tx: Connection, ballot: Ballot, tps: str, request: Request) -> dict[str, Any]:
    """Hold back the votes (`results`) or `all` of a record, or `none`; answers the record.

    Raises NoResult, OwnEntry, PreconditionFailed, ResultAlreadyFinal.
    """
    wanted, who = messages.quarantine(request.data), request.principal.id
    locked = Results(tx).lock(ballot, tps)
    if not locked.record.version:
        raise NoResult(f"{tps} has handed in nothing for {ballot.contest.id}")
    locked.require_version(wanted.version)
    require_not_own(who, repository.handed_in(tx, ballot, tps), tps)
    record = locked.record.quarantined(wanted.scope)
    kind = RELEASED if wanted.scope == NONE else QUARANTINED
    change = Change(kind, who, wanted.reason, wanted.scope)
    record_changes.put(tx, ballot, locked, record, change)
    before, after = forms.standing_out(locked.record), forms.standing_out(record)
    subject = record_changes.subject(ballot, tps)
    audit.note(tx, request, f"result_{kind}", subject, before, after | {"reason": wanted.reason})
    return answers.result(tx, ballot, tps)
