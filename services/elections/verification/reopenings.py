"""Opening a final record again: one person asks for it, another decides."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid, new_id
from libs.kit.request import Request
from services.elections import audit, options_repository, record_changes
from services.elections.consolidation import FINAL
from services.elections.domain import Ballot, ResultNotFinal
from services.elections.record_changes import REOPENED, Change
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.rules import repository as rule_sets
from services.elections.scope import narrowed
from services.elections.verification import messages
from services.elections.verification.domain import Reopening, ReopeningOpen, UnknownReopening
from services.elections.verification.repository import Reopenings

STATES = ("open", "approved", "refused")


def ask(tx: Connection, ballot: Ballot, tps: str, request: Request) -> dict[str, Any]:
    """Ask for a final record to be reopened; raises ResultNotFinal or ReopeningOpen."""
    reason = messages.reason(request.data)
    record = Results(tx).lock(ballot, tps).record
    if record.state != FINAL:
        raise ResultNotFinal(f"the result of {tps} is {record.state}")
    if Reopenings(tx).is_open(ballot, tps):
        raise ReopeningOpen(f"a request for {tps} waits for a decision")
    one = Reopening(new_id(), ballot.key, tps, reason, request.principal.id, clock.now())
    Reopenings(tx).add(one)
    shown = messages.reopening_out(ballot, one)
    subject = record_changes.subject(ballot, tps)
    audit.note(tx, request, "reopening_requested", subject, None, shown)
    return shown


def decide(tx: Connection, election: str, reopening_id: str, request: Request) -> dict[str, Any]:
    """Approve or refuse a request of another person; raises OwnRequest, ReopeningDecided."""
    approve, answer = messages.verdict(request.data)
    by_key = {ballot.key: ballot for ballot in Elections(tx).ballots(election).values()}
    before = Reopenings(tx).get(reopening_id) if is_uuid(reopening_id) else None
    if before is None or before.contest not in by_key:
        raise UnknownReopening(f"{election} has no request {reopening_id}")
    request.principal.require_area(before.tps)
    ballot, who = by_key[before.contest], request.principal.id
    after = before.decided(who, clock.now(), answer, approve=approve)
    Reopenings(tx).save(after)
    if approve:
        _reopen(tx, ballot, after, Change(REOPENED, who, before.reason))
    shown = messages.reopening_out(ballot, after)
    subject = record_changes.subject(ballot, before.tps)
    audit.note(
        tx, request, "reopening_decided", subject, messages.reopening_out(ballot, before), shown
    )
    return shown


def _reopen(tx: Connection, ballot: Ballot, one: Reopening, change: Change) -> None:
    locked = Results(tx).lock(ballot, one.tps)
    options = options_repository.of_version(tx, ballot.election.id, locked.options)
    ballot = rule_sets.bound(tx, ballot, options)
    record = locked.record.reopened(ballot, options.rules)
    record_changes.put(tx, ballot, locked, record, change)
    Results(tx).judge(ballot, record)


def page(tx: Connection, election: str, request: Request) -> dict[str, Any]:
    """Return a page of the requests in the principal's area: `{"state", "area"}` may be asked."""
    ballots = list(Elections(tx).ballots(election).values())
    state, (limit, after) = request.data.get("state"), paging.asked(request.data)
    if state is not None and state not in STATES:
        raise Invalid(errors=(FieldError("state", f"needs one of {', '.join(STATES)}"),))
    if after and not is_uuid(after):
        raise paging.foreign()
    root = ballots[0].election.area
    area = narrowed(request.principal, request.data.get("area"), root)
    rows = Reopenings(tx).page(ballots, area, state, limit, after)
    shown, following = paging.cut(rows, limit, lambda one: one.id)
    by_key = {ballot.key: ballot for ballot in ballots}
    items = [messages.reopening_out(by_key[one.contest], one) for one in shown]
    return {"items": items, "next": following}
