"""Entrypoints of the map service: areas and polling stations; layers are in a package."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.envelope import Incoming
from libs.kit.request import Request
from libs.kit.service import DatabaseProvider, SettingsProvider, command, loop, rpc, subscribe
from services.gis import boundaries, domain, messages
from services.gis.domain import REGENCY
from services.gis.figures.service import FiguresEntrypoints
from services.gis.files.service import FilesEntrypoints
from services.gis.incidents.service import IncidentsEntrypoints
from services.gis.layers import changes
from services.gis.layers import placing_repository as placing
from services.gis.layers.builtin import BUILTIN, LEVELS
from services.gis.layers.domain import Change, common
from services.gis.layers.repository import Layers, many
from services.gis.layers.service import LayersEntrypoints
from services.gis.repository import Areas, Stations
from services.gis.roads.service import RoadsEntrypoints
from services.gis.signal.service import SignalEntrypoints
from services.gis.tiles.service import TilesEntrypoints


class GisService(
    LayersEntrypoints,
    SignalEntrypoints,
    RoadsEntrypoints,
    TilesEntrypoints,
    FilesEntrypoints,
    IncidentsEntrypoints,
    FiguresEntrypoints,
):
    """Areas, polling stations, and every other layer of the map."""

    name = "gis"
    db = DatabaseProvider()
    settings = SettingsProvider()

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
        drawn = [BUILTIN[name] for name in ("districts", "regencies", "villages")]
        versions = many(tx, drawn)
        who = request.principal.name
        store = Areas(tx, {LEVELS[name]: version for name, version in versions.items()}, who)
        store.put(items)
        for regency in regencies:
            store.put_shapes(domain.shapes(store.village_points(regency)))
        area = common(regencies)
        made = [Change(one, versions[one.id], who, "registered", area=area) for one in drawn]
        for change in made:
            changes.tell(tx, change)
        placing.moved(tx, None)
        return {"registered": len(items), "layers": [changes.shown(one) for one in made]}

    @rpc
    @command
    def put_boundaries(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take over surveyed boundaries, province to village, in place of what stands.

        `{"items": [{"code", "name": text or null, "geometry": polygon}]}`, up to 1,000; answers
        `{"put": n, "layers": [{"layer", "area", "version"}]}`. An import calls `boundaries.put`.
        """
        items = messages.parse_boundaries(request.data)
        made = boundaries.put(tx, items, request.principal)
        return {"put": len(items), "layers": [changes.shown(change) for change in made]}

    @subscribe("elections", "station_registered")
    def on_station_registered(self, tx: Connection, event: Incoming) -> None:
        """Keep a copy of the polling station, unless it stands in a rehearsal only."""
        if not event.data.get("rehearsal"):
            Stations(tx).put(messages.station(event.data))

    @loop(every=1.0)
    def announce_stations(self) -> None:
        """Give stations that changed meanwhile the layer's next version, and tell of it."""
        with self.db.begin() as tx:
            store, layer = Stations(tx), BUILTIN["tps"]
            changed = store.take_changes()
            if not changed:
                return
            version = Layers(tx).next_version(layer)
            bbox = store.stamp(changed, version)
            made = Change(layer, version, "elections", "registered", changed=len(changed))
            changes.tell(tx, replace(made, area=common(changed), bbox=bbox))
