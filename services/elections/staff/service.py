"""Entrypoints of the ad-hoc staff. What goes into a command has its NIK hidden already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections import audit
from services.elections.domain import Election
from services.elections.repository import Elections
from services.elections.scope import narrowed
from services.elections.settings import Settings
from services.elections.staff import (
    checking,
    files,
    importing,
    messages,
    recruiting,
    sheet,
    showing,
    watch,
)


class StaffEntrypoints:
    """Recruitment of PPK, PPS and KPPS, their rosters and gaps, and the party check."""

    db: Database
    settings: Settings

    @rpc
    @command
    def open_staff_round(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Open a round: `{"election", "body", "area", "opens", "closes", "term_ends", "name"}`."""
        return recruiting.open_round(tx, request)

    @rpc
    def list_staff_rounds(self, request: Request) -> dict[str, Any]:
        """Return a page of rounds with their applicants by state: `{"election", "area"}`."""
        with self.db.begin() as tx:
            return showing.rounds(tx, request, *self._asked(tx, request))

    @rpc
    @command
    def erase_staff_round(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Forget who a finished round's people were: `{"election", "round"}`."""
        return recruiting.erase(tx, request, self._today())

    @rpc
    def add_applicant(self, request: Request) -> dict[str, Any]:
        """Take an application; the answer is the applicant, which is kept with no command."""
        inside = replace(request, data=messages.hidden(request.data, self.settings.identity_key))
        done = self._add_applicant(inside)
        if self.settings.sipol_url and not done["repeated"]:
            asked = {name: request.data.get(name) for name in ("election", "nik")}
            checking.look_up(self.db, self.settings, replace(request, data=asked))
        with self.db.begin() as tx:
            where = {"election": request.data["election"], "applicant": done["answer"]["id"]}
            return done | {"answer": showing.applicant(tx, replace(request, data=where))}

    @command
    def _add_applicant(self, tx: Connection, request: Request) -> dict[str, Any]:
        service = bool(self.settings.sipol_url)
        return recruiting.apply(tx, request, self._today(), service=service)

    @rpc
    def get_applicant(self, request: Request) -> dict[str, Any]:
        """Return one application; who read it is noted."""
        with self.db.begin() as tx:
            one = showing.applicant(tx, request)
            subject = f"{request.data.get('election')}/{one['id']}"
            audit.note(tx, request, "staff_people_read", subject, None, {"people": 1})
            return one

    @rpc
    def list_applicants(self, request: Request) -> dict[str, Any]:
        """Return a page by place: `{"election", "area", "body", "round", "state", "party"}`.

        Who read how many is noted.
        """
        with self.db.begin() as tx:
            election, area = self._asked(tx, request)
            found = showing.applicants(tx, request, election, area)
            about = {"area": area, "people": len(found["items"])}
            audit.note(tx, request, "staff_people_read", election.id, None, about)
            return found

    @rpc
    def list_staff_roster(self, request: Request) -> dict[str, Any]:
        """Return who serves and who is in reserve: `{"election", "area", "body"}`."""
        with self.db.begin() as tx:
            return showing.roster(tx, request, *self._asked(tx, request))

    @rpc
    def list_staff_gaps(self, request: Request) -> dict[str, Any]:
        """Return places that lack members: `{"election", "body", "area"}`, with sums."""
        with self.db.begin() as tx:
            return showing.gaps(tx, request, *self._asked(tx, request))

    @rpc
    def list_staff_bodies(self, request: Request) -> dict[str, Any]:
        """Return bodies with who serves: `{"election", "body", "area", "lacking"}`, with sums."""
        with self.db.begin() as tx:
            return showing.bodies(tx, request, *self._asked(tx, request))

    @rpc
    def get_staff_sheet(self, request: Request) -> bytes:
        """Return the roster of one body as CSV: `{"election", "body", "area"}`. Audited."""
        with self.db.begin() as tx:
            return sheet.sheet(tx, request, *self._asked(tx, request))

    @rpc
    @command
    def erase_staff_person(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Forget the person of an application: `{"election", "applicant"}`."""
        return recruiting.forget(tx, request, self._today())

    @rpc
    @command
    def decide_applicant(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Decide: `{"election", "applicant", "decision", "reason", "version"}`."""
        return recruiting.decide(tx, request)

    # ---- parties

    @rpc
    def check_party(self, request: Request) -> dict[str, Any]:
        """Look a person up: `{"election", "nik"}`. Audited, whatever it answers."""
        return checking.look_up(self.db, self.settings, request)

    @rpc
    @command
    def file_party_objection(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Note an applicant's objection: `{"election", "applicant", "note"}`."""
        return checking.file_objection(tx, request)

    @rpc
    @command
    def decide_party_objection(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Uphold or reject one: `{"election", "objection", "uphold", "reason"}`."""
        return checking.decide_objection(tx, request)

    @rpc
    def get_party_watch(self, request: Request) -> dict[str, Any]:
        """Return what the party check rests on: the register's parties, and the last recheck."""
        with self.db.begin() as tx:
            election, _ = self._asked(tx, request)
            return showing.party_watch(tx, election, service=bool(self.settings.sipol_url))

    @loop(every=watch.EVERY_SECONDS)
    def watch_parties(self) -> None:
        watch.run(self.db, clock.now(), self.settings.timezone)

    # ---- files

    @rpc
    def start_applicants_import(self, request: Request) -> dict[str, Any]:
        """Queue a CSV of applicants: `{"election", "round", "text", "partial"}`."""
        found = files.applicants(request.data.get("text"), self.settings.identity_key)
        kept = {name: request.data.get(name) for name in ("election", "round", "partial")}
        return self._start_applicants(replace(request, data=kept | found))

    @command
    def _start_applicants(self, tx: Connection, request: Request) -> dict[str, Any]:
        return importing.start_applicants(tx, request, self._today())

    @rpc
    def start_party_import(self, request: Request) -> dict[str, Any]:
        """Queue a party register: `{"election", "text", "partial"}`."""
        found = files.party_members(request.data.get("text"), self.settings.identity_key)
        kept = {name: request.data.get(name) for name in ("election", "partial")}
        return self._start_parties(replace(request, data=kept | found))

    @command
    def _start_parties(self, tx: Connection, request: Request) -> dict[str, Any]:
        return importing.start_parties(tx, request)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def work_on_staff_files(self) -> None:
        while jobs.work(self.db, importing.workers(self.db, service=bool(self.settings.sipol_url))):
            pass

    def _asked(self, tx: Connection, request: Request) -> tuple[Election, str]:
        """Return the election and the area that a question is about."""
        election = Elections(tx).get(str(request.data.get("election")))
        return election, narrowed(request.principal, request.data.get("area"), election.area)

    def _today(self) -> date:
        return clock.now().astimezone(self.settings.timezone).date()
