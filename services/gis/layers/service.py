"""Entrypoints of the layers: the catalogue and its features."""

from __future__ import annotations

from typing import Any

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import rpc
from services.gis.layers import answers, definitions, messages
from services.gis.layers.crs import find
from services.gis.layers.domain import Layer, readable, require_readable
from services.gis.layers.extents import Extents
from services.gis.layers.features_repository import Features
from services.gis.layers.repository import Layers

_extents = Extents()


class LayersEntrypoints:
    """Layers and their features."""

    db: Database

    @rpc
    def list_layers(self, request: Request) -> dict[str, Any]:
        """Return `{"items": [layer], "next": null}`: the layers that the principal may read.

        Each is as `get_layer` returns it, without the schemas.
        """
        who = request.principal
        with self.db.begin() as tx:
            found = [(one, v) for one, v in Layers(tx).all() if readable(one, who)]
            items = [
                definitions.shown(one, version)
                | {"bbox": _extents.of(Features(tx, one), one, version, who.area)}
                for one, version in found
            ]
        return {"items": items, "next": None}

    @rpc
    def get_layer(self, request: Request) -> dict[str, Any]:
        """Return the layer of `{"layer": id}`.

        `{"id", "title", "description", "licence", "source", "rhythm", "geometry_type",
        "attributes": [{"name", "title", "kind", "unit", "codes": [{"value", "title"}], "required",
        "read_only"}], "label", "time", "style", "permissions": {"read", "edit"}, "closed",
        "built_in", "version", "crs": [uri], "storage_crs", "bbox": [w, s, e, n] | null,
        "schema", "queryables", "sortables"}`, the last three as JSON Schemas.
        """
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            version = Layers(tx).version(layer)
            bbox = _extents.of(Features(tx, layer), layer, version, request.principal.area)
        schemas = {"schema": layer.json_schema(), "queryables": layer.queryables()}
        shown = definitions.shown(layer, version) | {"bbox": bbox, "sortables": layer.sortables()}
        return shown | schemas

    @rpc
    def list_features(self, request: Request) -> bytes:
        """Return a page of a layer as the bytes of a GeoJSON FeatureCollection.

        Data: `{"layer", "area", "bbox": [4 or 6 numbers], "bbox_crs", "crs" (URIs), "datetime",
        "filter" (CQL2 JSON, or text), "filter_crs", "properties": {name: value}, "sortby":
        "name,-other", "fields": "a,b", "skip_geometry", "limit", "after", "count": "bounded" |
        "exact" | "none"}`, all but the layer optional. The head's members come before the
        features, so that a caller may split the bytes at the first `,"features":[` and put its own
        links there: `{"type", "next" (null on the last page), "numberMatched" (absent beyond
        10,000 unless exact), "numberReturned", "features"}`. Each feature has its `version`, which
        is its ETag. Raises Invalid whose fields are named as the query's parameters.
        """
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            query = messages.parse_query(request.data, layer, request.principal)
            store = Features(tx, layer)
            rows, following = store.page(query)
            head: dict[str, Any] = {"next": following}
            whole = query.after is None and following is None
            matched = len(rows) if whole else None
            if matched is None and query.count != "none":
                matched = store.count(query)
        if matched is not None:
            head["numberMatched"] = matched
        return answers.collection(rows, answers.names(layer, query.fields), **head)

    @rpc
    def get_feature(self, request: Request) -> bytes:
        """Return a feature of `{"layer", "id", "crs"}` as the bytes of a GeoJSON Feature.

        It begins `{"type":"Feature","version":7,`; the version is its ETag.
        """
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            crs = find(request.data.get("crs"), "crs")
            row = Features(tx, layer).get(request.data["id"], request.principal.area, crs)
        return answers.feature(row, answers.names(layer, None))

    @staticmethod
    def _readable(layers: Layers, request: Request) -> Layer:
        layer = layers.get(request.data.get("layer"))
        require_readable(layer, request.principal)
        return layer
