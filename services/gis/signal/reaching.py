"""Which roads to a station are bad now, and the ways from it to what it may need."""

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
from services.gis.signal.ways import Bad, Leg, Network, Road, Way, straight
from services.gis.signal.ways_repository import Blocks, UnknownBlock, Ways

NEAR = 1000.0  # metres around a station: roads that lead there
# The middle of its district, the nearest place with signal, the nearest asset of a network.
ENDS = ("to_centre", "to_covered", "to_asset")
REASONS = ("flooded", "damaged", "closed")


def reach(tx: Connection, tps: str) -> dict[str, Any]:
    """Return what leads to the station; docs/gis/signal.md gives the shape."""
    place = Ways(tx).place(tps)
    if place is None:
        raise UnknownStation(f"there is no station {tps}")
    told: dict[str, Any] = {"tps": tps, "near": [], **dict.fromkeys(ENDS)}
    if place.x is None:
        return told
    here, ends = Point(place.x, place.y), _ends(place)
    around = Ways(tx).roads([here, *(at for at, _ in ends.values())])
    network = Network([road for road, _ in around])
    near = [_near(road, away) for road, away in around if away <= NEAR]
    told["near"] = sorted(near, key=lambda one: one["metres"])
    return told | {
        name: {"to": about, **_ways(network, here, at)} for name, (at, about) in ends.items()
    }


def _ends(place: Any) -> dict[str, tuple[Point, dict[str, Any]]]:
    """Return where ways go to, as far as it is known: its point, and what it is."""
    found: dict[str, tuple[Point, dict[str, Any]]] = {}
    if place.cx is not None:
        about = {"id": place.code, "name": place.name, "kind": "district"}
        found["to_centre"] = (Point(place.cx, place.cy), about)
    for name, one in (("to_covered", place.covered), ("to_asset", place.asset)):
        if one and one["point"]:
            about = {key: one[key] for key in ("id", "name", "kind")}
            found[name] = (Point(one["point"]["coordinates"]), about)
    return found


def _near(road: Road, away: float) -> dict[str, Any]:
    bad = [_bad(one) for one in road.bad]
    return {"road": road.code, "name": road.name, "metres": away, "bad": bad}


def _ways(network: Network, start: Point, end: Point) -> dict[str, Any]:
    """Return the shortest way, and a detour where something on it is closed.

    Where no roads lead there, or the nearest of them are farther than the place itself, the way is
    a straight one, and says so.
    """
    way, direct = network.way(start, end), straight(start, end)
    if way is None or way.straight >= direct:
        return {**_way(Way(0.0, direct, ())), "by_road": False, "detour": None}
    detour = network.way(start, end, around=True) if way.blocked else None
    return {**_way(way), "by_road": True, "detour": detour and _way(detour)}


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
