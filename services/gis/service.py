"""Entrypoints of the map service."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.envelope import Incoming
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, command, loop, rpc, subscribe
from services.gis import domain, messages
from services.gis.domain import REGENCY
from services.gis.repository import Areas, Layers, Stations


class GisService:
    """Areas, polling stations and their shapes."""

    name = "gis"
    db = DatabaseProvider()

    @rpc
    @command
    def register_areas(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Register areas by points, and draw their regencies anew.

        Answers `{"registered": n, "layers": [{"layer", "area", "version"}]}`.
        """
        items = messages.parse_areas(request.data)
        regencies = sorted({area.code[:REGENCY] for area in items})
        for regency in regencies:
            request.principal.require_area(regency)
        # The layers' rows first: they keep a second registration of the regency waiting.
        changed = [
            Layers(tx).change(layer, regency)
            for regency in regencies
            for layer in ("districts", "regencies", "villages")
        ]
        store = Areas(tx)
        store.put(items)
        for regency in regencies:
            store.put_shapes(domain.shapes(store.village_points(regency)))
        return {"registered": len(items), "layers": [messages.to_wire(c) for c in changed]}

    @rpc
    def list_features(self, request: Request) -> dict[str, Any]:
        """Return a page of a layer as a GeoJSON FeatureCollection with `next`."""
        query = messages.parse_query(request.data, request.principal.area)
        request.principal.require_area(query.area)
        with self.db.begin() as tx:
            store = Stations(tx) if query.layer == "tps" else Areas(tx)
            page, following = paging.cut(store.page(query), query.limit, lambda row: row["code"])
        return messages.collection(page, following)

    @subscribe("elections", "station_registered")
    def on_station_registered(self, tx: Connection, event: Incoming) -> None:
        """Keep a copy of the polling station, unless it stands in a rehearsal only."""
        if not event.data.get("rehearsal"):
            Stations(tx).put(messages.station(event.data))

    @loop(every=1.0)
    def announce_stations(self) -> None:
        """Tell once a second which regencies' polling stations changed."""
        with self.db.begin() as tx:
            for area in Stations(tx).take_changes():
                Layers(tx).change("tps", area)
