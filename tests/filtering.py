"""A layer of five roads, and filters of it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.db import Database
from services.gis import filters
from services.gis.filters import BadFilter
from services.gis.layers.domain import Attribute, Layer
from services.gis.layers.tables import table

ROADS = Layer(
    "roads",
    "Ruas jalan",
    "LineString",
    (
        Attribute("code"),
        Attribute("name"),
        Attribute("condition", codes=(("good", "Baik"), ("heavy", "Rusak berat"))),
        Attribute("km", "number"),
        Attribute("lanes", "integer"),
        Attribute("lit", "boolean"),
        Attribute("surveyed", "date"),
        Attribute("seen", "datetime"),
        Attribute("tags", "json"),
        Attribute("kode ruas", column="kode_ruas"),
    ),
    "layer_of_filters",
    key="code",
)

ATTRIBUTES = ("name", "condition", "km", "lanes", "lit", "surveyed", "seen", "tags")
ROWS = {
    "R1": (
        *("Jalan Malo", "heavy", 2.5, 1, True),
        *("2025-03-31", None, ["flood", 3], "0 0, 0.009 0"),
    ),
    "R2": (
        *("JALAN MALÖ", "good", 10, 2, False),
        *(None, "2025-03-31T17:30:00Z", ["flood"], "1 1, 2 2"),
    ),
    "R3": (
        *("Weißbach", "good", 0, 2, None),
        *("2025-04-01", "2025-04-01T00:00:00Z", [], "179 0, 180 0"),
    ),
    "R4": (None, None, None, None, None, None, None, {"a": 1}, None),
    "R5": (
        *("ΟΔΟΣ", "heavy", 40, 4, True),
        *("2024-12-31", "2024-12-31T23:59:59Z", None, "-180 0, -179 0"),
    ),
}


def load(tx: Connection) -> None:
    """Make the roads' table and fill it."""
    table(ROADS).create(tx)
    tx.execute(sa.insert(table(ROADS)), [_row(code) for code in ROWS])


def _row(code):
    *values, line = ROWS[code]
    shape = f"SRID=4326;LINESTRING({line})" if line else None
    facts = dict(zip(ATTRIBUTES, values, strict=True))
    return facts | {"code": code, "geometry": shape, "version": 1}


def codes(db: Database, text: str, **call):
    """Return which roads the filter finds."""
    rows = table(ROADS)
    condition = filters.asked({"filter": text} | call, ROADS)
    query = sa.select(rows.c.code).where(condition)
    with db.begin() as tx, filters.evaluating(tx, condition):
        return " ".join(sorted(tx.execute(query).scalars()))


def compiled(text=None, document=None, **options):
    """Return the statement that the filter makes of the roads."""
    condition = filters.compile_filter(
        filters.parse(text, document), ROADS, table(ROADS), **options
    )
    return sa.select(table(ROADS).c.code).where(condition).compile(dialect=pg.dialect())


def refused(text=None, document=None):
    """Return the place and what is wrong there."""
    with pytest.raises(BadFilter) as caught:
        compiled(text, document)
    [error] = caught.value.errors
    return error.field, error.message
