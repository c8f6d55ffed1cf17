"""Entrypoints of incidents. Steps take `{"incident", "version", "agency", "reason"}` besides."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.rendering import pdf
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc, subscribe
from services.notifications.incidents import (
    access,
    after_action,
    automatic,
    following,
    hanging,
    messages,
    placing,
    presence,
    reporting,
    shown,
    steps,
    wire,
)
from services.notifications.incidents.photo_service import IncidentPhotosEntrypoints
from services.notifications.incidents.reports_repository import Like, Reports
from services.notifications.incidents.types import types
from services.notifications.settings import Settings


class IncidentsEntrypoints(IncidentPhotosEntrypoints):
    """What happens in the region."""

    db: Database
    settings: Settings

    @rpc
    def list_incident_types(self, request: Request) -> dict[str, Any]:
        """Return the types, each with titles, CAP category, severity, and whether it blocks."""
        access.require_reader(request.principal)
        return {"items": [vars(one) for one in types().values()], "next": None}

    @rpc
    @command
    def report_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Report something; `messages.said` has the fields.

        Answers the incident with `similar`, open ones like it, and `repeated`: counted on one that
        says the same.
        """
        who = request.principal
        access.require_reader(who)
        desk = access.is_desk(who)
        saying = messages.said(request.data, who, clock.now(), desk=desk)
        if saying.place.area:
            who.require_area(saying.place.area)
        # Before it has a number: until the end of this, others who report wait for theirs.
        like = Like(None, saying.type, saying.place, saying.occurred_at)
        likes = shown.likes(tx, like, who)
        told = reporting.report(tx, saying, self.settings.timezone)
        others = [one for one in likes if one["id"] != told.incident.id]
        return {**wire.incident_out(told.incident), "similar": others, "repeated": told.repeated}

    @rpc
    @command
    def report_public_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Report something, as nobody in particular; `messages.said_by_public` has the fields.

        Answers `{"receipt", "number", "state", "reported_at"}`.
        """
        saying = messages.said_by_public(request.data, clock.now())
        return following.receive(tx, saying, self.settings.timezone)

    @rpc
    def follow_incident(self, request: Request) -> dict[str, Any]:
        """Return what became of the report of `{"receipt"}`."""
        with self.db.begin() as tx:
            return following.follow(tx, request.data)

    @rpc
    def get_incident(self, request: Request) -> dict[str, Any]:
        """Return the incident with reports, tasks, units and duplicates."""
        with self.db.begin() as tx:
            return shown.incident(tx, request)

    @rpc
    def list_incidents(self, request: Request) -> dict[str, Any]:
        """Return a page, the open ones first by severity and age; `messages.query` has filters."""
        with self.db.begin() as tx:
            return shown.page(tx, request)

    @rpc
    def count_incidents(self, request: Request) -> dict[str, Any]:
        """Return how many are in each state: `{"area"}`."""
        with self.db.begin() as tx:
            return shown.counts(tx, request)

    @rpc
    def list_incident_log(self, request: Request) -> dict[str, Any]:
        """Return what was done, the first entry first: `{"incident", "limit", "after"}`."""
        with self.db.begin() as tx:
            return shown.log(tx, request)

    @rpc
    def list_similar_incidents(self, request: Request) -> dict[str, Any]:
        """Return open incidents like that of `{"incident"}`, with their metres from it."""
        with self.db.begin() as tx:
            return shown.similar(tx, request)

    @rpc
    def print_incident(self, request: Request) -> bytes:
        """Return the after-action report as a PDF: `{"incident", "language": "id" | "en"}`."""
        with self.db.begin() as tx:
            page = after_action.page(tx, request, self.settings.timezone)
        return pdf(page)

    @rpc
    @command
    def step_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Bring it to its next state: `{"step"}`."""
        return steps.step(tx, request)

    @rpc
    @command
    def rate_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give it another severity: `{"severity"}`; `reason` is needed."""
        return steps.rate(tx, request)

    @rpc
    @command
    def correct_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put right what was said: `{"type", "headline", "text", "place", "occurred_at", …}`."""
        return steps.correct(tx, request)

    @rpc
    @command
    def take_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have it in hand from now on; somebody else's needs `reason`."""
        return steps.take(tx, request)

    @rpc
    @command
    def hand_over_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hand it over: `{"to_agency", "to"}`."""
        return steps.hand_over(tx, request)

    @rpc
    @command
    def merge_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Make it a duplicate of `{"into"}`."""
        return steps.merge(tx, request)

    @rpc
    @command
    def unmerge_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Make a duplicate an incident of its own again."""
        return steps.unmerge(tx, request)

    @rpc
    @command
    def note_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Write into the log: `{"incident", "text", "agency"}`."""
        return hanging.note(tx, request)

    @rpc
    @command
    def add_incident_task(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have something done: `{"incident", "text", "assignee", "agency", "due"}`."""
        return hanging.add_task(tx, request)

    @rpc
    @command
    def end_incident_task(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that a task is done, dropped or open again: `{"incident", "task", "state"}`."""
        return hanging.end_task(tx, request)

    @rpc
    @command
    def add_incident_unit(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send a unit: `{"incident", "name", "agency", "state", "point", "eta"}`."""
        return hanging.add_unit(tx, request)

    @rpc
    @command
    def move_incident_unit(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say where a unit is: `{"incident", "unit", "state", "point", "eta"}`."""
        return hanging.move_unit(tx, request)

    @rpc
    @command
    def open_incident(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Tell other operators that it is open on a screen: `{"incident", "seat", "open"}`."""
        return presence.tell(tx, request)

    @rpc
    def list_incident_sources(self, request: Request) -> dict[str, Any]:
        """Return how events of other services are taken."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return {"items": automatic.modes(tx), "next": None}

    @rpc
    @command
    def set_incident_source(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say how one is taken: `{"source", "mode": "off" | "wait" | "open"}`."""
        return automatic.set_mode(tx, request)

    @subscribe("gis", "road_damage_changed")
    def on_road_damage_changed(self, tx: Connection, event: Incoming) -> None:
        """Report heavy damage of a road that was verified."""
        automatic.on_road_damage(tx, event, self.settings.timezone)

    @subscribe("elections", "record_changed")
    def on_record_changed(self, tx: Connection, event: Incoming) -> None:
        """Report that a station's result is in quarantine."""
        automatic.on_record_changed(tx, event, self.settings.timezone)

    @subscribe("gis", "incident_placed")
    def on_incident_placed(self, tx: Connection, event: Incoming) -> None:
        """Keep where gis found an incident."""
        placing.put(tx, event.data)

    @loop(every=3600.0)
    def forget_old_keys(self) -> None:
        """Forget by which words reports were told to be the same, once that is over."""
        with self.db.begin() as tx:
            Reports(tx).forget(clock.now())

    @loop(every=1.0)
    def tell_repeated_reports(self) -> None:
        """Tell of incidents that were reported again, once a second at most."""
        with self.db.begin() as tx:
            following.tell_repeated(tx)
