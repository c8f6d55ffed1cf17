"""Which roads to a station are bad now, and the ways to its district's centre and to coverage."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from shapely import Point
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import require_editable
from services.gis.roads.repository import Roads
from services.gis.signal import messages
from services.gis.signal.deciding import UnknownStation
from services.gis.signal.proposing import require_inside
from services.gis.signal.ways import Bad, Leg, Network, Road, Way
from services.gis.signal.ways_repository import Blocks, UnknownBlock, Ways

NEAR = 1000.0  # metres around a station: roads that lead there
REASONS = ("flooded", "damaged", "closed")


def reach(tx: Connection, tps: str) -> dict[str, Any]:
    """Return what leads to the station; docs/gis/signal.md gives the shape."""
    place = Ways(tx).place(tps)
    if place is None:
        raise UnknownStation(f"there is no station {tps}")
    told: dict[str, Any] = {"tps": tps, "near": [], "to_centre": None, "to_covered": None}
    if place.x is None:
        return told
    here, centre = Point(place.x, place.y), None if place.cx is None else Point(place.cx, place.cy)
    covered = (
        place.covered and place.covered["point"] and Point(place.covered["point"]["coordinates"])
    )
    around = Ways(tx).roads([at for at in (here, centre, covered) if at])
    network = Network([road for road, _ in around])
    near = [_near(road, away) for road, away in around if away <= NEAR]
    to_centre = centre and _ways(network, here, centre)
    if to_centre:
        to_centre["district"] = {"code": place.code, "name": place.name}
    return {
        **told,
        "near": sorted(near, key=lambda one: one["metres"]),
        "to_centre": to_centre,
        "to_covered": covered and _ways(network, here, covered),
    }


def _near(road: Road, away: float) -> dict[str, Any]:
    bad = [_bad(one) for one in road.bad]
    return {"road": road.code, "name": road.name, "metres": away, "bad": bad}


def _ways(network: Network, start: Point, end: Point) -> dict[str, Any] | None:
    """Return the shortest way, and a detour where something on it is closed."""
    way = network.way(start, end)
    if way is None:
        return None
    detour = network.way(start, end, around=True) if way.blocked else None
    return {**_way(way), "detour": detour and _way(detour)}


def _way(way: Way) -> dict[str, Any]:
    legs = [_leg(leg) for leg in way.legs]
    head = {"metres": way.metres, "straight_metres": way.straight, "blocked": way.blocked}
    return {**head, "legs": legs}


def _leg(leg: Leg) -> dict[str, Any]:
    bad = [_bad(one) for one in leg.bad]
    place = {"road": leg.road, "name": leg.name, "from_m": leg.start, "to_m": leg.end}
    return {**place, "bad": bad}


def _bad(one: Bad) -> dict[str, Any]:
    times = {"since": one.since, "until": one.until, "source": one.source}
    return {"from_m": one.start, "to_m": one.end, "reason": one.reason, **times}


# ---- blocks


def block(tx: Connection, request: Request) -> dict[str, Any]:
    """Keep that a stretch of a road is blocked; returns the block."""
    who, data = request.principal, request.data
    require_editable(BUILTIN["roads"], who)
    road = Roads(tx, who.area).get(str(data.get("road")))
    require_inside(who, road.area)
    values = _read(data, road.metres or 0.0)
    told = {**values, "road": road.code, "area": road.area, "who": who.name}
    number = Blocks(tx).add(told)
    return shown(Blocks(tx).get(number), road.facts["name"])


def _read(data: dict[str, Any], length: float) -> dict[str, Any]:
    errors: list[FieldError] = []
    start, end = (_metre(data.get(name), name, errors) for name in ("from_m", "to_m"))
    if not errors and not 0 <= start <= end <= length + 1:
        errors.append(FieldError("to_m", f"needs metres from 0 to {length:.0f}, rising"))
    if data.get("reason") not in REASONS:
        errors.append(FieldError("reason", f"needs one of {', '.join(REASONS)}"))
    since, until = (_moment(data.get(name), name, errors) for name in ("since", "until"))
    if since and until and until <= since:
        errors.append(FieldError("until", "is not after since"))
    source = messages.text(data, "source", needed=True)
    if errors:
        raise Invalid("not a block", tuple(errors))
    place = {"from_m": start, "to_m": end, "reason": data["reason"], "source": source}
    return {**place, "since": since or clock.now(), "until": until}


def _metre(value: Any, name: str, errors: list[FieldError]) -> float:
    if type(value) in (int, float) and math.isfinite(value):
        return float(value)
    errors.append(FieldError(name, "needs a number of metres"))
    return 0.0


def _moment(value: Any, name: str, errors: list[FieldError]) -> datetime | None:
    if value is None:
        return None
    try:
        return clock.from_text(value)
    except (TypeError, ValueError):
        errors.append(FieldError(name, "needs a time as RFC 3339 has it"))
        return None


def unblock(tx: Connection, request: Request) -> dict[str, Any]:
    """End a block now; returns it."""
    require_editable(BUILTIN["roads"], request.principal)
    text = str(request.data.get("block"))
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise UnknownBlock(f"there is no block {text[:40]}")
    number, store = int(text), Blocks(tx)
    require_inside(request.principal, store.get(number).area)
    store.end(number)
    return shown(store.get(number), None)


def shown(row: Any, name: str | None) -> dict[str, Any]:
    """Return a block as answers have it."""
    times = {
        one: at and clock.to_text(at) for one, at in (("since", row.since), ("until", row.until))
    }
    place = {"id": str(row.id), "road": row.road, "name": name}
    stretch = {"from_m": row.from_m, "to_m": row.to_m, "reason": row.reason}
    return {**place, **stretch, **times, "source": row.source, "area": row.area}
