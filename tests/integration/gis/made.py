"""Layers made for tests: a table, its row in the catalogue, and features in it."""

from __future__ import annotations

import itertools
from typing import Any

import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from libs.kit.db import psycopg2
from services.gis.layers import definitions
from services.gis.layers.domain import PUBLIC, Attribute, Layer, Permissions
from services.gis.layers.tables import catalogue, table
from tests.databases import TestDatabase

_versions = itertools.count(1)


def layer(name: str = "streets", kind: str = "LineString", **changes: Any) -> Layer:
    """Return a descriptor as an agency's layer has it; its table is that of its name.

    Its version is a new one each time: processes keep a descriptor by that.
    """
    attributes = (
        Attribute("name"),
        Attribute("class", codes=(("good", "Good"), ("bad", "Bad"))),
        Attribute("width", "number", unit="m"),
        Attribute("lanes", "integer"),
        Attribute("paved", "boolean"),
        Attribute("built", "date"),
        Attribute("seen", "datetime"),
        Attribute("more", "json"),
    )
    usual = {
        "attributes": attributes,
        "permissions": Permissions(read=PUBLIC),
        "label": "name",
        "style": {"color": {"property": "class"}},
        "version": next(_versions),
    }
    return Layer(name, name.title(), kind, **{**usual, **changes}, table=definitions.PREFIX + name)


def add_layer(database: TestDatabase, made: Layer) -> Layer:
    """Put the layer into the catalogue and make its table."""
    engine = sa.create_engine(psycopg2(database.url("gis")))
    versions = {"version": made.version, "defined": made.version}
    row = {"id": made.id, "definition": definitions.definition(made), **versions}
    rows = table(made)
    with engine.begin() as tx:
        tx.execute(catalogue.insert().values(row))
        rows.drop(tx, checkfirst=True)
        rows.create(tx)
        shape = rows.c[made.geometry]
        tx.execute(sa.schema.CreateIndex(sa.Index(None, shape, postgresql_using="gist")))
    engine.dispose()
    return made


def add_features(
    database: TestDatabase,
    made: Layer,
    *shapes: BaseGeometry,
    area: str | None = None,
    **values: Any,
) -> None:
    """Add features of these shapes, each with these values by attribute."""
    named = {made.attribute(name).column: value for name, value in values.items()}
    names = [made.area, made.geometry, "version", *named]
    quoted = ", ".join(f'"{name}"' for name in names)
    for shape in shapes:
        marks = ", ".join(["%s"] * len(names))
        given = [area, f"SRID=4326;{shape.wkt}", 1, *named.values()]
        database.execute(f"INSERT INTO gis.{made.table} ({quoted}) VALUES ({marks})", *given)
