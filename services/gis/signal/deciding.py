"""A planner decides how a station sends its result."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound, PreconditionFailed
from libs.kit.request import Request
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import VersionNeeded
from services.gis.layers.repository import Layers
from services.gis.signal import messages, planning
from services.gis.signal.domain import CHANGED, decide
from services.gis.signal.plans_repository import Plans


class UnknownStation(NotFound):
    slug, title = "unknown-station", "No such polling station"


def decide_plan(tx: Connection, request: Request) -> None:
    """Keep the decision and tell of it; whoever else writes stations waits for the commit."""
    tps, wanted, expected = messages.decision(request.data)
    request.principal.require_area(tps)
    version = Layers(tx).next_version(BUILTIN["tps"])
    before = Plans(tx).of([tps]).get(tps)
    if before is None:
        raise UnknownStation(f"there is no station {tps}")
    if expected is None:
        raise VersionNeeded(f"the plan of {tps} stands at version {before.version}")
    if expected != before.version:
        detail = f"the plan of {tps} stands at version {before.version}"
        raise PreconditionFailed(detail, version=before.version)
    after = decide(before, wanted)
    reason = messages.text(request.data, "reason", needed=after.state == CHANGED)
    planning.put(tx, {tps: after}, version, request.principal.name, reason)
