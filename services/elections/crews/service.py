"""Entrypoints of crews, a part of the elections service."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.elections.crews import enrolment, roll, signing
from services.elections.settings import Settings


class CrewEntrypoints:
    """Codes, keys, sessions and signatures of crews."""

    db: Database
    settings: Settings

    @rpc
    def make_crew_codes(self, request: Request) -> dict[str, Any]:
        """Make one-time codes: `{"election", "area" or "tps": [...], "hours": 72}`."""
        done = self._make_crew_codes(request)
        return done | {"answer": enrolment.with_texts(self.settings.identity_key, done["answer"])}

    @command
    def _make_crew_codes(self, tx: Connection, request: Request) -> dict[str, Any]:
        return enrolment.make_codes(tx, self.settings.identity_key, request)

    @rpc
    def list_crew_codes(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return enrolment.codes(tx, request)

    @rpc
    def list_crew_stations(self, request: Request) -> dict[str, Any]:
        """Return a page of stations, each with its phone or its code."""
        with self.db.begin() as tx:
            return roll.page(tx, request)

    @rpc
    @command
    def revoke_crew_code(self, tx: Connection, request: Request) -> dict[str, Any]:
        return enrolment.revoke_code(tx, request)

    @rpc
    @command
    def enrol_crew(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Change a code for a place of the phone's key: `{"code", "public_key"}`."""
        return enrolment.enrol(tx, self.settings.identity_key, request)

    @rpc
    def open_crew_session(self, request: Request) -> dict[str, Any]:
        """Return whom a signed challenge proves, as a principal."""
        with self.db.begin() as tx:
            return enrolment.open_session(tx, request.data)

    @rpc
    def get_crew_brief(self, request: Request) -> dict[str, Any]:
        """Return what the field page of a station shows: `{"election", "tps"}`."""
        tps = str(request.data.get("tps"))
        request.principal.require_area(tps)
        with self.db.begin() as tx:
            return enrolment.brief(tx, str(request.data.get("election")), tps)

    @rpc
    def list_crew_keys(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return enrolment.keys(tx, request)

    @rpc
    @command
    def revoke_crew_key(self, tx: Connection, request: Request) -> dict[str, Any]:
        return enrolment.revoke_key(tx, request)

    @rpc
    def get_signature(self, request: Request) -> dict[str, Any]:
        """Check a submission's signature again: `{"election", "submission"}`."""
        election, submission = (str(request.data.get(n)) for n in ("election", "submission"))
        with self.db.begin() as tx:
            return signing.evidence(tx, request.principal, election, submission)
