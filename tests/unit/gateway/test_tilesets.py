"""What tile sets are told as."""

import orjson
import pytest

from services.gateway import tilesets

ROADS = {
    "id": "streets",
    "title": "Streets",
    "description": "",
    "licence": "CC BY 4.0",
    "source": "Dinas PUPR",
    "geometry_type": "MultiLineString",
    "key": None,
    "fields": {"name": "String", "width": "Number", "paved": "Boolean"},
    "fields_far": ["name"],
    "detail_zoom": 12,
    "max_zoom": 16,
    "read": "public",
    "version": 7,
    "bounds": [111.0, -7.3, 111.5, -6.8],
}
SPOTS = ROADS | {"id": "spots", "title": "Spots", "geometry_type": "Geometry", "bounds": None}
ROOT = "https://peta.example/v1/gis"


def parsed(*items):
    return tilesets.parse(orjson.dumps({"items": list(items), "next": None}))


def test_tilejson_has_what_its_version_asks_for():
    told = tilesets.tilejson(parsed(ROADS, SPOTS), ROOT)
    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == [f"{ROOT}/tiles/streets,spots/{{z}}/{{x}}/{{y}}"]
    assert (told["minzoom"], told["maxzoom"]) == (0, 16)
    assert told["bounds"] == [111.0, -7.3, 111.5, -6.8]
    assert told["attribution"] == "Dinas PUPR, CC BY 4.0"
    assert [one["id"] for one in told["vector_layers"]] == ["streets", "spots"]
    assert told["vector_layers"][0]["fields"] == ROADS["fields"]
    assert told["kendali"]["layers"]["streets"] == {
        "key": None,
        "version": 7,
        "fields_far": ["name"],
    }
    assert "500 kB" in told["description"]


def test_a_layer_of_nowhere_has_the_world_for_bounds():
    west, south, east, north = tilesets.tilejson(parsed(SPOTS), ROOT)["bounds"]
    assert (west, east) == (-180, 180)
    assert -90 < south < north < 90


def test_a_tile_set_names_its_matrix_set_layers_and_tiles():
    told = tilesets.metadata(parsed(ROADS)[0], ROOT)
    assert told["tileMatrixSetURI"].endswith("/WebMercatorQuad")
    assert told["boundingBox"]["lowerLeft"] == [111.0, -7.3]
    [layer] = told["layers"]
    assert layer["geometryDimension"] == 1
    assert layer["propertiesSchema"]["properties"]["paved"] == {"type": "boolean"}
    items = [link for link in told["links"] if link["rel"] == "item"]
    assert [(link["type"], link["templated"]) for link in items] == [(tilesets.MVT, True)]
    assert items[0]["href"].endswith("/{tileMatrix}/{tileRow}/{tileCol}")
    assert "geometryDimension" not in tilesets.metadata(parsed(SPOTS)[0], ROOT)["layers"][0]


@pytest.mark.parametrize(("z", "x", "y"), [(0, 0, 0), (12, 3255, 2071), (22, 0, 2**22 - 1)])
def test_a_tiles_box_holds_it_and_its_rim(z, x, y):
    west, south, east, north = tilesets.box(z, x, y)
    side = 360 / 2**z
    assert west < x * side - 180 < (x + 1) * side - 180 < east
    assert east - west == pytest.approx(side * (1 + 2 / 32))
    assert south < north
