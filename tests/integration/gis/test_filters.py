"""CQL2 on the real PostGIS: what OGC's suite expects, and what it does not ask."""

from __future__ import annotations

import functools
import itertools
from contextlib import closing

import pytest
import sqlalchemy as sa

from libs.kit.db import Database
from services.gis import filters
from services.gis.filters import BadFilter
from services.gis.layers.crs import KNOWN
from services.gis.layers.tables import table
from tests import cql2_suite, filtering
from tests.filtering import ROADS
from tests.shared import needs_shared

EPSG_4326 = KNOWN["http://www.opengis.net/def/crs/EPSG/0/4326"]
MERCATOR = KNOWN["http://www.opengis.net/def/crs/EPSG/0/3857"]


@pytest.fixture(scope="module")
def db(module_database):
    with closing(Database(module_database.url("gis"), 2)) as found:
        with found.begin() as tx:
            filtering.load(tx)
        yield found


@pytest.fixture
def codes(db):
    """Return which roads a filter finds."""
    return functools.partial(filtering.codes, db)


@needs_shared
def test_the_official_cases_find_what_the_suite_expects(db):
    def count(tx, layer, case):
        condition = filters.asked({"filter": case.filter}, layer)
        counted = sa.select(sa.func.count()).select_from(table(layer)).where(condition)
        return tx.execute(counted).scalar_one()

    with db.begin() as tx:
        layers = cql2_suite.load(tx)
        found = {case: count(tx, layers[case.source], case) for case in cql2_suite.cases()}
    wrong = {case.filter: n for case, n in found.items() if n != case.expected}
    assert len(found) == 176
    assert wrong == cql2_suite.MISCOUNTED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CASEI(name) = CASEI('jalan malo')", "R1"),
        ("ACCENTI(CASEI(name)) = ACCENTI(CASEI('jalan malo'))", "R1 R2"),
        ("ACCENTI(CASEI(name)) LIKE ACCENTI(CASEI('%MÁL_'))", "R1 R2"),
        ("CASEI(name) = CASEI('WEISSBACH') OR CASEI(name) = CASEI('οδος')", "R3 R5"),
        ("name < 'Jb'", "R1 R2"),  # by byte: capitals come before all small letters
        ("name LIKE 'Jalan\\_%'", ""),
        ("NOT (condition = 'good')", "R1 R5"),
        ("condition IS NULL AND geometry IS NULL", "R4"),
        ("name IN (code, 'ΟΔΟΣ')", "R5"),
        ("(lit) AND (((km)) BETWEEN (2) AND (3))", "R1"),
        ("lit IS NULL", "R3 R4"),
        ("(km > 5) = (lit = false)", "R1 R2"),
    ],
)
def test_text_and_logic(codes, text, expected):
    assert codes(text) == expected


def test_text_compares_by_byte_whatever_its_column_says(db):
    rows = table(ROADS)
    with db.begin() as tx:
        tx.execute(sa.text(f'ALTER TABLE {rows.name} ALTER name TYPE text COLLATE "en-x-icu"'))
        for text, expected in (("name < 'Jalan A'", ["R2"]), ("name = code", [])):
            query = sa.select(rows.c.code).where(filters.asked({"filter": text}, ROADS))
            assert tx.execute(query).scalars().all() == expected
        tx.rollback()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("km / lanes > 5", "R5"),
        ("lanes / 4 = 0.25", "R1"),  # never a division of integers
        ("km % 4 = 2", "R2"),
        ("km div 4 = 2", "R2"),
        ("lanes ^ 2 = 4", "R2 R3"),
        ("-km < 0 - 9", "R2 R5"),
        ("100 / km > 0", "R1 R2 R5"),  # of nothing: no answer, no error
        ("round(km) = 3 OR abs(km - 50) = 10", "R5"),
        ("floor(km) = 2 AND ceil(km) = 3", "R1"),
        ("lower(code) = 'r1' OR upper(name) = 'WEISSBACH'", "R1"),
        ("year(surveyed) = 2025 AND month(surveyed) = 3", "R1"),
        ("year(seen) = 2024", "R5"),
    ],
)
def test_arithmetic_and_functions(codes, text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S_INTERSECTS(geometry, BBOX(178,-1,-179.5,1))", "R3 R5"),
        ("S_WITHIN(geometry, BBOX(178,-1,-178,1))", "R3 R5"),
        ("S_INTERSECTS(geometry, BBOX(1.5,1.5,1.5,1.5))", "R2"),
        ("S_INTERSECTS(geometry, BBOX(0,-5,-100,2,5,100))", "R1 R2"),
        ("S_DISJOINT(geometry, BBOX(-10,-10,10,10))", "R3 R5"),
        ("S_EQUALS(geometry, LINESTRING(2 2, 1 1))", "R2"),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(3 0, 0 3)))", "R1 R2"),
        ("length(geometry) < 1010", "R1"),
        ("distance(geometry, POINT(0 0.009)) < 1000", "R1"),
        ("S_INTERSECTS(geometry, buffer(POINT(0 0.009), 1000))", "R1"),
        ("S_INTERSECTS(geometry, buffer(POINT(0 0.009), 990))", ""),
        ("S_EQUALS(centroid(geometry), POINT(1.5 1.5))", "R2"),
        ("area(buffer(geometry, 10)) < 25000", "R1"),
    ],
)
def test_places(codes, text, expected):
    assert codes(text) == expected


def test_geometries_are_in_the_reference_system_of_the_filter(codes):
    latitude_first = "S_INTERSECTS(geometry, BBOX(-1,178,1,-179.5))"
    assert codes(latitude_first, filter_crs=EPSG_4326.uri) == "R3 R5"
    point = "S_INTERSECTS(geometry, POLYGON((-0.1 1.4,0.1 1.4,0.1 2.1,-0.1 1.4)))"
    assert codes(point, filter_crs=EPSG_4326.uri) == ""
    metres = "S_INTERSECTS(geometry, BBOX(111000,111000,112000,112000))"
    assert codes(metres, filter_crs=MERCATOR.uri) == "R2"


def test_a_place_outside_its_reference_system_is_a_bad_filter(codes):
    with pytest.raises(BadFilter):
        codes("S_INTERSECTS(geometry, POINT(1e300 1e300))", filter_crs=MERCATOR.uri)
    utm = KNOWN["http://www.opengis.net/def/crs/EPSG/0/32749"].uri
    with pytest.raises(BadFilter):
        codes("S_INTERSECTS(geometry, POINT(1e30 1e30))", filter_crs=utm)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("surveyed = DATE('2025-03-31')", "R1"),
        ("seen = DATE('2025-03-31')", "R2"),
        ("seen <= DATE('2025-03-31')", "R2 R5"),
        ("seen > TIMESTAMP('2025-04-01T00:00:00+07:00')", "R2 R3"),
        ("surveyed = TIMESTAMP('2025-03-31T23:00:00Z')", "R1"),
        ("T_EQUALS(surveyed, DATE('2025-03-31'))", "R1"),
        ("T_EQUALS(surveyed, INTERVAL('2025-03-31','2025-03-31'))", "R1"),
        ("T_INTERSECTS(surveyed, INTERVAL('2025-03-31T12:00:00Z','..'))", "R1 R3"),
        ("T_DURING(seen, INTERVAL('2025-03-31','2025-04-01'))", "R2 R3"),
        ("T_BEFORE(seen, DATE('2025-01-01'))", "R5"),
        ("T_AFTER(seen, DATE('2025-03-31'))", "R3"),
        ("T_DISJOINT(surveyed, INTERVAL('..','2025-01-01'))", "R1 R3"),
        ("T_INTERSECTS(surveyed, seen)", "R3 R5"),
        ("T_AFTER(INTERVAL(surveyed, seen), DATE('2025-01-01'))", "R1 R3"),
        ("T_INTERSECTS(INTERVAL('..', surveyed), INTERVAL('..','..'))", "R1 R3 R5"),
    ],
)
def test_moments(codes, text, expected):
    assert codes(text) == expected


ALLEN = (
    *("before", "after", "meets", "metby", "overlaps", "overlappedby", "starts", "startedby"),
    *("during", "contains", "finishes", "finishedby", "equals"),
)


def test_of_two_intervals_exactly_one_of_allens_relations_holds(db):
    days = [f"2025-01-0{day}" for day in range(1, 6)]
    spans = list(itertools.combinations(days, 2))

    def holding(tx, one, other):
        asked = (f"T_{name}(INTERVAL{one},INTERVAL{other})" for name in ALLEN)
        conditions = [filters.asked({"filter": text}, ROADS) for text in asked]
        row = tx.execute(sa.select(*conditions)).one()
        return [name for name, holds in zip(ALLEN, row, strict=True) if holds]

    with db.begin() as tx:
        found = [holding(tx, *pair) for pair in itertools.product(spans, spans)]
    assert {len(names) for names in found} == {1}
    assert {names[0] for names in found} == set(ALLEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A_CONTAINS(tags, ('flood'))", "R1 R2"),
        ("A_CONTAINS(tags, ('flood', 3))", "R1"),
        ("A_CONTAINEDBY(tags, ('flood', 'x'))", "R2 R3"),
        ("A_EQUALS(tags, (3, 'flood', 3))", "R1"),
        ("A_OVERLAPS(tags, (3, 4))", "R1"),
        ("A_OVERLAPS(('flood'), tags)", "R1 R2"),
        ("A_EQUALS(tags, tags)", "R1 R2 R3"),
        ("A_OVERLAPS(tags, tags)", "R1 R2"),
        ("NOT A_CONTAINS(tags, ('flood'))", "R3 R4"),
    ],
)
def test_arrays(codes, text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["10 ^ (km * 100) > 1", "(0 - km) ^ 0.5 > 0", "0 ^ (0 - km) = 1"])
def test_what_only_a_feature_shows_is_a_bad_filter_too(codes, text):
    with pytest.raises(BadFilter, match="for a feature of the layer"):
        codes(text)


def test_another_error_of_the_database_is_not_called_a_bad_filter(db):
    condition = filters.asked({"filter": "lit"}, ROADS)
    with (
        pytest.raises(sa.exc.ProgrammingError),
        db.begin() as tx,
        filters.evaluating(tx, condition),
    ):
        tx.execute(sa.text("SELECT nothing"))


def test_a_filter_that_takes_too_long_is_stopped(db):
    condition = filters.asked({"filter": "lit"}, ROADS)
    slow = sa.select(sa.func.pg_sleep(60)).select_from(table(ROADS)).where(condition)
    with (
        pytest.raises(BadFilter, match="takes too long"),
        db.begin() as tx,
        filters.evaluating(tx, condition, seconds=0.05),
    ):
        tx.execute(slow)
    with db.begin() as tx:
        assert tx.execute(sa.text("SHOW statement_timeout")).scalar_one() == "0"


def test_a_filter_can_use_the_indexes(db):
    rows = table(ROADS)
    asked = {
        f"{rows.name}_geometry": "S_INTERSECTS(geometry, BBOX(178,-1,-179.5,1))",
        f"{rows.name}_name": "name = 'Jalan Malo'",
        f"{rows.name}_lanes": "lanes > 2 * 1.5",
    }
    with db.begin() as tx:
        for name in ("name", "lanes"):
            tx.execute(sa.text(f"CREATE INDEX {rows.name}_{name} ON {rows.name} ({name})"))
        tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        for index, text in asked.items():
            query = sa.select(rows.c.code).where(filters.asked({"filter": text}, ROADS))
            bound = query.compile(tx.engine)
            plan = tx.exec_driver_sql(f"EXPLAIN {bound}", bound.params).scalars()
            assert index in "\n".join(plan)
