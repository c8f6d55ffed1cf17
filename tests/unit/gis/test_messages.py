import pytest
from shapely import Point

from libs.kit import contracts
from libs.kit.errors import Invalid
from services.gis import messages
from services.gis.domain import Area, Changed


def _fields(call, *arguments):
    with pytest.raises(Invalid) as caught:
        call(*arguments)
    return [error.field for error in caught.value.errors]


def test_areas_are_read_with_and_without_a_point():
    village = {"code": "1971011004", "name": " Semabung Lama ", "point": [106.12, -2.13]}
    items = [village, {"code": "197101", "name": "Bukit Intan"}]
    assert messages.parse_areas({"items": items}) == [
        Area("1971011004", "Semabung Lama", Point(106.12, -2.13)),
        Area("197101", "Bukit Intan", None),
    ]


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({}, ["items.0.code", "items.0.name"]),
        ("1971", ["items.0"]),
        ({"code": "19710", "name": "x"}, ["items.0.code"]),
        ({"code": "1971011004001", "name": "x"}, ["items.0.code"]),
        ({"code": "1971011004", "name": "x"}, ["items.0.point"]),
        ({"code": "197101", "name": " ", "point": [0, 91]}, ["items.0.name", "items.0.point"]),
        ({"code": "197101", "name": "x", "point": [True, 1]}, ["items.0.point"]),
    ],
)
def test_what_is_wrong_with_an_area_is_named(item, fields):
    assert _fields(messages.parse_areas, {"items": [item]}) == fields


@pytest.mark.parametrize("items", [None, [], "x", [{}] * 1001])
def test_a_call_brings_1_to_1000_areas(items):
    assert _fields(messages.parse_areas, {"items": items}) == ["items"]


def test_a_query_defaults_to_the_callers_area_and_a_hundred_features():
    query = messages.parse_query({"layer": "villages"}, "1971")
    assert (query.area, query.bbox, query.limit, query.after) == ("1971", None, 100, "")


def test_a_limit_above_the_most_is_cut():
    assert messages.parse_query({"layer": "tps", "limit": 5000}, "").limit == 1000


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"layer": "roads"}, "layer"),
        ({"layer": "tps", "area": "x%"}, "area"),
        ({"layer": "tps", "bbox": [2, 1, 1, 2]}, "bbox"),
        ({"layer": "tps", "bbox": [1, 2]}, "bbox"),
        ({"layer": "tps", "limit": 0}, "limit"),
        ({"layer": "tps", "limit": "10"}, "limit"),
        ({"layer": "tps", "after": 7}, "after"),
    ],
)
def test_what_is_wrong_with_a_query_is_named(data, field):
    assert _fields(messages.parse_query, data, "") == [field]


def test_a_feature_names_its_parent_and_keeps_its_code_as_id():
    row = {"code": "1971011004", "name": "Semabung Lama", "quality": "voronoi", "geometry": None}
    found = messages.collection([row], "1971011004")
    assert found["numberReturned"] == 1
    assert found["next"] == "1971011004"
    assert found["features"] == [
        {
            "type": "Feature",
            "id": "1971011004",
            "geometry": None,
            "properties": {
                "code": "1971011004",
                "name": "Semabung Lama",
                "quality": "voronoi",
                "parent": "197101",
            },
        }
    ]


def test_a_changed_layer_fits_its_contract():
    event = messages.to_event(Changed("tps", "1971", 2))
    contracts.get("gis", event.type, event.version).validate(event.data)
    assert event.subject == "tps/1971"
