"""dict ↔ domain: which tile is asked for, and what a tile set is."""

from __future__ import annotations

from typing import Any

from libs.kit.errors import BadRequest, FieldError
from services.gis.layers.domain import Attribute, Layer
from services.gis.tiles import domain
from services.gis.tiles.domain import DETAIL_ZOOM, EXACT_ZOOM, MOST_LAYERS, MOST_ZOOM, Tile

_FIELDS = {"integer": "Number", "number": "Number", "boolean": "Boolean"}  # else String


def parse_tile(data: dict[str, Any]) -> Tile:
    """Read `{"z", "x", "y"}`; raises BadRequest that names what no tile has."""
    z = _whole(data, "z", MOST_ZOOM)
    return Tile(z, *(_whole(data, name, 2**z - 1) for name in ("x", "y")))


def _whole(data: dict[str, Any], name: str, most: int) -> int:
    value = data.get(name)
    if type(value) is not int or not 0 <= value <= most:
        raise BadRequest("no such tile", (FieldError(name, f"needs a whole number up to {most}"),))
    return value


def parse_layers(data: dict[str, Any]) -> list[str]:
    """Read `{"layers": [id]}`, each named once; raises BadRequest."""
    asked = data.get("layers")
    good = isinstance(asked, list) and all(isinstance(one, str) for one in asked)
    if not isinstance(asked, list) or not good or not 1 <= len(set(asked)) <= MOST_LAYERS:
        message = f"needs 1 to {MOST_LAYERS} layers"
        raise BadRequest("no such tiles", (FieldError("layers", message),))
    return list(dict.fromkeys(asked))


def tileset(layer: Layer, version: int) -> dict[str, Any]:
    """Return what clients must know of a layer's tiles; `service.py` has the shape."""
    read = layer.permissions.read
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "licence": layer.licence,
        "source": layer.source,
        "geometry_type": layer.geometry_type,
        "key": layer.key if layer.text_key else None,
        "fields": {one.name: _field(one) for one in domain.shown(layer, DETAIL_ZOOM)},
        "fields_far": [one.name for one in domain.shown(layer, 0)],
        "detail_zoom": DETAIL_ZOOM,
        "max_zoom": EXACT_ZOOM,
        "read": read if isinstance(read, str) else sorted(read),
        "version": version,
    }


def _field(one: Attribute) -> str:
    return _FIELDS.get(one.kind, "String")
