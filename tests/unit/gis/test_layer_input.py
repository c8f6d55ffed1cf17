"""Whatever is sent to a layer is read or refused by name; nothing else happens."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point

from libs.kit.errors import Invalid, KendaliError
from libs.kit.principal import Principal
from services.gis.layers import checking, describing, messages, past
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import Attribute, Feature, Layer

EDITOR = Principal("e", "editor", frozenset({"gis_editor"}))
ODD = Layer(
    "odd",
    "Odd",
    "Geometry",
    tuple(Attribute(f"a {kind}", kind, column=f"a{n}") for n, kind in enumerate(checking._KINDS)),
    "agency_odd",
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
numbers = st.lists(st.floats() | st.integers(-200, 200), min_size=1, max_size=4)
coordinates = st.recursive(numbers, lambda inner: st.lists(inner, max_size=5), max_leaves=12)
TYPES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiPolygon", "GeometryCollection", "x")
geometries = anything | st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "coordinates": coordinates | anything},
    optional={"geometries": anything},
)
NAMES = ("area", "bbox", "bbox_crs", "crs", "datetime", "properties", "sortby", "fields")
NAMES = (*NAMES, "skip_geometry", "limit", "after", "count")


def _only_by_name(read, *arguments):
    with contextlib.suppress(Invalid):
        return read(*arguments)
    with pytest.raises(Invalid) as caught:
        read(*arguments)
    assert all(error.field and error.message for error in caught.value.errors)
    assert caught.value.errors
    return None


# How long a machine takes, which may be busy, is no fault of what is read.
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(geometries)
def test_any_geometry_stands_inside_the_world_and_is_valid_or_is_refused(value):
    read = _only_by_name(lambda: checking.fitting(checking.shape(value)[0], ODD))
    if read is not None:
        west, south, east, north = read.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert read.is_valid
        assert not read.is_empty
        assert not read.has_z


@FEW
@given(anything)
def test_any_attributes_are_read_or_refused(value):
    found, errors = checking.attributes(value, ODD, None)
    assert all(error.field.startswith("properties") for error in errors)
    assert found.keys() <= {one.name for one in ODD.attributes}


@FEW
@given(st.dictionaries(st.sampled_from([one.name for one in ODD.attributes]), anything))
def test_any_value_of_an_attribute_is_read_or_refused(values):
    found, errors = checking.attributes(values, ODD, None)
    refused = {error.field.removeprefix("properties.") for error in errors}
    assert found.keys() | refused == values.keys()
    assert not found.keys() & refused


@FEW
@given(st.dictionaries(st.sampled_from(NAMES), anything))
def test_any_query_is_read_or_refused(data):
    with contextlib.suppress(KendaliError):
        messages.parse_query(data, ODD, EDITOR)


@FEW
@given(
    st.dictionaries(
        st.sampled_from(
            (
                *describing.TEXTS,
                "id",
                "attributes",
                "permissions",
                "style",
                "label",
                "time",
                "geometry_type",
            )
        ),
        anything,
    )
)
def test_any_description_of_a_layer_is_read_or_refused(data):
    _only_by_name(describing.layer, data)


@FEW
@given(st.text(max_size=40) | anything)
def test_any_place_in_a_feed_is_read_or_refused(after):
    for layer in (ODD, BUILTIN["tps"]):
        with contextlib.suppress(KendaliError):
            past._feed_place(after, layer)
    with contextlib.suppress(KendaliError):
        past._place(str(after))


def test_a_read_only_attribute_may_be_sent_as_it_stands():
    layer = BUILTIN["villages"]
    before = Feature("1971010001", Point(1, 2), {"name": "Satu", "size_km2": 1.5}, "1971010001", 3)
    sent = {"name": "Satu", "size_km2": 1.5, "code": "1971010001"}
    assert checking.attributes(sent | {"code": None}, layer, before)[1] == []
    [error] = checking.attributes({"size_km2": 2}, layer, before)[1]
    assert error.field == "properties.size_km2"


def test_a_new_feature_may_name_what_is_read_only_as_nothing():
    """QGIS sends every attribute that the layer has."""
    layer = BUILTIN["roads"]
    sent = {"code": "Q-1", "length_km": None, "soundness": None}
    assert checking.attributes(sent, layer, None) == ({"code": "Q-1"}, [])
    [error] = checking.attributes(sent | {"length_km": 0.0}, layer, None)[1]
    assert error.field == "properties.length_km"
