"""What tile sets are told as: TileJSON 3.0.0, and OGC's tile set metadata (17-083r4). Pure."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.gateway.cache import Box
from services.gateway.ogc.links import CRS84, JSON, link

MVT = "application/vnd.mapbox-vector-tile"
QUAD = "WebMercatorQuad"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
MATRIX_SET = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{QUAD}"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
RIM = 1 / 32  # of a tile's side: its geometries reach less far beyond it
WORLD = [-180.0, -85.0511, 180.0, 85.0511]
NOTE = (
    "A tile holds at most 500 kB. Of too many features it brings the largest, one of each part of "
    "a grid; its layer left-out has a feature for each layer that is not whole, with layer and "
    "count. Below zoom {zoom} features bring what style and label need."
)
_DIMENSIONS = {"Point": 0, "LineString": 1, "Polygon": 2}
_KINDS = {"Number": "number", "Boolean": "boolean", "String": "string"}


@dataclass(frozen=True)
class TileSet:
    """A layer's tiles, as the service tells of them."""

    id: str
    title: str
    description: str
    licence: str
    source: str
    geometry_type: str
    key: str | None
    fields: dict[str, str]
    fields_far: tuple[str, ...]
    detail_zoom: int
    max_zoom: int
    read: str | tuple[str, ...]
    version: int
    bounds: tuple[float, float, float, float] | None = None


@functools.lru_cache(maxsize=500)
def parse(body: bytes) -> list[TileSet]:
    """Return the tile sets of the service's answer."""
    return [TileSet(**one) for one in orjson.loads(body)["items"]]


def box(z: int, x: int, y: int) -> Box:
    """Return where the tile's geometries lie: west, south, east, north in degrees."""
    side = 1 << z
    west, east = ((x + part) * 360 / side - 180 for part in (-RIM, 1 + RIM))
    south, north = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + part) / side))))
        for part in (1 + RIM, -RIM)
    )
    return west, south, east, north


def tilejson(found: Sequence[TileSet], root: str) -> dict[str, Any]:
    """Return TileJSON 3.0.0 of tiles with these layers; what it has no word for is in `kendali`."""
    names, most = ",".join(one.id for one in found), max(one.max_zoom for one in found)
    told: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": ", ".join(one.title for one in found),
        "description": NOTE.format(zoom=found[0].detail_zoom),
        "attribution": "; ".join(dict.fromkeys(filter(None, map(_credit, found)))),
        "scheme": "xyz",
        "tiles": [f"{root}/tiles/{names}/{{z}}/{{x}}/{{y}}"],
        "minzoom": 0,
        "maxzoom": most,
        "bounds": _bounds(found),
        "vector_layers": [_vector_layer(one) for one in found],
    }
    told["kendali"] = {
        "left_out": "left-out",
        "detail_zoom": found[0].detail_zoom,
        "layers": {
            one.id: {"key": one.key, "version": one.version, "fields_far": one.fields_far}
            for one in found
        },
    }
    return told


def listed(one: TileSet, root: str) -> dict[str, Any]:
    """Return the list of a collection's tile sets."""
    here = f"{root}/collections/{one.id}/tiles"
    links = [link("self", f"{here}/{QUAD}", JSON, one.title), _scheme(), _item(one, root)]
    return {
        "links": [link("self", here, JSON, f"Tile sets of {one.title}")],
        "tilesets": [{**_head(one), "links": links}],
    }


def metadata(one: TileSet, root: str) -> dict[str, Any]:
    """Return the metadata of a collection's one tile set."""
    west, south, east, north = _bounds([one])
    here = f"{root}/collections/{one.id}/tiles/{QUAD}"
    links = [
        link("self", here, JSON, one.title),
        link("describedby", f"{here}?f=tilejson", JSON, "TileJSON"),
        link("geodata", f"{root}/collections/{one.id}", JSON, one.title),
        _scheme(),
        _item(one, root),
    ]
    corners = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84}
    about = {"description": one.description or NOTE.format(zoom=one.detail_zoom)}
    layers = [_layer(one)]
    return {**_head(one), **about, "boundingBox": corners, "layers": layers, "links": links}


def _head(one: TileSet) -> dict[str, Any]:
    head = {"title": one.title, "dataType": "vector", "crs": MERCATOR}
    return head | {"tileMatrixSetURI": MATRIX_SET}


def _layer(one: TileSet) -> dict[str, Any]:
    kinds = {name: {"type": _KINDS[kind]} for name, kind in one.fields.items()}
    told: dict[str, Any] = {"id": one.id, "title": one.title, "dataType": "vector"}
    shape = one.geometry_type.removeprefix("Multi")
    if shape in _DIMENSIONS:
        told |= {"geometryDimension": _DIMENSIONS[shape]}
    told |= {"minTileMatrix": "0", "maxTileMatrix": str(one.max_zoom)}
    return told | {"propertiesSchema": {"type": "object", "properties": kinds}}


def _vector_layer(one: TileSet) -> dict[str, Any]:
    told = {"id": one.id, "description": one.description or one.title, "fields": one.fields}
    return told | {"minzoom": 0, "maxzoom": one.max_zoom}


def _bounds(found: Sequence[TileSet]) -> list[float]:
    boxes = [one.bounds for one in found if one.bounds is not None]
    if not boxes:
        return WORLD
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]


def _credit(one: TileSet) -> str:
    return ", ".join(filter(None, (one.source, one.licence)))


def _scheme() -> dict[str, Any]:
    return link(SCHEME, MATRIX_SET, JSON, QUAD)


def _item(one: TileSet, root: str) -> dict[str, Any]:
    place = f"{root}/collections/{one.id}/tiles/{QUAD}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return link("item", place, MVT, "Tiles") | {"templated": True}
