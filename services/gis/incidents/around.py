"""What lies around an incident: polling stations, villages, roads."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.gis.incidents.descriptors import DESK, READERS
from services.gis.incidents.repository import Copies, UnknownIncident

USUAL, WIDEST = 500, 20_000  # metres
PAIR = 2


def point(data: dict[str, Any]) -> tuple[float, float]:
    """Read `{"point": [lon, lat]}` in degrees; raises Invalid."""
    reader = Reader(data)
    reader.only(("point",))
    value = reader.raw("point")
    if not (
        isinstance(value, list) and len(value) == PAIR and all(map(_degrees, value, (180, 90)))
    ):
        reader.wrong("point", "needs [longitude, latitude] in degrees")
    reader.end()
    return float(value[0]), float(value[1])


def _degrees(value: Any, most: float) -> bool:
    return type(value) in (int, float) and abs(value) <= most


def around(tx: Connection, incident: str, radius: int, who: Principal) -> dict[str, Any]:
    """Return what lies around; `radius` 0 is as far as the incident reaches, or `USUAL`.

    An incident outside of the account's area, or one that nobody vouches for yet, is unknown to
    who may not read it.
    """
    if not READERS & who.roles:
        raise Forbidden("this account may not read what lies around incidents")
    copies = Copies(tx)
    one = copies.get(incident)
    area = one.area or ""
    seen = who.covers(area) or who.area.startswith(area)
    if not seen or not (one.checked or DESK & who.roles):
        raise UnknownIncident(f"there is no incident {incident[:40]}")
    metres = radius or one.radius_m or USUAL
    head = {"incident": incident, "radius_m": metres, "placed": one.placed}
    return {**head, **_told(copies.around(incident, metres), who)}


def _told(found: dict[str, list[dict[str, Any]]], who: Principal) -> dict[str, Any]:
    """Return what was found with whole metres; stations and villages of the account's area."""
    inside = {
        name: [
            one
            for one in found[name]
            if who.covers(one["code"]) or who.area.startswith(one["code"])
        ]
        for name in ("tps", "villages")
    }
    return {
        name: [{**one, "metres": round(one["metres"])} if "metres" in one else one for one in rows]
        for name, rows in {**found, **inside}.items()
    }
