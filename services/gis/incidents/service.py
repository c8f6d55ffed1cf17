"""Entrypoints of incidents on the map."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.service import rpc, subscribe
from services.gis.incidents import around, following
from services.gis.incidents.repository import Copies


class IncidentsEntrypoints:
    """Incidents as the service that keeps them tells of them."""

    db: Database

    @subscribe("notifications", "incident_reported")
    def on_incident_reported(self, tx: Connection, event: Incoming) -> None:
        """Put a new incident on the map."""
        following.follow(tx, event.data)

    @subscribe("notifications", "incident_verified")
    def on_incident_verified(self, tx: Connection, event: Incoming) -> None:
        """Show that it is real, and block the roads that it blocks."""
        following.follow(tx, event.data)

    @subscribe("notifications", "incident_changed")
    def on_incident_changed(self, tx: Connection, event: Incoming) -> None:
        """Show what has become of it."""
        following.follow(tx, event.data)

    @subscribe("notifications", "incident_closed")
    def on_incident_closed(self, tx: Connection, event: Incoming) -> None:
        """Take it off the map."""
        following.follow(tx, event.data)

    @subscribe("notifications", "incident_merged")
    def on_incident_merged(self, tx: Connection, event: Incoming) -> None:
        """Take a duplicate off the map."""
        following.follow(tx, event.data)

    @rpc
    def village_at(self, request: Request) -> dict[str, Any]:
        """Return the village in which `{"point": [lon, lat]}` lies; the point is kept nowhere.

        Answers `{"village": {"code", "name", "district"} | null}`.
        """
        lon, lat = around.point(request.data)
        with self.db.begin() as tx:
            return {"village": Copies(tx).village(lon, lat)}

    @rpc
    def incident_surroundings(self, request: Request) -> dict[str, Any]:
        """Return what lies within metres of `{"incident", "radius_m"}`; docs/gis has the shape."""
        reader = Reader(request.data)
        radius = (
            reader.integer("radius_m", 10, around.WIDEST, 0) if "radius_m" in request.data else 0
        )
        reader.end()
        with self.db.begin() as tx:
            incident = str(request.data.get("incident"))
            return around.around(tx, incident, radius, request.principal)
