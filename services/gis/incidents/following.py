"""What an incident's event makes of the map: a feature of the layer, an area, blocked roads."""

from __future__ import annotations

from typing import Any

from shapely import Point
from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.envelope import Event
from services.gis.incidents.descriptors import INCIDENTS, OPEN, REAL
from services.gis.incidents.repository import Blocks, Copies
from services.gis.layers import changes
from services.gis.layers.domain import Change, Feature, UnknownFeature
from services.gis.layers.repository import Layers
from services.gis.layers.writing_repository import Writes

WHO = "incidents"
ON_ROAD_M = 50.0  # to both sides of a metre of a road, where nobody said how far it reaches
WHOLE_M = 1e9  # of a road on which nobody told a metre
FACTS = ("number", "type", "severity", "state", "headline", "agency", "radius_m", "exercise")

Data = dict[str, Any]


def follow(tx: Connection, data: Data) -> None:
    """Take over what an event tells of an incident, unless something newer is known."""
    copies = Copies(tx)
    point = _point(copies, data)
    area = data["area"] or (point and copies.area(point)) or None
    first = copies.keep(data, area, point)
    if first is None:
        return
    _place(tx, data, area, point, first=first)
    _show(tx, data, point)
    _block(tx, data, point)


def _point(copies: Copies, data: Data) -> Point | None:
    """Return where it is: as told, or where its polling station or its metre of a road is."""
    if data["point"] is not None:
        return Point(data["point"])
    found = copies.station(data["station"]) if data["station"] else None
    if found is None and data["road"] and data["metre"] is not None:
        found = copies.on_road(data["road"], data["metre"])
    return found


def _place(
    tx: Connection, data: Data, area: str | None, point: Point | None, *, first: bool
) -> None:
    """Tell that the map has it now, and later what the map knows and the event did not."""
    newly = (area and not data["area"]) or (point is not None and data["point"] is None)
    if not (first or newly):
        return
    at = None if point is None else [point.x, point.y]
    told = {"incident": data["incident"], "area": area, "point": at}
    outbox.add(tx, "gis", Event("incident_placed", data["incident"], told))


def _show(tx: Connection, data: Data, point: Point | None) -> None:
    """Have the layer show it while it is open, checked and somewhere."""
    shown = data["state"] in OPEN and data["checked"] and point is not None
    facts = {name: data[name] for name in FACTS} | {"incident": data["incident"]}
    facts |= {"occurred_at": clock.from_text(data["occurred_at"])}
    standing = _standing(tx, data["incident"])
    if not shown and standing is None:
        return
    if shown and standing and standing.properties == facts and standing.geometry == point:
        return
    version = Layers(tx).next_version(INCIDENTS)
    writes = Writes(tx, INCIDENTS, version, WHO)
    if not shown:
        writes.delete(data["incident"])
        change = Change(INCIDENTS, version, WHO, "deleted", removed=1)
    elif standing is None:
        writes.insert(Feature(None, point, facts))
        change = Change(INCIDENTS, version, WHO, "created", added=1)
    else:
        writes.change(Feature(data["incident"], point, {}), facts, "updated")
        change = Change(INCIDENTS, version, WHO, "updated", changed=1)
    changes.tell_feature(tx, change, data["incident"], data["area"] or None)


def _standing(tx: Connection, incident: str) -> Feature | None:
    try:
        return Writes(tx, INCIDENTS, 0, WHO).standing(incident)
    except UnknownFeature:
        return None


def _block(tx: Connection, data: Data, point: Point | None) -> None:
    """Block the roads that a real incident of such a type is on, or that run through its circle."""
    blocks, found = Blocks(tx, data["incident"]), []
    if data["blocks"] and data["state"] in REAL and not data["exercise"]:
        reach = data["radius_m"]
        if data["road"] and data["metre"] is None:
            found = blocks.along(data["road"], 0.0, WHOLE_M)
        elif data["road"]:
            around = float(reach or ON_ROAD_M)
            found = blocks.along(data["road"], data["metre"] - around, data["metre"] + around)
        elif point is not None and reach:
            found = blocks.through(point, float(reach))
    since = clock.from_text(data["occurred_at"])
    blocks.put(found, data["blocks"] or "", data["number"], since)
