"""Tables of the layers' engine, and the table of any layer, made of its descriptor.

A layer's table has: its key, its geometry, its area (by the names in the descriptor), `version`,
`changed_at`, `changed_by`, and a column for each attribute (`attribute.column`).
"""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from services.gis.layers.domain import PUBLIC, Attribute, Layer

metadata = sa.MetaData()
Code = sa.Text(collation="C")  # sorts by byte, so that a prefix is a range of the index

# One row for each layer that was ever changed. A writer takes the row before it changes features,
# so that a layer's versions are in commit order. `definition` is an agency layer's descriptor, null
# for one that was deleted; of a built-in one, what an agency says of it, null until it does.
# `defined` is the version that changed it last.
catalogue = sa.Table(
    "catalogue",
    metadata,
    sa.Column("id", Code, primary_key=True),
    sa.Column("definition", pg.JSONB),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("defined", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
)

# The log: one row for each version. `area` holds all that changed (a prefix; "" = everywhere).
layer_changes = sa.Table(
    "layer_changes",
    metadata,
    sa.Column("layer", Code, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("removed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("area", Code, nullable=False, server_default=""),
    sa.Column("bbox", pg.ARRAY(sa.Float)),
)

# States that were replaced: the present one is the feature's row. `change`, `who` and `at` are of
# the act that replaced this state, whose version is `until`.
feature_history = sa.Table(
    "feature_history",
    metadata,
    sa.Column("layer", Code, primary_key=True),
    sa.Column("feature", Code, primary_key=True),
    sa.Column("until", sa.BigInteger, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("change", sa.Text, nullable=False),  # updated, deleted, restored
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("area", Code),
    sa.Column("state", pg.JSONB, nullable=False),
)

# Where boundaries changed, for each layer whose features stand in areas; drained by a loop.
area_changes = sa.Table(
    "area_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("layer", Code, nullable=False),
    sa.Column("bbox", pg.ARRAY(sa.Float)),  # null = everywhere
)

# Up to which version somebody made something of a layer.
layer_followers = sa.Table(
    "layer_followers",
    metadata,
    sa.Column("follower", Code, primary_key=True),
    sa.Column("layer", Code, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)

_TYPES: dict[str, Any] = {
    "text": Code,
    "integer": sa.BigInteger(),
    "number": sa.Float(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(timezone=True),
    "json": pg.JSONB(none_as_null=True),
}


@functools.lru_cache(maxsize=1000)
def table(layer: Layer) -> sa.Table:
    """Return the layer's table; `table(layer).c[layer.attribute(name).column]` is an attribute."""
    shape = Geometry(layer.geometry_type.upper(), layer.srid, spatial_index=False)
    made = sa.Table(
        layer.table,
        sa.MetaData(),
        _key(layer),
        *([sa.Column(layer.area, Code)] if layer.area not in (None, layer.key) else []),
        sa.Column(layer.geometry, shape),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("changed_by", sa.Text),
        *(_column(one) for one in layer.attributes if one.column != layer.key),
        *(sa.Column(name, Code) for name, _ in layer.where),
    )
    _index(made, layer)
    return made


def _index(rows: sa.Table, layer: Layer) -> None:
    """What a page, a box, an account's area and the feed of changes look features up by.

    A box keeps features that are nowhere, and an index on shapes finds those by reading all of it.
    """
    shape, key = rows.c[layer.geometry], rows.c[layer.key]
    sa.Index(f"{rows.name}_geometry", shape, postgresql_using="gist")
    sa.Index(f"{rows.name}_nowhere", key, postgresql_where=shape.is_(None))
    sa.Index(f"{rows.name}_version", rows.c.version, key)
    if layer.area not in (None, layer.key):
        sa.Index(f"{rows.name}_area", rows.c[str(layer.area)])


def _key(layer: Layer) -> sa.Column[object]:
    if layer.text_key:
        return sa.Column(layer.key, Code, primary_key=True)
    return sa.Column(layer.key, sa.BigInteger, sa.Identity(), primary_key=True)


def _column(one: Attribute) -> sa.Column[object]:
    return sa.Column(one.column, _TYPES[one.kind])


def scope(layer: Layer) -> sa.ColumnElement[bool]:
    """Return what restricts the table's rows to the layer's own."""
    rows = table(layer)
    return sa.and_(sa.true(), *(rows.c[name] == value for name, value in layer.where))


def inside(layer: Layer, area: str) -> list[sa.ColumnElement[bool]]:
    """Return what restricts the table's rows to those that somebody of this area sees."""
    found = [scope(layer)]
    if not area:
        return found
    public = layer.permissions.read == PUBLIC
    if layer.area is None:
        return [*found, sa.literal(public)]
    place = table(layer).c[layer.area]
    held = place.startswith(area)
    return [*found, held | place.is_(None) if public else held]
