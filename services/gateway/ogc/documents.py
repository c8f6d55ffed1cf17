"""The landing page and the collections, as OGC API - Features tells of them."""

from __future__ import annotations

from typing import Any

from services.gateway import tilesets
from services.gateway.ogc import layers
from services.gateway.ogc.layers import Layer
from services.gateway.ogc.links import (
    CONFORMANCE,
    CRS84,
    DATA,
    GEOJSON,
    HTML,
    JSON,
    OF_SCHEMA,
    OPENAPI,
    QUERYABLES,
    SCHEMA,
    SCHEMES,
    SORTABLES,
    TILES,
    Link,
    link,
    root,
    two_ways,
)
from services.gateway.parts import parts

DESCRIPTION = "Layers of the region: boundaries, polling stations, roads, and what agencies bring"
Document = dict[str, Any]


def landing() -> Document:
    base = root()
    links = [
        *two_ways(),
        link("service-desc", f"{base}/api", OPENAPI, "The API as OpenAPI 3.0"),
        link("service-doc", f"{base}/api?f=html", HTML, "The API as a page"),
        link("conformance", f"{base}/conformance", JSON, "Classes that are kept"),
        link(CONFORMANCE, f"{base}/conformance", JSON, "Classes that are kept"),
        link("data", f"{base}/collections", JSON, "The layers"),
        link(DATA, f"{base}/collections", JSON, "The layers"),
        link(SCHEMES, f"{base}/tileMatrixSets", JSON, "How tiles are cut"),
        link(TILES, f"{base}/tiles/{{layers}}", JSON, "Tiles of layers", templated=True),
    ]
    return {
        "title": f"{parts().settings.region.title} maps",
        "description": DESCRIPTION,
        "links": links,
    }


def tile_matrix_sets() -> Document:
    one = {"id": tilesets.QUAD, "title": tilesets.QUAD, "uri": tilesets.MATRIX_SET}
    links = [link("self", tilesets.MATRIX_SET, JSON, tilesets.QUAD)]
    return {"tileMatrixSets": [{**one, "links": links}], "links": two_ways()}


def collections(found: list[Layer]) -> Document:
    return {
        "links": two_ways(),
        "collections": [collection(layer, within=True) for layer in found],
        "numberMatched": len(found),
        "numberReturned": len(found),
    }


def collection(layer: Layer, *, within: bool = False) -> Document:
    """Return the collection of a layer; `within`: as one of the list.

    What OGC has no word for is in `kendali`.
    """
    place = f"{root()}/collections/{layer['id']}"
    own = [link("self", place, JSON, layer["title"])] if within else two_ways()
    told: Document = {name: layer[name] for name in ("id", "title", "description")}
    return told | {
        "attribution": ", ".join(filter(None, (layer["source"], layer["licence"]))),
        "links": [*own, *_ways(layer, place)],
        "extent": {"spatial": {"bbox": [layer["bbox"] or WORLD], "crs": CRS84}},
        "itemType": "feature",
        "crs": layer["crs"],
        "storageCrs": layer["storage_crs"],
        "kendali": _ours(layer),
    }


WORLD = [-180, -90, 180, 90]
_OURS = ("source", "licence", "rhythm", "geometry_type", "attributes", "label", "time", "style")
_OWN = ("permissions", "closed", "built_in", "version", "changed_at")


def _ours(layer: Layer) -> Document:
    told = {name: layer[name] for name in (*_OURS, *_OWN)}
    return told | {"editable": layers.edits(layer), "extendable": layers.makes(layer)}


def _ways(layer: Layer, place: str) -> list[Link]:
    title = layer["title"]
    return [
        link("items", f"{place}/items", GEOJSON, f"{title} as GeoJSON"),
        link("items", f"{place}/items?f=html", HTML, f"{title} as a page"),
        link(QUERYABLES, f"{place}/queryables", SCHEMA, "What can be asked for"),
        link(SORTABLES, f"{place}/sortables", SCHEMA, "What can be sorted by"),
        link(OF_SCHEMA, f"{place}/schema", SCHEMA, "What a feature has"),
        link("describedby", f"{place}/schema", SCHEMA, "What a feature has"),
        link(TILES, f"{place}/tiles", JSON, f"{title} as vector tiles"),
    ]


def schema(layer: Layer, which: str) -> Document:
    """Return the layer's `queryables`, `sortables` or `schema` as JSON Schema."""
    address = f"{root()}/collections/{layer['id']}/{which}"
    return {**layer[which], "$id": address}
