"""What a layer is, who may what with it, and how a page of it is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from jsonschema import Draft202012Validator

from libs.kit import contracts
from libs.kit.errors import Forbidden, Invalid, Unauthorized
from libs.kit.principal import OutsideArea, Principal
from services.gis.layers import answers, changes, definitions, domain, messages
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.crs import CRS84, KNOWN
from services.gis.layers.domain import Attribute, Change, Layer, Permissions
from services.gis.layers.tables import table

NOBODY = Principal("public", "public", frozenset())
VIEWER = Principal("v", "viewer", frozenset({"viewer"}))
EDITOR = Principal("e", "editor", frozenset({"gis_editor"}))
LOCAL = Principal("l", "local", frozenset({"gis_editor"}), "197101")
LAMPS = Layer(
    "lamps",
    "Street lights",
    "Point",
    (
        Attribute("Nama Jalan", column="a1"),
        Attribute("id", "integer", column="a2"),
        Attribute("watts", "number", unit="W", column="a3", required=True),
        Attribute("on", "boolean", column="a4"),
        Attribute("placed", "date", column="a5"),
        Attribute("seen", "datetime", column="a6"),
        Attribute("state", codes=(("good", "Good"), ("broken", "Broken")), column="a7"),
        Attribute("more", "json", column="a8"),
    ),
    "agency_lamps",
    Permissions(edit=frozenset({"gis_editor"})),
    time="seen",
    version=3,
)
UTM48S = "http://www.opengis.net/def/crs/EPSG/0/32748"
LAT_LON = "http://www.opengis.net/def/crs/EPSG/0/4326"


def _query(principal=VIEWER, **data):
    return messages.parse_query(data, LAMPS, principal)


def _wrong(**data):
    with pytest.raises(Invalid) as caught:
        _query(**data)
    return [error.field for error in caught.value.errors]


def test_a_layers_table_has_a_column_for_each_attribute_whatever_its_name():
    assert set(table(LAMPS).c.keys()) == {
        *("id", "geometry", "area", "version", "changed_at", "changed_by"),
        *(f"a{n}" for n in range(1, 9)),
    }
    assert table(LAMPS) is table(LAMPS)


@pytest.mark.parametrize("layer", [*BUILTIN.values(), LAMPS], ids=lambda one: one.id)
def test_a_layers_schemas_are_schemas(layer):
    for schema in (layer.json_schema(), layer.queryables(), layer.sortables()):
        Draft202012Validator.check_schema(schema)
    properties = layer.json_schema()["properties"]
    roles = [one.get("x-ogc-role") for one in properties.values()]
    assert roles.count("primary-geometry") == 1
    assert "geometry" in layer.queryables()["properties"]
    assert "geometry" not in layer.sortables()["properties"]


def test_arrays_are_asked_for_by_filters_but_never_sorted_by():
    layer = Layer("x", "X", "Point", (Attribute("tags", "json"), Attribute("n", "integer")), "x")
    assert layer.queryables()["properties"]["tags"]["type"] == ["array", "object"]
    assert set(layer.sortables()["properties"]) == {"id", "n"}


def test_a_schema_has_units_code_lists_and_what_is_required():
    schema = LAMPS.json_schema()
    assert schema["required"] == ["watts"]
    assert schema["properties"]["watts"]["x-ogc-unit"] == "W"
    assert schema["properties"]["state"]["oneOf"][1] == {"const": "broken", "title": "Broken"}


def test_a_descriptor_survives_the_catalogue():
    assert definitions.layer(definitions.definition(LAMPS), 3) == LAMPS


def test_a_public_layer_is_read_by_everybody_and_changed_by_its_editors_only():
    villages = BUILTIN["villages"]
    assert domain.readable(villages, NOBODY)
    assert not domain.editable(villages, EDITOR)
    assert domain.editable(LAMPS, EDITOR)
    with pytest.raises(Unauthorized):
        domain.require_readable(LAMPS, NOBODY)
    with pytest.raises(Forbidden):
        domain.require_editable(LAMPS, VIEWER)


def test_a_layer_of_some_roles_is_read_by_them_and_by_an_admin():
    secret = replace(LAMPS, permissions=Permissions(frozenset({"gis_editor"})))
    assert domain.readable(secret, EDITOR)
    assert domain.readable(secret, Principal("a", "admin", frozenset({"admin"})))
    assert not domain.readable(secret, VIEWER)
    assert not domain.readable(secret, NOBODY)


def test_an_account_with_an_area_sees_what_stands_inside_it():
    assert domain.sees(LAMPS, LOCAL, "1971010001")
    assert not domain.sees(LAMPS, LOCAL, "1971020001")
    assert not domain.sees(LAMPS, LOCAL, None)
    assert domain.sees(BUILTIN["villages"], LOCAL, None)
    assert domain.sees(LAMPS, EDITOR, None)


@pytest.mark.parametrize(
    ("areas", "common"),
    [
        (["1971010001", "1971010002"], "197101"),
        (["1971010001", "1971010001"], "1971010001"),
        (["1971", "3316"], ""),
        (["1971010001", None], ""),
        ([], ""),
    ],
)
def test_what_holds_several_areas_is_an_area(areas, common):
    assert domain.common(areas) == common


def test_a_query_defaults_to_the_callers_area_and_a_hundred_features():
    query = _query(LOCAL)
    assert (query.area, query.boxes, query.limit, query.after) == ("197101", (), 100, None)
    assert query.crs is CRS84


def test_a_limit_above_the_most_is_cut():
    assert _query(limit=50_000).limit == 10_000


def test_an_area_outside_ones_own_is_refused():
    with pytest.raises(OutsideArea):
        _query(LOCAL, area="197102")


def test_a_box_is_read_in_the_order_of_its_crs():
    assert _query(bbox=[106, -3, 107, -2]).boxes == ((106, -3, 107, -2),)
    assert _query(bbox=[-3, 106, -2, 107], bbox_crs=LAT_LON).boxes == ((106, -3, 107, -2),)
    assert _query(bbox=[106, -3, 0, 107, -2, 9]).boxes == ((106, -3, 107, -2),)
    assert _query(bbox=[1e5, 9e6, 2e5, 9.1e6], bbox_crs=UTM48S).box_srid == 32748


def test_a_box_may_cross_the_antimeridian():
    assert _query(bbox=[170, -5, -170, 5]).boxes == ((170, -5, 180, 5), (-180, -5, -170, 5))


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ("2024-11-27", ("2024-11-27T00:00:00+00:00", "2024-11-27T23:59:59.999999+00:00")),
        ("2024-11-27T07:00:00+07:00", ("2024-11-27T00:00:00+00:00",) * 2),
        ("2024-11-27/..", ("2024-11-27T00:00:00+00:00", None)),
        ("/2024-11-27T00:00:00Z", (None, "2024-11-27T00:00:00+00:00")),
    ],
)
def test_a_time_is_an_instant_a_day_or_an_interval(asked, period):
    found = _query(datetime=asked).period
    assert tuple(one and one.isoformat() for one in found) == period


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"area": "x%"}, "area"),
        ({"bbox": [1, 3, 2, 2]}, "bbox"),
        ({"bbox": [1, 2]}, "bbox"),
        ({"bbox": [2, 1, 1, 2], "bbox_crs": UTM48S}, "bbox"),
        ({"bbox": "1,2,3,4"}, "bbox"),
        ({"bbox_crs": "EPSG:4326"}, "bbox-crs"),
        ({"crs": 4326}, "crs"),
        ({"limit": 0}, "limit"),
        ({"limit": True}, "limit"),
        ({"count": "many"}, "count"),
        ({"datetime": "yesterday"}, "datetime"),
        ({"datetime": "2024-11-27T00:00:00"}, "datetime"),
        ({"datetime": "../.."}, "datetime"),
        ({"datetime": "2024-11-28/2024-11-27"}, "datetime"),
        ({"properties": {"colour": "red"}}, "colour"),
        ({"properties": {"more": "{}"}}, "more"),
        ({"properties": {"watts": "many"}}, "watts"),
        ({"properties": {"on": "yes"}}, "on"),
        ({"properties": {"Nama Jalan": "a\0b"}}, "Nama Jalan"),
        ({"sortby": "colour"}, "sortby"),
        ({"sortby": ",".join(["watts"] * 6)}, "sortby"),
        ({"fields": "watts,colour"}, "fields"),
        ({"after": 7}, "after"),
        ({"after": "not a token"}, "after"),
        ({"after": messages.token((1, 2))}, "after"),
        ({"after": messages.token(("one",))}, "after"),
        ({"after": messages.token((None,))}, "after"),
    ],
)
def test_what_is_wrong_with_a_query_is_named(data, field):
    assert _wrong(**data) == [field]


def test_values_are_read_as_their_attributes_are():
    asked = {"watts": "12.5", "on": "true", "placed": "2024-11-27", "seen": "2024-11-27T00:00:00Z"}
    assert dict(_query(properties=asked | {"id": "7"}).properties) == {
        "watts": 12.5,
        "on": True,
        "placed": date(2024, 11, 27),
        "seen": datetime(2024, 11, 27, tzinfo=UTC),
        "id": 7,
    }


def test_a_page_goes_on_after_the_values_of_its_last_feature():
    last = (date(2024, 11, 27), None, 41)
    query = _query(sortby="-placed,+watts", after=messages.token(last))
    assert query.sortby == (("placed", True), ("watts", False))
    assert query.after == last


def test_a_page_that_the_bus_cannot_carry_ends_earlier():
    rows = [(n, 1, "x" * (3 << 20)) for n in range(5)]
    assert answers.fitting(rows) == 2
    assert answers.fitting(rows[:1]) == 1
    assert answers.fitting([(1, 1, "x" * (20 << 20)), (2, 1, None)]) == 1


def test_features_begin_with_their_version_and_a_page_with_its_head():
    rows = [(7, 3, '{"type":"Point","coordinates":[1,2]}', 5.0)]
    body = answers.collection(rows, ("watts",), next=None, numberMatched=1)
    head, mark, features = body.partition(b',"features":[')
    assert head == b'{"type":"FeatureCollection","next":null,"numberMatched":1,"numberReturned":1'
    assert mark
    assert features.startswith(b'{"type":"Feature","version":3,"id":"7","geometry":{"type":"Point"')


def test_changes_fit_their_contracts():
    change = Change(LAMPS, 4, "editor", "updated", area="1971", bbox=(106.0, -2.2, 106.1, -2.1))
    told = [changes.layer_changed(change), changes.feature_changed(change, "7", "1971010001")]
    for event in told:
        contracts.get("gis", event.type, event.version).validate(event.data)
        assert event.subject == "lamps"
    assert told[1].data["area"] == "1971010001"


def test_of_a_layer_that_only_some_read_no_place_is_told():
    secret = replace(LAMPS, permissions=Permissions(frozenset({"gis_editor"})))
    change = Change(secret, 4, "editor", "updated", area="1971", bbox=(106.0, -2.2, 106.1, -2.1))
    told = [changes.layer_changed(change), changes.feature_changed(change, "7", "1971010001")]
    for event in told:
        contracts.get("gis", event.type, event.version).validate(event.data)
        assert (event.data["area"], event.data["bbox"]) == ("", None)
    assert told[1].data["feature"] is None


def test_the_systems_are_those_that_are_used_here():
    assert KNOWN[LAT_LON].north_first
    assert {KNOWN[UTM48S].srid, 32754, 23845, 3857} <= {one.srid for one in KNOWN.values()}
    assert len(KNOWN) == 2 + 1 + 9 + 9 + 16
