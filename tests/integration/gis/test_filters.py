"""CQL2 on the real PostGIS: what OGC's suite expects, and what it does not ask."""

from contextlib import closing

import pytest
import sqlalchemy as sa

from libs.kit.db import Database
from services.gis import filters
from services.gis.layers.tables import table
from tests import cql2_suite
from tests.shared import needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def db(module_database):
    with closing(Database(module_database.url("gis"), 2)) as found:
        with found.begin() as tx:
            cql2_suite.load(tx)
        yield found


@pytest.fixture
def count(db):
    def counted(source, text=None, document=None, **options):
        layer = cql2_suite.layers()[source]
        condition = filters.compile_filter(
            filters.parse(text, document), layer, table(layer), **options
        )
        with db.begin() as tx, filters.evaluating():
            found = sa.select(sa.func.count()).select_from(table(layer)).where(condition)
            return tx.execute(found).scalar_one()

    return counted


# Only one city of the layer is called so; the suite counts another one, as issue 1011 of
# opengeospatial/ogcapi-features says.
MISCOUNTED = {"ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))": 1}


def test_the_official_cases_find_what_the_suite_expects(count):
    found = {one: count(one.source, one.filter) for one in cql2_suite.cases()}
    wrong = {one.filter: n for one, n in found.items() if n != one.expected}
    assert len(found) == 176
    assert wrong == MISCOUNTED
