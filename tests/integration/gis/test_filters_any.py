"""Filters put together by chance, on the real PostGIS: answered, or refused as bad."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.kit.db import Database
from services.gis.filters import BadFilter
from tests import filtering

NUMBERS = st.sampled_from(["km", "lanes", "0", "2.5", "-3", "1e300", "year(seen)"])
TEXTS = st.sampled_from(["name", "code", "'a'", "'%\\\\'", "CASEI(name)", "ACCENTI('é')"])
TIMES = st.sampled_from(
    [
        *("surveyed", "seen", "DATE('0001-01-01')"),
        "TIMESTAMP('9999-12-31T23:59:59.999999-14:00')",
        *("INTERVAL('..','..')", "INTERVAL(seen,'..')", "INTERVAL('0001-01-01',surveyed)"),
    ]
)
SHAPES = st.sampled_from(
    [
        *("geometry", "POINT(180 -90)", "POINT(-1e9 1e300)", "BBOX(170,-90,-170,90)"),
        *("centroid(geometry)", "buffer(geometry,lanes)"),
        "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))",
    ]
)
TEMPORAL = ("t_after", "t_meets", "t_during", "t_equals", "t_intersects", "t_overlappedby")
SPATIAL = ("s_intersects", "s_within", "s_touches", "s_equals", "s_overlaps", "s_crosses")


def _of(parts, patterns):
    return st.builds(lambda form, a, b: form.format(a, b), st.sampled_from(patterns), parts, parts)


SUMS = _of(NUMBERS, ["{}+{}", "{}*{}", "({}-{})", "{}/({})", "{} div {}", "{} % {}", "{}^{}"])
MEASURES = _of(SHAPES, ["distance({},{})", "length({0})", "area({0})"])
PREDICATES = (
    _of(SUMS | NUMBERS | MEASURES, ["{} = {}", "{} < {}", "{} BETWEEN 1 AND {}", "{} IN (1,{})"])
    | _of(TEXTS, ["{} >= {}", "{} LIKE 'a%'", "{} IN ({},'b')", "{} IS NULL"])
    | _of(TIMES, [f"{name}({{}},{{}})" for name in TEMPORAL])
    | _of(SHAPES, [f"{name}({{}},{{}})" for name in SPATIAL])
)
FILTERS = st.recursive(
    PREDICATES, lambda one: _of(one, ["({} AND {})", "({}) OR ({})", "NOT ({0})"])
)


@pytest.fixture(scope="module")
def db(module_database):
    with closing(Database(module_database.url("gis"), 2)) as found:
        with found.begin() as tx:
            filtering.load(tx)
        yield found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(FILTERS)
def test_any_filter_is_answered_or_refused(db, text):
    try:
        filtering.codes(db, text)
    except BadFilter as error:
        assert error.detail  # noqa: PT017
