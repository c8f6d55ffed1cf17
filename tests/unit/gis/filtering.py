"""A layer of roads, and filters of it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

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
    "roads",
    key="code",
)


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
