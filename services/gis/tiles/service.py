"""Entrypoints of the tiles. A layer that somebody may not read is one that is not there."""

from __future__ import annotations

from typing import Any

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import rpc
from services.gis.layers.domain import Layer, UnknownLayer, readable
from services.gis.layers.extents import Extents
from services.gis.layers.features_repository import Features
from services.gis.layers.repository import Layers
from services.gis.tiles import messages
from services.gis.tiles.repository import Tiles

_extents = Extents()


class TilesEntrypoints:
    """Vector tiles of the layers."""

    db: Database

    @rpc
    def get_tile(self, request: Request) -> bytes:
        """Return the Mapbox vector tile of `{"layers": [id], "z", "x", "y"}`, empty for nothing.

        Each layer of the tile is called by its id; one called `left-out` has a feature for each
        layer that is not whole, with `layer` and `count`. Raises BadRequest for what is no tile.
        """
        tile = messages.parse_tile(request.data)
        with self.db.begin() as tx:
            layers = _readable(Layers(tx), request)
            return Tiles(tx, request.principal.area).draw(layers, tile)

    @rpc
    def get_tilesets(self, request: Request) -> dict[str, Any]:
        """Return what `{"layers": [id], "bounds": bool}` are as tiles.

        `{"items": [{"id", "title", "description", "licence", "source", "geometry_type", "key" (the
        property that is the feature's id, null where the tile's own id is), "fields": {name:
        "String" | "Number" | "Boolean"}, "fields_far": [name], "detail_zoom", "max_zoom", "read",
        "version", "bounds": [w, s, e, n] | null}], "next": null}`; `fields_far` are what tiles
        below `detail_zoom` bring; `bounds` stand there if they are asked for.
        """
        wanted = request.data.get("bounds") is True
        with self.db.begin() as tx:
            store, items = Layers(tx), []
            for layer in _readable(store, request):
                version = store.version(layer)
                item = messages.tileset(layer, version)
                if wanted:
                    features, area = Features(tx, layer), request.principal.area
                    item["bounds"] = _extents.of(features, layer, version, area)
                items.append(item)
        return {"items": items, "next": None}


def _readable(store: Layers, request: Request) -> list[Layer]:
    found = [store.get(name) for name in messages.parse_layers(request.data)]
    for layer in found:
        if not readable(layer, request.principal):
            raise UnknownLayer(f"there is no layer {layer.id}")
    return found
