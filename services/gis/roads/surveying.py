"""A survey is put: its stretches in place of that day's, the layers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.principal import Principal
from services.gis.layers import changes
from services.gis.layers.domain import require_editable
from services.gis.roads import rules
from services.gis.roads.descriptors import ROADS, SEGMENTS
from services.gis.roads.domain import faults, judged
from services.gis.roads.messages import Survey
from services.gis.roads.repository import Road, Roads, Surveys
from services.gis.roads.tracing_repository import Tracing


def put(tx: Connection, surveys: Sequence[Survey], who: Principal) -> dict[str, Any]:
    """Put surveys, all or none; returns `{"surveys", "segments", "layers"}`.

    Raises UnknownRoad, OutsideArea, and Invalid that names each stretch.
    """
    require_editable(ROADS, who)
    tracing = Tracing(tx)
    versions = tracing.lock()
    store, removed, stands = Surveys(tx), 0, rules.standing(tx)
    for one in surveys:
        road = writable(tx, one.road, who)
        require_fitting(one, road)
        removed += store.clear(one.road, one.on, versions[SEGMENTS.id], who.name)
        store.put(one.road, one.on, one.source, who.name)
        found = [(part, judged(part, stands)) for part in one.stretches]
        stamp = {"version": versions[SEGMENTS.id], "changed_by": who.name}
        store.add(one.road, one.on, found, **stamp)
    made = tracing.follow(sorted({one.road for one in surveys}), versions, who.name)
    told = [made[0], replace(made[1], removed=made[1].removed + removed)]
    for change in told:
        changes.tell(tx, change)
    return {
        "surveys": len(surveys),
        "segments": sum(len(one.stretches) for one in surveys),
        "layers": [changes.shown(change) for change in told],
    }


def writable(tx: Connection, code: str, who: Principal) -> Road:
    """Return a road that the principal may tell of; raises UnknownRoad, OutsideArea."""
    road = Roads(tx, "").get(code)
    if who.area:
        who.require_area(road.area or "")
    return road


def require_fitting(one: Survey, road: Road) -> None:
    """Raise Invalid that names what of the survey does not fit its road."""
    if road.metres is None:
        raise Invalid("not a survey", (FieldError("road", f"{road.code} has no line yet"),))
    found = faults(one.stretches, road.metres)
    if found:
        raise Invalid("not a survey", tuple(found))


def require_judge(who: Principal) -> None:
    """Raise Forbidden unless the principal may say how roads are judged, which holds everywhere."""
    require_editable(ROADS, who)
    if who.area or "admin" not in who.roles:
        raise Forbidden("how roads are judged is for administrators without an area to set")
