"""A layer's own rules, held against what a file brought. They look at features one by one."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from geoalchemy2.shape import to_shape
from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from services.gis.layers import answers
from services.gis.layers.domain import Feature, Layer
from services.gis.layers.tables import scope, table

MOST = 100  # told of one file


def require(tx: Connection, layer: Layer, version: int) -> None:
    """Raise Invalid that names features of this version that break a rule of the layer."""
    if layer.rules is None:
        return
    found: list[FieldError] = []
    for feature in _brought(tx, layer, version):
        name = feature.properties.get(layer.label) or feature.id
        errors = layer.rules(feature, None)
        found += [FieldError(f"{name}: {one.field}", one.message) for one in errors]
        if len(found) >= MOST:
            break
    if found:
        raise Invalid("the file breaks the layer's rules", tuple(found))


def _brought(tx: Connection, layer: Layer, version: int) -> Iterator[Feature]:
    rows, names = table(layer), answers.names(layer, None)
    columns = [rows.c[one.column] for one in layer.attributes]
    query = sa.select(rows.c[layer.key], rows.c[layer.geometry], *columns)
    for key, shape, *values in tx.execute(query.where(scope(layer), rows.c.version == version)):
        properties = dict(zip(names, values, strict=True))
        yield Feature(str(key), None if shape is None else to_shape(shape), properties)
