"""Entrypoints of damage on roads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.errors import Invalid
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.gis import rule_tables
from services.gis.layers.domain import require_readable
from services.gis.roads import damage_rules, reporting, surveying
from services.gis.roads.damage_repository import Damages
from services.gis.roads.damages import DAMAGE, KINDS
from services.gis.roads.descriptors import EDITORS
from services.gis.roads.messages import timed


class DamageEntrypoints:
    """What people report, and what becomes of it."""

    db: Database

    @rpc
    @command
    def report_damage(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Report damage: `{"point": [lon, lat], "kind", "severity", "description"}`.

        Answers `{"id", "point", "kind", "severity", "state", "description", "road", "road_name",
        "metre" (where on the nearest road within 50 m, else all three null), "reported_at",
        "due_at", "scheduled_on", "same_as", "area", "version", "similar": [open reports of the kind
        within 25 m]}`.
        """
        return reporting.report(tx, request.data, request.principal)

    @rpc
    @command
    def move_damage(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a report go on: reported → verified → scheduled → done, or refused from any of them.

        `{"damage", "state", "reason" (needed to refuse), "scheduled_on" (a day, needed to
        schedule), "same_as" (what was reported before, where this is refused as its double)}`;
        answers the report. Raises WrongState, with the `state` it is in.
        """
        return reporting.move(tx, request.data, request.principal)

    @rpc
    def list_damage(self, request: Request) -> dict[str, Any]:
        """Return a page of reports by when they are due, with `counts` of all by state.

        `{"area", "state" (one, or "open"), "kind", "road", "limit", "after"}`.
        """
        require_readable(DAMAGE, request.principal)
        limit, after = paging.asked(request.data)
        wanted, since = reporting.wanted(request.data, request.principal), _since(after)
        with self.db.begin() as tx:
            store = Damages(tx, request.principal.area)
            rows, counts = store.page(wanted, since, limit), store.counts()
        page, following = paging.cut(rows, limit, _token)
        return {"items": [timed(row) for row in page], "next": following, "counts": counts}

    @rpc
    def get_damage(self, request: Request) -> dict[str, Any]:
        """Return the report of `{"damage"}` with `acts`: `[{"state", "reason", "who", "at"}]`.

        Who it was is told to those who handle reports, and null for others.
        """
        require_readable(DAMAGE, request.principal)
        with self.db.begin() as tx:
            store = Damages(tx, request.principal.area)
            found = store.get(reporting.number(request.data.get("damage")))
            acts = store.acts(found["id"])
        if not EDITORS & request.principal.roles:
            acts = [act | {"who": None} for act in acts]
        return timed(found) | {"acts": [timed(act) for act in acts]}

    @rpc
    def similar_damage(self, request: Request) -> dict[str, Any]:
        """Return open reports of a kind near a point: `{"point": [lon, lat], "kind"}`."""
        require_readable(DAMAGE, request.principal)
        errors: list[Any] = []
        point, kind = reporting.point(request.data, errors), request.data.get("kind")
        if point is None or kind not in dict(KINDS):
            raise Invalid("no such place", tuple(errors))
        with self.db.begin() as tx:
            rules = damage_rules.standing(tx)
            items = Damages(tx, request.principal.area).similar(point, kind, rules)
        return {"items": [timed(row) for row in items], "next": None}

    @rpc
    def get_damage_rules(self, request: Request) -> dict[str, Any]:
        """Return how reports are handled: the tables of `damage.toml`, or what was set instead.

        With `version` (0: as they ship), `who` set them, and `at`.
        """
        require_readable(DAMAGE, request.principal)
        with self.db.begin() as tx:
            return rule_tables.told(tx, damage_rules.CONCERN)

    @rpc
    @command
    def put_damage_rules(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set rules for reports to come: `{"rules": tables, "expected_version"}`.

        Answers `{"version"}`; docs/gis/roads.md has the tables. Raises VersionNeeded,
        PreconditionFailed, Invalid.
        """
        surveying.require_judge(request.principal)
        given, who = request.data, request.principal.name
        expected = given.get("expected_version")
        return {"version": damage_rules.put(tx, given.get("rules"), who, expected)}


def _token(row: dict[str, Any]) -> str:
    return f"{clock.to_text(row['due_at'])}|{row['id']}"


def _since(after: str) -> tuple[datetime, int] | None:
    if not after:
        return None
    at, _, key = after.partition("|")
    try:
        return clock.from_text(at), int(key)
    except ValueError:
        raise paging.foreign() from None
