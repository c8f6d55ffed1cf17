"""Entrypoints of the rules and of what they find."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections.rules import answers, changes, checking


class RulesEntrypoints:
    """What the elections service answers about rules and findings."""

    db: Database

    @rpc
    def list_rules(self, request: Request) -> dict[str, Any]:
        """Return the election's rules, and how far the records are judged by them."""
        with self.db.begin() as tx:
            return answers.rules(tx, request)

    @rpc
    @command
    def put_rule(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Change a rule that ships, or make or change one of the election's own."""
        return changes.put(tx, request)

    @rpc
    @command
    def delete_rule(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take away one of the election's own rules: `{"election", "id"}`."""
        return changes.delete(tx, request)

    @rpc
    def try_rule(self, request: Request) -> dict[str, Any]:
        """Return what a rule would find: `{"election", "expression", "tolerance", "area"}`."""
        with self.db.begin() as tx:
            return answers.tried(tx, request)

    @rpc
    def list_findings(self, request: Request) -> dict[str, Any]:
        """Return a page of findings, by area, severity, rule, state and source."""
        with self.db.begin() as tx:
            return answers.findings(tx, request)

    @rpc
    @command
    def review_finding(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say of a finding that it is explained or verified, or open again."""
        return changes.review(tx, request)

    @loop(every=1.0)
    def check_across_ballots(self) -> None:
        checking.check_due(self.db)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def check_changed_rules(self) -> None:
        kinds = {checking.KIND: lambda job, progress: checking.run(self.db, job, progress)}
        while jobs.work(self.db, kinds):
            pass
