import pytest
from shapely import Point

from libs.kit.errors import Invalid
from services.gis import messages
from services.gis.domain import Area


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
