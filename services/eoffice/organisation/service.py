"""Entrypoints of the organisation: positions, who holds them, delegations."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, rpc
from libs.kit.settings import Settings
from services.eoffice.organisation import changes, history, importing, messages, telling
from services.eoffice.organisation.acting import positions_of
from services.eoffice.organisation.repository import Delegations, Holdings, Positions

REGENCY = 4  # digits: an institution is a regency's or a city's


class OrganisationEntrypoints:
    """Who is what, and since when. Read by an account's regency, changed by its area."""

    db: Database
    settings: Settings

    def today(self) -> date:
        """Return the day in the region's zone, which decides on authority."""
        return clock.now().astimezone(self.settings.timezone).date()

    @rpc
    def list_positions(self, request: Request) -> dict[str, Any]:
        """Return a page of positions by code: `{"area", "unit", "q", "limit", "after"}`.

        Each `{"code", "unit", "unit_name", "area", "title", "level", "above", "records",
        "holders": [holding, a Plh with "reports_to"], "vacant"}` as of today.
        """
        asked = messages.asked(request.data)
        with self.db.begin() as tx:
            rows = Positions(tx).page(asked, within(request.principal, asked.area))
            held = Holdings(tx).on([one.position.code for one in rows], self.today())
        page, following = paging.cut(rows, asked.limit, lambda one: one.position.code)
        items = [
            messages.placed_out(
                one.position, one.unit_name, one.area, held.get(one.position.code, [])
            )
            for one in page
        ]
        return {"items": items, "next": following}

    @rpc
    @command
    def put_position(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Add a position, or change it as a whole."""
        return changes.put_position(tx, request, self.today())

    @rpc
    def position_history(self, request: Request) -> dict[str, Any]:
        """Return what was done with a position, its holders and delegations."""
        with self.db.begin() as tx:
            return history.history(tx, request, within(request.principal, ""))

    @rpc
    def list_holdings(self, request: Request) -> dict[str, Any]:
        """Return a page of holdings: `{"area", "unit", "position", "person", "limit", "after"}`.

        Those of the past and of the future too; each with "title", "unit", "unit_name", "area".
        """
        asked = messages.asked(request.data, ids=True)
        with self.db.begin() as tx:
            rows = Holdings(tx).page(asked, within(request.principal, asked.area))
        page, following = paging.cut(rows, asked.limit, lambda one: one[0].id)
        items = [
            messages.holding_out(one)
            | {"title": place.position.title, "unit": place.position.unit}
            | {"unit_name": place.unit_name, "area": place.area}
            for one, place in page
        ]
        return {"items": items, "next": following}

    @rpc
    @command
    def appoint(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a person hold a position for a time, in a capacity."""
        return changes.appoint(tx, request, self.today())

    @rpc
    @command
    def end_holding(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give a holding its last day: `{"id", "ends"}`."""
        return changes.end_holding(tx, request, self.today())

    @rpc
    def list_delegations(self, request: Request) -> dict[str, Any]:
        """Return a page of delegations: `{"area", "unit", "position", "limit", "after"}`."""
        asked = messages.asked(request.data, ids=True)
        with self.db.begin() as tx:
            rows = Delegations(tx).page(asked, within(request.principal, asked.area))
        page, following = paging.cut(rows, asked.limit, lambda one: one.id)
        return {"items": [messages.delegation_out(one) for one in page], "next": following}

    @rpc
    @command
    def delegate(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let whoever holds a position act for one above, in some matters, for a time."""
        return changes.delegate(tx, request, self.today())

    @rpc
    @command
    def end_delegation(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give a delegation an earlier last day: `{"id", "ends"}`."""
        return changes.end_delegation(tx, request, self.today())

    @rpc
    def office_me(self, request: Request) -> dict[str, Any]:
        """Return what the caller may act as today: `{"person", "on", "positions": [acting]}`."""
        today = self.today()
        with self.db.begin() as tx:
            mine = positions_of(tx, request.principal, today)
        told = [messages.acting_out(one) for one in mine]
        return {"person": request.principal.name, "on": today.isoformat(), "positions": told}

    @rpc
    @command
    def import_organisation(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put the units, positions and holdings of a CSV file: `{"text", "partial"}`.

        Answers `{"units", "positions", "holdings" (how many were added or changed), "unchanged",
        "refused": [{"line", "column", "reason"}]}`. If anything is refused nothing is put, and
        Invalid names each `lines.<n>.<column>`; with `partial` the other lines are.
        """
        return importing.run(tx, request, self.today())

    @rpc
    @command
    def resend_authority(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Tell of every position who holds it: `{"positions"}`; for an administrator of all."""
        if "admin" not in request.principal.roles or request.principal.area:
            raise Forbidden("an administrator of the whole installation does this")
        return {"positions": telling.tell_all(tx, self.today())}


def within(principal: Principal, area: str) -> str:
    """Return the area to read: what is asked for, inside the regency of the principal's own."""
    widest = principal.area[:REGENCY]
    if not area:
        return widest
    Principal(principal.id, principal.name, principal.roles, widest).require_area(area)
    return area
