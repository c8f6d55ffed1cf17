"""Entrypoints of the leaders' page. The gateway checks roles; areas are checked here too."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import Incoming, command, rpc, subscribe
from services.elections import audit
from services.elections.leaders import answers, messages
from services.elections.leaders.domain import StationPlan
from services.elections.leaders.repository import Leaders, Signals, put_plan
from services.elections.repository import Elections
from services.elections.scope import narrowed


class LeadersEntrypoints:
    """The night at a glance, and where there is no signal."""

    db: Database

    @rpc
    def get_overview(self, request: Request) -> dict[str, Any]:
        """Return one contest at a glance: `{"election", "contest", "area"}`."""
        data = request.data
        with self.db.begin() as tx:
            ballot = Elections(tx).ballot(str(data.get("election")), str(data.get("contest")))
            area = narrowed(request.principal, data.get("area"), ballot.contest.area)
            return answers.overview(tx, ballot, area)

    @rpc
    def list_late_stations(self, request: Request) -> dict[str, Any]:
        """Return stations that nothing came from in a contest, those without signal first.

        `{"election", "contest", "area", "limit", "after"}`; items `{"tps", "name", "village",
        "district", "signal" (null: nobody looked), "plan", "state", "reason"}`, the last three as
        the map's service told (docs/gis/signal.md), null where nothing is planned.
        """
        data = request.data
        limit, after = paging.asked(data)
        place = messages.late_after(after)
        with self.db.begin() as tx:
            ballot = Elections(tx).ballot(str(data.get("election")), str(data.get("contest")))
            area = narrowed(request.principal, data.get("area"), ballot.contest.area)
            rows = Leaders(tx, ballot, area).late(*place, limit)
        page, following = paging.cut(rows, limit, messages.late_token)
        return {"items": [messages.late_station_out(row) for row in page], "next": following}

    @rpc
    @command
    def register_signals(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say what signal was found at stations, up to 1000 at once."""
        election = Elections(tx).get(str(request.data.get("election")))
        found = messages.signals(request.data, election.area)
        for one in found:
            request.principal.require_area(one.tps)
        store = Signals(tx, election.id)
        before = store.of([one.tps for one in found])
        store.put(found)
        after = {one.tps: one.signal for one in found}
        audit.note(tx, request, "signals_registered", election.id, before, after)
        return {"registered": len(found)}

    @rpc
    def list_signals(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            area = narrowed(request.principal, request.data.get("area"), election.area)
            limit, after = paging.asked(request.data)
            rows = Signals(tx, election.id).page(area, limit, after)
        page, following = paging.cut(rows, limit, lambda row: str(row.tps))
        return {"items": [messages.signal_out(row) for row in page], "next": following}

    @subscribe("gis", "station_plan_changed")
    def on_station_plan_changed(self, tx: Connection, event: Incoming) -> None:
        """Keep a copy of how the station sends its result, for those who wait for it."""
        put_plan(tx, StationPlan(**event.data, told_on=event.time.date()))
