"""Billboards, public assets and cameras: plain layers, with rules of their own."""

import pytest

from libs.kit.errors import Forbidden, Invalid
from services.gis.assets.descriptors import LAYERS
from tests.integration.gis.layering import call, ids, listed, told, who

CLERK = who("operator", name="Dewi")
POINT = {"type": "Point", "coordinates": [106.1, -2.1]}
LINK = "https://kamera.example/simpang-5?stream=1"


def _make(gis, layer, principal=CLERK, geometry=POINT, **properties):
    feature = {"type": "Feature", "geometry": geometry, "properties": {"name": "A"} | properties}
    return call(gis, "create_feature", principal, layer=layer, feature=feature)["feature"]


def _wrong(gis, layer, **properties):
    with pytest.raises(Invalid) as caught:
        _make(gis, layer, **properties)
    return {error.field for error in caught.value.errors}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda one: one.id)
def test_every_attribute_has_its_column(gis, layer):
    given = {"text": "x", "number": 1.5, "integer": 3, "date": "2026-12-31"}
    values = {
        one.name: one.codes[0][0] if one.codes else given[one.kind] for one in layer.attributes
    }
    values |= {"link": LINK} if layer.id == "cameras" else {}
    assert _make(gis, layer.id, **values)["properties"] == values
    assert len(ids(listed(gis, CLERK, layer=layer.id))) == 1


def test_a_billboard_has_no_size_or_tax_below_zero(gis):
    assert _wrong(gis, "billboards", width_m=-1, tax_rupiah=-5) == {
        "properties.width_m",
        "properties.tax_rupiah",
    }
    made = _make(gis, "billboards", tax_rupiah=0, permit_until="2026-12-31")
    assert made["properties"]["permit_until"] == "2026-12-31"


def test_an_asset_is_a_point_or_an_outline(gis):
    ring = [[106.1, -2.1], [106.2, -2.1], [106.2, -2.0], [106.1, -2.1]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    assert _make(gis, "public_assets", geometry=outline)["geometry"]["type"] == "Polygon"
    assert _make(gis, "public_assets", kind="land")["geometry"]["type"] == "Point"


@pytest.mark.parametrize(
    "link",
    [
        "ftp://kamera.example/a",
        "javascript:alert(1)",
        "//kamera.example",
        "https://",
        "https://kamera.example:port/",
        "https://admin:rahasia@kamera.example/",
        "https://kamera.example/a b",
        "https://kamera.example/\n",
        "https://kamera.example/" + "a" * 500,
        "https://[kamera",
    ],
)
def test_a_camera_is_a_link_that_a_browser_may_open(gis, link):
    assert _wrong(gis, "cameras", link=link) == {"properties.link"}


def test_cameras_are_for_some_roles_only_and_events_name_none(gis, database):
    _make(gis, "cameras", link=LINK)
    assert len(ids(listed(gis, who("officer"), layer="cameras"))) == 1
    for role in ("viewer", "reporter", "verifier"):
        with pytest.raises(Forbidden):
            listed(gis, who(role), layer="cameras")
    with pytest.raises(Forbidden):
        _make(gis, "cameras", who("officer"), link=LINK)
    [event] = told(database, "feature_changed")
    assert (event["feature"], event["area"], event["bbox"]) == (None, "", None)
