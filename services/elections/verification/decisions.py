"""A verifier's decision: what stands, and why."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.elections import audit, forms, intake, record_changes
from services.elections.consolidation import VERIFIER, Figures
from services.elections.domain import Ballot, Submission
from services.elections.results_repository import Results
from services.elections.verification import messages, repository
from services.elections.verification.domain import require_not_own


def decide(tx: Connection, ballot: Ballot, tps: str, request: Request) -> dict[str, Any]:
    """Make an entry, or figures of the verifier's own, the ones that stand; answers the record.

    Raises OwnEntry, PreconditionFailed, NoEntry, ResultAlreadyFinal.
    """
    wanted, who = messages.decision(request.data, ballot), request.principal.id
    locked = Results(tx).lock(ballot, tps)
    locked.require_version(wanted.version)
    require_not_own(who, repository.handed_in(tx, ballot, tps), tps)
    figures = wanted.stands(locked.record.entries)
    _require_votes(figures, ballot)
    decision = Submission(
        str(request.command_id), tps, VERIFIER, who, clock.now(), None, figures, wanted.reason
    )
    record, kept = intake.take(tx, ballot, decision, wanted.version)
    record_changes.tell(tx, ballot, record, record_changes.DECIDED, locked.names)
    before = forms.standing_out(locked.record) | {"form": forms.form_out(locked.record.figures)}
    after = forms.standing_out(record) | {"form": forms.form_out(figures), "reason": wanted.reason}
    subject = record_changes.subject(ballot, tps)
    audit.note(tx, request, "result_decided", subject, before, after | {"took": wanted.take})
    return forms.result_out(ballot, record, kept) | forms.entries_out(record)


def _require_votes(figures: Figures, ballot: Ballot) -> None:
    missing = [name for name in ballot.contest.vote_fields if name not in figures]
    if missing:
        text = "a decision needs a figure for every candidate"
        raise Invalid(errors=tuple(FieldError(f"form.{name}", text) for name in missing))
