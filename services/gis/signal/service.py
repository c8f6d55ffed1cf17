"""Entrypoints of signal. The gateway checks roles; areas are checked here too."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.db import Database
from libs.kit.errors import Forbidden
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.gis import rule_tables
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import require_editable, require_readable
from services.gis.signal import deciding, messages, planning, proposing, reaching, rules
from services.gis.signal.plans_repository import Plans
from services.gis.signal.proposals_repository import Proposals
from services.gis.signal.states import PROPOSAL_STATES
from services.gis.signal.waiting_repository import Waiting
from services.gis.signal.ways_repository import Blocks


class SignalEntrypoints:
    """Signal at polling stations, and how each sends its result."""

    db: Database

    @loop(every=1.0)
    def plan_stations(self) -> None:
        """Look at stations again that a change of the map touches, part by part."""
        with self.db.begin() as tx:
            planning.notice(tx)
        more = True
        while more:
            with self.db.begin() as tx:
                more = planning.assess(tx) > 0

    @rpc
    def list_station_plans(self, request: Request) -> dict[str, Any]:
        """Return a page of stations with their plans, by code.

        `{"area", "signal", "plan" (or "missing"), "state" (or "outdated"), "limit", "after"}`, all
        optional; items as `get_station_plan` answers, without the history.
        """
        require_readable(BUILTIN["tps"], request.principal)
        limit, after = paging.asked(request.data)
        area = messages.area(request.data, request.principal)
        asked = {"area": area, "after": after, "limit": limit + 1}
        with self.db.begin() as tx:
            rows = Plans(tx).page(asked | messages.chosen(request.data))
        page, following = paging.cut(rows, limit, lambda row: str(row.tps))
        return {"items": [messages.plan_out(row) for row in page], "next": following}

    @rpc
    def get_station_plan(self, request: Request) -> dict[str, Any]:
        """Return the plan of `{"tps"}`; docs/gis/signal.md gives the shape."""
        require_readable(BUILTIN["tps"], request.principal)
        with self.db.begin() as tx:
            return self._plan(tx, request)

    @rpc
    def station_plan_history(self, request: Request) -> dict[str, Any]:
        """Return what became of the plan of `{"tps", "limit", "after"}`, the newest first.

        `{"items": [{"version", "plan", "state", "reason", "who", "at"}], "next"}`; the reason is a
        code, or what a person wrote.
        """
        require_readable(BUILTIN["tps"], request.principal)
        limit, after = paging.asked(request.data)
        if after and not after.isdecimal():
            raise paging.foreign()
        with self.db.begin() as tx:
            tps = self._plan(tx, request)["tps"]
            rows = Plans(tx).acts(tps, int(after[:9]) if after else None, limit + 1)
        page, following = paging.cut(rows, limit, lambda row: str(row.number))
        return {"items": [messages.act_out(row) for row in page], "next": following}

    @rpc
    @command
    def decide_station_plan(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Decide how a station sends its result, for planners.

        `{"tps", "plan", "reason" (needed where it is not the proposed plan), "expected_version"}`;
        answers as `get_station_plan`. Raises VersionNeeded, PreconditionFailed, OutsideArea.
        """
        require_editable(BUILTIN["tps"], request.principal)
        deciding.decide_plan(tx, request)
        return self._plan(tx, request)

    @rpc
    def plan_readiness(self, request: Request) -> dict[str, Any]:
        """Return how ready stations are in each sub-district of `{"area", "limit", "after"}`.

        Of a sub-district in each village, of a village by station.

        `{"items": [{"area": {"code", "name"}, "stations", "without_point", "without_plan",
        "proposed", "accepted", "changed", "outdated", "none", "weak", "covered", "unknown"}],
        "next", "waiting": stations that are still to be looked at again}`.
        """
        require_readable(BUILTIN["tps"], request.principal)
        limit, after = paging.asked(request.data)
        area = messages.area(request.data, request.principal)
        with self.db.begin() as tx:
            rows = Plans(tx).readiness(area, _digits(area), after, limit + 1)
            waiting = Waiting(tx).waiting()
        page, following = paging.cut(rows, limit, lambda row: str(row.area))
        items = [messages.readiness_out(row) for row in page]
        return {"items": items, "next": following, "waiting": waiting}

    @rpc
    def get_signal_rules(self, request: Request) -> dict[str, Any]:
        """Return the rules as they stand: the tables of `rules.toml`, each with its source.

        With `version` (0: as they ship), `who` set them, and `at`.
        """
        require_readable(BUILTIN["tps"], request.principal)
        with self.db.begin() as tx:
            return rule_tables.told(tx, rules.CONCERN)

    @rpc
    @command
    def put_signal_rules(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set tables of the rules, and look at every spot and station again.

        `{"rules": tables, "expected_version"}`; answers `{"version", "waiting": stations}`. Raises
        VersionNeeded, PreconditionFailed, Invalid.
        """
        require_editable(BUILTIN["blank_spots"], request.principal)
        if request.principal.area or "admin" not in request.principal.roles:
            raise Forbidden("what counts as a signal is for administrators without an area to set")
        given, who = request.data, request.principal.name
        version = rules.put(tx, given.get("rules"), who, given.get("expected_version"))
        return {"version": version, "waiting": planning.anew(tx)}

    @rpc
    @command
    def move_spot_proposal(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Bring what is asked for at a spot to its next state: `{"spot", "state", "reason"}`.

        proposed → surveyed → approved → built → on_air, or refused, which needs a reason and may be
        proposed again. Answers as `get_spot_proposal`; raises NotNext, OutsideArea, UnknownFeature.
        """
        return proposing.shown(tx, proposing.move(tx, request), request.principal)

    @rpc
    def get_spot_proposal(self, request: Request) -> dict[str, Any]:
        """Return what is asked for at `{"spot"}`.

        `{"spot", "name", "proposal", "acts": [{"state", "reason", "who", "at"}], "earlier":
        [{"spot", "name", "proposal", "metres", "year"}]}`, earlier: asked for in an earlier year.
        """
        require_readable(BUILTIN["blank_spots"], request.principal)
        with self.db.begin() as tx:
            return proposing.shown(tx, proposing.number(request.data), request.principal)

    @rpc
    def list_spot_proposals(self, request: Request) -> dict[str, Any]:
        """Return a page of spots with their proposals: `{"area", "state", "limit", "after"}`.

        State `open` are spots without enough signal that nothing is asked for yet.
        """
        require_readable(BUILTIN["blank_spots"], request.principal)
        limit, after = paging.asked(request.data)
        if after and not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise paging.foreign()
        area = messages.area(request.data, request.principal)
        state = messages.one_of(request.data, "state", (*PROPOSAL_STATES, "open"))
        with self.db.begin() as tx:
            rows = Proposals(tx).page(area, state, int(after or 0), limit + 1)
        page, following = paging.cut(rows, limit, lambda row: str(row.spot))
        return {"items": [messages.proposal_out(row) for row in page], "next": following}

    @rpc
    def station_reach(self, request: Request) -> dict[str, Any]:
        """Return which roads to `{"tps"}` are bad now, and the ways there.

        `{"tps", "near": [{"road", "name", "metres", "bad": [{"from_m", "to_m", "reason": "heavy" |
        "flooded" | "damaged" | "closed", "since", "until", "source"}]}], "to_centre": way | null,
        "to_covered": way | null, "to_asset": way | null}`; a way is `{"to": {"id", "name", "kind"},
        "by_road", "metres", "straight_metres", "blocked", "legs": [{"road", "name", "from_m",
        "to_m", "bad"}], "detour": way | null}`, null where no such place is known.
        """
        require_readable(BUILTIN["tps"], request.principal)
        with self.db.begin() as tx:
            return reaching.reach(tx, self._plan(tx, request)["tps"])

    @rpc
    @command
    def block_road(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that a stretch of a road is blocked, for editors of roads.

        `{"road", "from_m", "to_m", "reason": "flooded" | "damaged" | "closed", "since" (now),
        "until" (open), "source"}`; answers with the `id` besides. Raises UnknownRoad, Invalid.
        """
        return reaching.block(tx, request)

    @rpc
    @command
    def unblock_road(self, tx: Connection, request: Request) -> dict[str, Any]:
        """End a block now: `{"block"}`; answers with it. Raises UnknownBlock."""
        return reaching.unblock(tx, request)

    @rpc
    def list_road_blocks(self, request: Request) -> dict[str, Any]:
        """Return a page of blocks that stand or are to come: `{"area", "limit", "after"}`."""
        require_readable(BUILTIN["roads"], request.principal)
        limit, after = paging.asked(request.data)
        if after and not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise paging.foreign()
        area = messages.area(request.data, request.principal)
        with self.db.begin() as tx:
            rows = Blocks(tx).page(area, int(after or 0), limit + 1)
        page, following = paging.cut(rows, limit, lambda row: str(row.id))
        return {"items": [reaching.shown(row, row.name) for row in page], "next": following}

    def _plan(self, tx: Connection, request: Request) -> dict[str, Any]:
        tps = str(request.data.get("tps"))
        asked = {"area": tps, "after": "", "limit": 1, **messages.chosen({})}
        found = Plans(tx).page(asked) if len(tps) == 13 and tps.isdecimal() else []
        if not found:
            raise deciding.UnknownStation(f"there is no station {tps[:40]}")
        request.principal.require_area(tps)
        return messages.plan_out(found[0])


def _digits(area: str) -> int:
    """Return how long codes are of the areas that an area's readiness is told by."""
    if len(area) < 6:
        return 6
    return 10 if len(area) == 6 else 13
