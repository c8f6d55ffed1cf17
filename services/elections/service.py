"""Entrypoints of the elections service. The gateway checks roles; areas are checked here too."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, jobs, outbox, paging
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, SettingsProvider, command, loop, rpc
from services.elections import answers, audit, folding, forms, imports, intake, kept, messages
from services.elections.audit.service import AuditEntrypoints
from services.elections.crews import signing
from services.elections.crews.service import CrewEntrypoints
from services.elections.domain import Ballot
from services.elections.leaders.service import LeadersEntrypoints
from services.elections.overdue.service import OverdueEntrypoints
from services.elections.photos.service import PhotosEntrypoints
from services.elections.publication.service import PublicationEntrypoints
from services.elections.queue.service import QueueEntrypoints
from services.elections.quick_count.service import QuickCountEntrypoints
from services.elections.recaps.service import RecapEntrypoints
from services.elections.repository import Elections, Stations, known_ballot
from services.elections.rules.service import RulesEntrypoints
from services.elections.scope import narrowed, require_related
from services.elections.simulations.service import SimulationsEntrypoints
from services.elections.sms.service import SmsEntrypoints
from services.elections.staff.service import StaffEntrypoints
from services.elections.stages.service import StagesEntrypoints
from services.elections.verification import rule_changes
from services.elections.verification.service import VerificationEntrypoints


class ElectionsService(
    AuditEntrypoints,
    CrewEntrypoints,
    PhotosEntrypoints,
    QueueEntrypoints,
    PublicationEntrypoints,
    RecapEntrypoints,
    LeadersEntrypoints,
    OverdueEntrypoints,
    QuickCountEntrypoints,
    RulesEntrypoints,
    SimulationsEntrypoints,
    SmsEntrypoints,
    StaffEntrypoints,
    StagesEntrypoints,
    VerificationEntrypoints,
):
    """Elections, polling stations, results and their tallies."""

    name = "elections"
    db = DatabaseProvider()
    settings = SettingsProvider()

    # ---- elections, areas, stations

    @rpc
    def register_election(self, request: Request) -> dict[str, Any]:
        """Register an election with its contests.

        The same one again, by whatever command, is answered as a repeated command.
        """
        done = self._register_election(request)
        new = done["answer"].pop("new")
        return done | {"repeated": done["repeated"] or not new}

    @command
    def _register_election(self, tx: Connection, request: Request) -> dict[str, Any]:
        election = messages.election(request.data)
        request.principal.require_area(election.area)
        new = Elections(tx).register(election)
        shown = messages.election_out(election)
        if new:
            outbox.add(tx, self.name, messages.election_registered(election))
            audit.note(tx, request, "election_registered", election.id, None, shown)
        return shown | {"new": new}

    @rpc
    def list_elections(self, request: Request) -> dict[str, Any]:
        """Return a page of the elections that concern the principal's area, the newest first."""
        with self.db.begin() as tx:
            return answers.elections(tx, request.principal, request.data)

    @rpc
    def get_election(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
        require_related(request.principal, election.area)
        return messages.election_out(election)

    @rpc
    @command
    def register_areas(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Name areas of an election: `{"election", "items": [{"code", "name"}]}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        names = messages.areas_in(request.data, election.area)
        for code in names:
            require_related(request.principal, code)
        Elections(tx).put_areas(election.id, names)
        audit.note(tx, request, "areas_registered", election.id, None, names)
        return {"registered": len(names)}

    @rpc
    @command
    def register_stations(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Register at most 1000 polling stations; what is not given stays as it was."""
        election = Elections(tx).get(str(request.data.get("election")))
        stations = messages.stations(request.data, election.area)
        for station in stations:
            request.principal.require_area(station.code)
        changed = intake.register(tx, election, stations)
        told = {one.code: messages.station_out(one) for one in changed}
        audit.note(tx, request, "stations_registered", election.id, None, told)
        return {"registered": len(stations), "changed": len(changed)}

    @rpc
    def list_stations(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            area = narrowed(request.principal, request.data.get("area"), election.area)
            limit, after = paging.asked(request.data)
            rows = Stations(tx).page(election.id, area, limit, after)
        page, following = paging.cut(rows, limit, lambda station: station.code)
        return {"items": [messages.station_out(one) for one in page], "next": following}

    # ---- results

    @rpc
    @command
    def submit_result(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a C.Hasil form or a part of one; answers the record with its findings."""
        ballot = self._ballot(tx, request)
        given = signing.opened(tx, request)
        newest = forms.submission(
            given.data, ballot, str(request.command_id), request.principal, clock.now()
        )
        request.principal.require_area(newest.tps)
        answer = intake.submit(tx, ballot, newest)
        audit.handed_in(tx, request, ballot, newest, answer)
        return signing.keep(tx, given, answer)

    @rpc
    def list_results(self, request: Request) -> dict[str, Any]:
        """Return a page of records: `{"election", "contest", "area", "findings": bool}`."""
        with self.db.begin() as tx:
            return answers.results(tx, request.principal, request.data)

    @rpc
    def get_result(self, request: Request) -> dict[str, Any]:
        """Return one record with all submissions behind it."""
        tps = str(request.data.get("tps"))
        request.principal.require_area(tps)
        with self.db.begin() as tx:
            return answers.result(tx, self._ballot(tx, request), tps)

    # ---- tallies

    @rpc
    def get_tally(self, request: Request) -> orjson.Fragment:
        """Return a contest's tally: `{"election", "contest", "area", "depth": 0..3}`."""
        ballot = self._known_ballot(request)
        area = narrowed(request.principal, request.data.get("area"), ballot.contest.area)
        return kept.tally(self.db, ballot, area, request.data.get("depth"))

    @rpc
    def get_progress(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            ballots = Elections(tx).ballots(str(request.data.get("election")))
            return answers.progress(tx, request.principal, list(ballots.values()))

    @rpc
    def snapshot(self, request: Request) -> dict[str, Any]:
        """Return all that a wall shows at its start, of one election or of the newest ones."""
        with self.db.begin() as tx:
            return answers.snapshot(tx, request.principal, request.data)

    @loop(notify=intake.FOLDING, every=intake.WAKE_SECONDS)
    def fold_tallies(self) -> None:
        folding.run(self.db)

    # ---- imports

    @rpc
    @command
    def start_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Queue a Sirekap document: `{"election", "contest", "name", "text"}`."""
        ballot = imports.ballot(tx, request.data)
        require_related(request.principal, ballot.contest.area)
        payload = imports.payload(request.data)
        arguments = imports.arguments(ballot, request.data)
        audit.note(tx, request, "import_started", imports.subject(ballot), None, arguments)
        return jobs.enqueue(tx, self.name, imports.KIND, arguments, request.principal, payload)

    @rpc
    def get_import(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return imports.show(tx, str(request.data.get("id")), request.principal)

    @rpc
    def cancel_import(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return jobs.cancel(tx, str(request.data.get("id")), request.principal)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def work_on_imports(self) -> None:
        kinds = {module.KIND: module.worker(self.db) for module in (imports, rule_changes)}
        while jobs.work(self.db, kinds):
            pass

    def _known_ballot(self, request: Request) -> Ballot:
        names = str(request.data.get("election")), str(request.data.get("contest"))
        ballot = known_ballot(self.db.engine, *names)
        if ballot is None:
            with self.db.begin() as tx:
                ballot = Elections(tx).ballot(*names)
        return ballot

    def _ballot(self, tx: Connection, request: Request) -> Ballot:
        election, contest = request.data.get("election"), request.data.get("contest")
        return Elections(tx).ballot(str(election), str(contest))
