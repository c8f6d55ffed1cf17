"""Entrypoints of verification. The gateway checks roles; areas and persons are checked here."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.elections import options_repository
from services.elections.domain import Ballot
from services.elections.options import options_out
from services.elections.repository import Elections
from services.elections.scope import narrowed, require_related
from services.elections.verification import (
    decisions,
    final,
    quarantine,
    reopenings,
    rule_changes,
    summary,
)


class VerificationEntrypoints:
    db: Database

    @rpc
    @command
    def decide_result(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say what stands: `{"version", "take": source | null, "form" | null, "reason"}`."""
        return decisions.decide(tx, *_place(tx, request), request)

    @rpc
    @command
    def quarantine_result(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hold a record back, or let it go: `{"version", "scope", "reason"}`."""
        return quarantine.put(tx, *_place(tx, request), request)

    @rpc
    @command
    def finalise_result(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Close a record: `{"version"}`."""
        return final.one(tx, *_place(tx, request), request)

    @rpc
    @command
    def finalise_results(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Close what is ready in an area: `{"area"}`."""
        ballot = _ballot(tx, request)
        area = narrowed(request.principal, request.data.get("area"), ballot.contest.area)
        return final.many(tx, ballot, area, request)

    @rpc
    def count_records(self, request: Request) -> dict[str, Any]:
        """Return how many records of an area are in which state: `{"area"}`."""
        with self.db.begin() as tx:
            ballot = _ballot(tx, request)
            area = narrowed(request.principal, request.data.get("area"), ballot.contest.area)
            return summary.of(tx, ballot, area)

    @rpc
    @command
    def request_reopening(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Ask for a final record to be opened again: `{"reason"}`."""
        return reopenings.ask(tx, *_place(tx, request), request)

    @rpc
    @command
    def decide_reopening(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Approve or refuse another person's request: `{"id", "approve", "reason"}`."""
        election, wanted = str(request.data.get("election")), str(request.data.get("id"))
        return reopenings.decide(tx, election, wanted, request)

    @rpc
    def list_reopenings(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return reopenings.page(tx, str(request.data.get("election")), request)

    @rpc
    def get_options(self, request: Request) -> dict[str, Any]:
        """Return what the election's administrators have set, with the defaults of the rest."""
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            require_related(request.principal, election.area)
            return options_out(options_repository.current(tx, election.id))

    @rpc
    @command
    def put_options(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set options of an election; what is not given stays as it was."""
        election = Elections(tx).get(str(request.data.get("election")))
        request.principal.require_area(election.area)
        return rule_changes.put(tx, election.id, request)


def _ballot(tx: Connection, request: Request) -> Ballot:
    election, contest = request.data.get("election"), request.data.get("contest")
    return Elections(tx).ballot(str(election), str(contest))


def _place(tx: Connection, request: Request) -> tuple[Ballot, str]:
    """Return the contest and the station that the request is about; raises OutsideArea."""
    tps = str(request.data.get("tps"))
    request.principal.require_area(tps)
    return _ballot(tx, request), tps
