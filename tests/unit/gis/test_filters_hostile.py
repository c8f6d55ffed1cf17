"""Whatever a filter holds: it is compiled or refused, and no text of it becomes SQL."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg

from services.gis import filters
from services.gis.filters import BadFilter
from services.gis.layers.tables import table
from tests.filtering import ROADS, compiled

HOSTILE = st.text(min_size=1, max_size=20).map(lambda text: f"jahat{text}") | st.sampled_from(
    [
        "jahat'; DROP TABLE roads; --",
        'jahat" OR 1=1',
        "jahat\\'",
        "jahat%(x)s",
        "jahat:name",
        "jahat$$",
    ]
)
NAMES = st.sampled_from([*(one.name for one in ROADS.attributes), "geometry", "code"]) | HOSTILE
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | HOSTILE
    | st.builds(lambda name: {"property": name}, NAMES)
    | st.builds(lambda text: {"date": text}, HOSTILE | st.dates().map(str))
    | st.builds(lambda text: {"timestamp": text}, HOSTILE)
    | st.builds(lambda numbers: {"bbox": numbers}, st.lists(st.floats(-200, 200), max_size=6))
    | st.builds(
        lambda kind, at: {"type": kind, "coordinates": at},
        st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint"]) | HOSTILE,
        st.recursive(st.floats(-180, 180) | HOSTILE, lambda one: st.lists(one, max_size=4)),
    )
)
_NAMES = (
    "and or not = <> < between in like isNull casei accenti + - / ^ % div s_intersects s_within",
    "s_disjoint t_after t_during t_equals a_contains a_overlaps lower length buffer year",
)
OPERATIONS = st.sampled_from([name for line in _NAMES for name in line.split()])


def _nested(inner):
    args = st.lists(inner, max_size=4)
    return (
        st.builds(lambda op, args: {"op": op, "args": args}, OPERATIONS | HOSTILE, args)
        | st.builds(lambda ends: {"interval": ends}, args)
        | args
        | st.dictionaries(st.sampled_from(["op", "args", "type", "date"]) | HOSTILE, inner)
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, _nested, max_leaves=12))
def test_any_json_is_compiled_or_refused_and_no_text_of_it_becomes_sql(document):
    try:
        condition = filters.compile_filter(document, ROADS, table(ROADS))
    except BadFilter as error:
        assert error.errors[0].field.startswith("filter")  # noqa: PT017
        return
    assert "jahat" not in str(condition.compile(dialect=pg.dialect()))


TYPED = st.sampled_from(
    [
        "name = {}",
        "CASEI(name) = CASEI({})",
        "ACCENTI(name) LIKE {}",
        "name IN ({}, {})",
        "name BETWEEN {} AND {}",
        "A_CONTAINS(tags, ({}, {}))",
        "NOT (lower({}) < name)",
    ]
)


@settings(max_examples=150, deadline=None)
@given(TYPED, HOSTILE)
def test_a_hostile_text_ends_as_a_bound_parameter(pattern, hostile):
    quoted = "'" + hostile.replace("'", "''") + "'"
    try:
        found = compiled(pattern.format(quoted, quoted))
    except BadFilter as error:
        assert "\0" in hostile or "\\" in hostile, error  # noqa: PT017
        return
    assert "jahat" not in str(found)
    values = found.params.values()
    assert any(
        hostile == value or (isinstance(value, list) and hostile in value) for value in values
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="()',\"=<>-+*/ \n01aAndorntiNlkePOINTBX_.%é\\", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        compiled(text)
    except BadFilter as error:
        assert error.status == 400  # noqa: PT017
