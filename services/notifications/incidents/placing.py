"""Where gis finds an incident: its area where it has none, its point where it is on a road."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.notifications.incidents import alerting
from services.notifications.incidents.domain import Who
from services.notifications.incidents.repository import Incidents

GIS = Who("gis", "gis")


def put(tx: Connection, data: dict[str, Any]) -> None:
    """Keep what `incident_placed` tells and nobody has told yet.

    The version stays: nobody who works on the incident is to be stopped by a machine's doing.
    """
    store = Incidents(tx)
    one = store.standing(data["incident"], lock=True)
    place = one.place
    point = None if data["point"] is None else (data["point"][0], data["point"][1])
    found = replace(place, area=place.area or data["area"] or "", point=place.point or point)
    if found == place:
        return
    after = replace(one, place=found)
    store.save(after)
    store.note(one.id, "placed", GIS, clock.now(), "", {"area": found.area})
    store.tell("placed", after, store.reports(one.id), one.state)
    alerting.place(tx, after, clock.now())
