"""Filters without a database: what is read, what is refused, and where."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from libs.kit.errors import Invalid, from_wire, to_wire
from services.gis import filters
from services.gis.filters import BadFilter
from services.gis.layers.crs import KNOWN
from services.gis.layers.domain import Attribute
from services.gis.layers.tables import table
from tests import cql2_suite
from tests.filtering import ROADS, compiled, refused
from tests.shared import needs_shared

UTM_49S = KNOWN["http://www.opengis.net/def/crs/EPSG/0/32749"]


@needs_shared
@pytest.mark.parametrize("kind", ["text", "json"])
def test_every_example_of_the_standard_can_be_read(kind):
    found = cql2_suite.examples(kind)
    assert len(found) == {"text": 120, "json": 109}[kind]
    for name, content in found.items():
        parsed = filters.parse(content) if kind == "text" else filters.parse(None, content)
        assert parsed["op"], name


@needs_shared
def test_text_and_json_of_an_example_mean_the_same():
    texts, documents = cql2_suite.examples("text"), cql2_suite.examples("json")
    pairs = [(texts[f"{name[:-5]}.txt"], documents[name]) for name in documents]
    same = [filters.parse(text) == filters.parse(None, document) for text, document in pairs]
    assert (len(pairs), sum(same)) == (109, 109)


def test_a_group_changes_nothing_but_the_order():
    one = filters.parse("(((km) > (1))) AND ((condition) IN (('good'),'heavy')) AND (NOT (lit))")
    other = filters.parse("km > 1 AND condition IN ('good','heavy') AND NOT lit")
    assert one == other
    grouped = filters.parse("km*(lanes+1) > 5 AND (lit OR km<1)")
    assert grouped["args"][0]["args"][0]["op"] == "*"
    assert grouped["args"][1]["op"] == "or"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 32 + "km > 1",
        "(" * 31 + " AND ".join(["km=1"] * 200) + " AND " + ")" * 31,
        "not(" * 32,
        "km IN (" * 32,
        "a_overlaps(tags,(" * 16,
        "POLYGON(" * 500,
        "-" * 8000 + "1 = 1",
        "(" * 4000 + "lit" + ")" * 4000,
        "S_INTERSECTS(geometry,POLYGON(((" + "1 1," * 1900,
        "km=1+" * 1500,
        "'" * 8191,
    ],
)
def test_text_that_would_keep_the_parser_busy_is_refused_at_once(text):
    begun = time.process_time()
    with pytest.raises(BadFilter):
        filters.parse(text)
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize(
    ("text", "field", "part"),
    [
        ("km >", "filter", "ends too early"),
        ("km > 1\nAND (name == 'x')", "filter", "character 19 on: = 'x')"),
        ("nama = 'x'", "filter.args.0", "nama is no property of roads; is it name"),
        ("lit AND km = 'far'", "filter.args.1", "can't compare a number with text"),
        ("name IN ('a', 5)", "filter", "can't compare text with a number"),
        ("lit > true", "filter", "no order"),
        ("name", "filter", "needs true or false, not text"),
        ("lit AND name", "filter.args.1", "needs true or false, not text"),
        ("name = NULL", "filter.args.1", "IS NULL"),
        ("km > 1e999", "filter.args.1", "infinity"),
        ("km > 1/0", "filter.args.1", "1 / 0 has no result"),
        ("km > 10^999", "filter.args.1", "too large"),
        ("km > (0-8)^0.5", "filter.args.1", "has no result"),
        ("name + 1 > 2", "filter.args.0.args.0", "+ needs a number, not text"),
        ("speed(km) > 2", "filter.args.0", "speed is no function here"),
        ("year(name) = 2025", "filter.args.0.args.0", "year needs a date or a timestamp"),
        ("length(geometry, 1) = 1", "filter.args.0", "length needs 1 arguments, not 2"),
        ("name LIKE code", "filter", "a pattern in quotes"),
        ("name LIKE 'a\\'", "filter", "ends with \\"),
        ("CASEI(km) = 'a'", "filter.args.0", "CASEI needs text"),
        ("name = 'a\0'", "filter.args.1", "NUL"),
        ("surveyed > '2025-01-01'", "filter", "write DATE('2025-03-31')"),
        ("surveyed > DATE('2025-02-30')", "filter.args.1", "is not a date"),
        ("seen > TIMESTAMP('2025-02-03')", "filter.args.1", "with its zone"),
        ("seen > TIMESTAMP('20250203T070000Z')", "filter.args.1", "with its zone"),
        ("T_AFTER(seen, name)", "filter.args.1", "T_AFTER needs a date or a timestamp"),
        (
            "T_DURING(seen, INTERVAL('2025-01-02','2025-01-01'))",
            "filter.args.1",
            "ends before it starts",
        ),
        (
            "T_DURING(seen, INTERVAL(name,'..'))",
            "filter.args.1.interval.0",
            "an interval needs a date",
        ),
        ("S_WITHIN(name, POINT(1 2))", "filter.args.0", "S_WITHIN needs a geometry, not text"),
        ("S_WITHIN(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", "filter.args.1", "Self-inter"),
        ("S_WITHIN(geometry, POLYGON((0 0,1 1,1 0)))", "filter.args.1", "closed"),
        ("S_WITHIN(geometry, POINT EMPTY)", "filter", "can't be read"),
        ("S_WITHIN(geometry, POLYGON EMPTY)", "filter.args.1", "finite coordinates"),
        ("S_WITHIN(geometry, BBOX(1,2,3))", "filter.args.1", "a box needs four numbers"),
        ("S_WITHIN(geometry, BBOX(1,2,3,km))", "filter.args.1", "a box needs four numbers"),
        ("S_WITHIN(geometry, BBOX(1,2,3,-4))", "filter.args.1", "south lies north"),
        ("geometry = geometry", "filter", "a comparison needs"),
        ("A_CONTAINS(name, ('a'))", "filter.args.0", "A_CONTAINS needs"),
        ("A_CONTAINS(tags, (name, 'b'))", "filter.args.1.0", "plain values only"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, field, part):
    found, message = refused(text)
    assert found == field
    assert part in message


@pytest.mark.parametrize(
    ("document", "field", "part"),
    [
        ("{", "filter", "is not JSON"),
        ({"op": "=", "args": [{"property": "km"}, {"colour": 1}]}, "filter.args.1", "colour"),
        ({"op": "and", "args": []}, "filter", "at least one argument"),
        ({"op": "in", "args": [{"property": "km"}, []]}, "filter", "at least one value"),
        ({"op": "=", "args": [{"property": "km"}, float("nan")]}, "filter.args.1", "NaN"),
        ({"op": "=", "args": [{"property": "km"}, 10**40]}, "filter", "64-bit"),
        ({"op": "=", "args": [{"property": "name"}, "\ud800"]}, "filter", "is not JSON"),
        ({"op": "not", "args": [True, True]}, "filter", "needs 1 arguments"),
        (
            {
                "op": "s_within",
                "args": [{"property": "geometry"}, {"type": "Feature", "geometry": None}],
            },
            "filter.args.1",
            "Feature",
        ),
    ],
)
def test_json_that_is_wrong_is_named_with_its_place(document, field, part):
    found, message = refused(None, document)
    assert found == field
    assert part in message


def test_either_text_or_json_is_needed():
    assert refused() == ("filter", "needs either CQL2 text or CQL2 JSON")
    assert refused("lit", True) == ("filter", "needs either CQL2 text or CQL2 JSON")
    assert refused("  ") == ("filter", "is empty")


def test_size_depth_and_number_of_parts_are_bounded():
    assert "8192" in refused("name = '" + "x" * 8192 + "'")[1]
    assert "65536" in refused(None, {"op": "=", "args": [{"property": "name"}, "x" * 65536]})[1]
    deep = {"property": "lit"}
    for _ in range(31):
        deep = {"op": "not", "args": [deep]}
    assert compiled(None, deep)
    assert "32 deep" in refused(None, {"op": "not", "args": [deep]})[1]
    assert compiled(" OR ".join(["km=1"] * 166))
    assert "500" in refused(" OR ".join(["km=1"] * 167))[1]


def test_the_error_is_a_400_on_the_other_side_of_the_bus_and_quotes_the_operation():
    with pytest.raises(BadFilter) as caught:
        compiled("lit AND (km > 5 OR condition = 3)")
    found = from_wire(to_wire(caught.value))
    assert (found.status, found.slug) == (400, "bad-filter")
    assert "filter.args.1.args.1" in found.detail
    assert "condition = 3" in found.detail


def test_a_filter_is_compiled_once():
    document = filters.parse("km > 12.5")
    first = filters.compile_filter(document, ROADS, table(ROADS))
    assert filters.compile_filter(dict(document), ROADS, table(ROADS)) is first
    assert filters.compile_filter(document, ROADS, table(ROADS), UTM_49S) is not first


def test_numbers_of_the_filter_are_worked_out_and_whole_ones_bound_as_such():
    assert set(compiled("lanes = 1000*3 + 7 div 2").params.values()) == {3003}
    [half] = compiled("km = 7/2").params.values()
    assert half == 3.5


def test_an_attribute_is_asked_by_its_name_and_read_from_its_column():
    assert "kode_ruas = " in str(compiled("\"kode ruas\" = '22.05'"))


def test_a_call_says_its_filter_as_text_as_objects_or_as_json_text():
    objects = {"op": "=", "args": [{"property": "km"}, 1]}
    calls = (
        {"filter": "km = 1"},
        {"filter": "km = 1", "filter_lang": "cql2-text"},
        {"filter": objects},
        {"filter": '{"op": "=", "args": [{"property": "km"}, 1]}', "filter_lang": "cql2-json"},
    )
    assert len({filters.asked(call, ROADS) for call in calls}) == 1
    assert filters.asked({}, ROADS) is None
    with pytest.raises(BadFilter) as caught:
        filters.asked({"filter": "km = 1", "filter_lang": "cql"}, ROADS)
    assert caught.value.errors[0].field == "filter-lang"
    with pytest.raises(Invalid):
        filters.asked({"filter": "km = 1", "filter_crs": "EPSG:1"}, ROADS)


def test_the_pages_examples_are_understood():
    page = (Path(__file__).parents[3] / "docs" / "gis" / "filters.md").read_text(encoding="utf-8")
    examples = page.partition("## By example")[2].partition("##")[0]
    found = [text for text in re.findall(r"`([^`]+)`", examples) if "area=" not in text]
    kinds = {
        "integer": ["dpt", "sdi"],
        "number": ["iri"],
        "date": ["surveyed"],
        "datetime": ["reported_at"],
        "json": ["missing"],
        "text": ["condition", "surface", "name", "signal"],
    }
    named = [Attribute(name, kind) for kind, names in kinds.items() for name in names]
    layer = replace(ROADS, attributes=tuple(named), key="id")
    conditions = [filters.asked({"filter": text}, layer) for text in found]
    assert len(conditions) == 13
    assert all(condition is not None for condition in conditions)


def test_the_classes_that_hold_are_declared_once():
    assert len(set(filters.CONFORMANCE)) == 14
    assert "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions" in filters.CONFORMANCE
