"""Features as bytes: geometries come from the database as JSON and go out as they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from services.gis.layers.domain import Layer

MOST_BYTES = 8 << 20  # of a page: then it ends before its limit, with a `next`
AROUND = 100  # bytes of a feature besides its values
SYSTEM = 3  # key, version, geometry stand before the properties in a row

Row = Sequence[Any]


def collection(rows: Sequence[Row], names: Sequence[str], **head: Any) -> bytes:
    """Return a FeatureCollection; the head's members stand before the features.

    Rows are (key, version, geometry as JSON text, then the values of the names).
    """
    body = {"type": "FeatureCollection", **head, "numberReturned": len(rows)}
    return orjson.dumps(
        body | {"features": [_feature(row, names) for row in rows]}, option=orjson.OPT_UTC_Z
    )


def feature(row: Row, names: Sequence[str], **more: Any) -> bytes:
    """Return a Feature, which begins with its version: `{"type":"Feature","version":7,…`."""
    return orjson.dumps(_feature(row, names) | more, option=orjson.OPT_UTC_Z)


def _feature(row: Row, names: Sequence[str]) -> dict[str, Any]:
    key, version, geometry = row[:SYSTEM]
    return {
        "type": "Feature",
        "version": version,
        "id": str(key),
        "geometry": None if geometry is None else orjson.Fragment(geometry),
        "properties": dict(zip(names, row[SYSTEM:], strict=True)),
    }


def fitting(rows: Sequence[Row]) -> int:
    """Return how many of the rows make a page that the bus carries; one at least."""
    size = 0
    for count, row in enumerate(rows):
        size += AROUND + sum(len(value) for value in row if isinstance(value, str))
        if size > MOST_BYTES and count:
            return count
    return len(rows)


def names(layer: Layer, fields: Sequence[str] | None) -> tuple[str, ...]:
    """Return the attributes that a page brings."""
    return tuple(one.name for one in layer.attributes if fields is None or one.name in fields)
