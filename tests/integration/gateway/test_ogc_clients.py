"""The layers in the hands of software that nobody here wrote: GDAL, OWSLib, ogc-client."""

from __future__ import annotations

import json
import re
import subprocess
from urllib.parse import unquote_plus

import ogcapi_registry
import openapi_spec_validator
import pyogrio
import pyogrio.raw
import pytest
import shapely
from owslib.ogcapi.features import Features
from owslib.util import Authentication

from tests.conventions import ROOT
from tests.mapping import mapped


@pytest.fixture(scope="module")
def maps(bare_house):
    return mapped(bare_house)


# GDAL


def _gdal(root, layer="streets", **options):
    """Return the names and shapes that GDAL reads, and what it says of the layer."""
    told, _, shapes, columns = pyogrio.raw.read(f"OAPIF:{root}", layer=layer, **options)
    names = columns[list(told["fields"]).index("name")]
    return list(names), shapely.from_wkb(shapes), told


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Have GDAL write down what it asks; it keeps to one file."""
    path = tmp_path_factory.mktemp("gdal") / "asked.log"
    pyogrio.set_gdal_config_options({"CPL_DEBUG": True, "CPL_LOG": str(path)})
    yield path
    pyogrio.set_gdal_config_options({"CPL_DEBUG": False, "CPL_LOG": None})


@pytest.fixture
def asked(log):
    """Tell what GDAL has asked for in this test."""
    before = len(log.read_text()) if log.exists() else 0
    return lambda: re.findall(r"Fetch\((\S+)\)", unquote_plus(log.read_text()[before:]))


def test_gdal_reads_all_pages(maps, asked):
    names, shapes, told = _gdal(maps.root, PAGE_SIZE=7)
    assert names == [f"Jalan {n:02}" for n in range(25)]
    assert told["geometry_type"] == "LineString"
    assert shapes[0].coords[0] == pytest.approx((106.0, -2.1))
    assert sum("after=" in path for path in asked()) == 3


def test_gdal_lists_layers_and_knows_what_they_hold(maps):
    listed = {str(name) for name, _ in pyogrio.list_layers(f"OAPIF:{maps.root}")}
    assert {"streets", "villages"} <= listed
    assert "lamps" not in listed
    told = pyogrio.read_info(f"OAPIF:{maps.root}", layer="streets", force_total_bounds=True)
    assert told["total_bounds"] == pytest.approx((106, -2.1, 106.245, -2.1))
    assert told["features"] == 25
    kinds = dict(zip(told["fields"], told["ogr_types"], strict=True))
    assert (kinds["width"], kinds["lanes"], kinds["built"]) == ("OFTReal", "OFTInteger", "OFTDate")


def test_gdal_has_us_look_for_boxes_and_attributes(maps, asked):
    names, _, _ = _gdal(maps.root, bbox=(106.0, -3, 106.0149, 0))
    assert names == ["Jalan 00", "Jalan 01"]
    assert any("bbox=" in path for path in asked())
    names, _, _ = _gdal(maps.root, where="width > 10 AND lanes = 3 AND class = 'bad'")
    assert names == ["Jalan 23"]
    assert any("lanes=3&class=bad" in path for path in asked())


@pytest.mark.parametrize(
    ("crs", "x", "y"), [("EPSG:32748", 611206.4, 9767850.3), ("EPSG:3857", 11799866.0, -233823.3)]
)
def test_gdal_reads_in_another_system(maps, asked, crs, x, y):
    _, shapes, told = _gdal(maps.root, CRS=crs, max_features=1)
    assert told["crs"] == crs
    assert any(f"/EPSG/0/{crs[5:]}" in path for path in asked())
    assert shapes[0].coords[0] == pytest.approx((x, y), abs=0.1)


def test_gdal_proves_itself_by_a_key(maps):
    with pytest.raises(pyogrio.errors.DataLayerError):
        _gdal(maps.root, "lamps")
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"qgis:{maps.key}"})
    try:
        names, _, _ = _gdal(maps.root, "lamps")
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": None})
    assert names == ["lamps"]


# OWSLib


def _owslib(maps):
    headers = {"If-Match": "*", "Content-Type": "application/geo+json"}
    return Features(maps.root, auth=Authentication("owslib", maps.key), headers=headers)


def test_owslib_reads(maps):
    client = _owslib(maps)
    assert {"streets", "lamps"} <= set(client.feature_collections())
    assert client.api()["openapi"].startswith("3.0")
    assert "width" in client.collection_queryables("streets")["properties"]
    assert client.collection_schema("streets")["type"] == "object"
    page = client.collection_items(
        "streets", bbox=[106, -3, 106.05, 0], datetime_="2001-01-01/..", sortby=("name", "desc")
    )
    assert [one["properties"]["name"] for one in page["features"]] == [
        f"Jalan {n:02}" for n in (5, 4, 3, 2, 1)
    ]
    found = client.collection_items("streets", filter="CASEI(name) LIKE CASEI('JALAN 0%')")
    assert found["numberMatched"] == 10
    assert client.collection_item("streets", "1")["properties"]["name"] == "Jalan 00"


def test_owslib_makes_changes_and_deletes(maps):
    client = _owslib(maps)
    point = {"type": "Point", "coordinates": [106.2, -2.2]}
    feature = {"type": "Feature", "geometry": point, "properties": {"name": "by OWSLib"}}
    client.collection_item_create("lamps", json.dumps(feature))
    [made] = client.collection_items("lamps", name="by OWSLib")["features"]
    changed = {**feature, "properties": {"name": "changed by OWSLib"}}
    client.collection_item_update("lamps", made["id"], json.dumps(changed))
    stands = client.collection_item("lamps", made["id"])
    assert stands["properties"]["name"] == "changed by OWSLib"
    client.collection_item_delete("lamps", made["id"])
    assert client.collection_items("lamps", name="changed by OWSLib")["features"] == []


# ogc-client, as map viewers in browsers use it


def test_ogc_client_reads(maps):
    script = ROOT / "tests" / "integration" / "gateway" / "read_layers.mjs"
    done = subprocess.run(
        ["node", str(script), maps.root],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "streets" in found["collections"]
    assert found["extent"]["spatial"]["bbox"][0] == pytest.approx([106, -2.1, 106.245, -2.1])
    assert "http://www.opengis.net/def/crs/EPSG/0/4326" in found["crs"]
    names = [one["properties"]["name"] for one in found["all"]]
    assert names == [f"Jalan {n:02}" for n in (14, 13, 12, 11, 10)]
    assert len(found["inside"]) == 2
    assert found["since"][0]["properties"] == {"name": "Jalan 20"}
    assert found["one"]["id"] == "3"
    assert "width" in [one["name"] for one in found["queryables"]]
    assert (found["tiles"][-1], found["supportedTileMatrixSets"]) == (
        found["collections"][-1],
        ["WebMercatorQuad"],
    )


# Validators of what is declared


def test_what_is_declared_is_described(maps):
    document, told = maps.read("/api"), maps.read("/conformance")
    openapi_spec_validator.validate(document)
    classes = ogcapi_registry.parse_conformance_classes(told)
    verdict = ogcapi_registry.validate_ogc_api(document, classes)
    # It takes a feature's history, which has no geometry to ask a CRS for, for a page of features.
    assert [one for one in verdict.errors if "/history" not in one["path"]] == []
    assert len(classes) == len(told["conformsTo"]) > 30


# What the catalogue of `ogcapi-registry` has of two of our standards, and we do not keep.
NOT_KEPT = {
    "ogcapi-features-1": {"gmlsf0", "gmlsf2"},
    "ogcapi-tiles-1": {
        *("collections-selection", "dataset-tilesets", "datetime", "oas30"),
        *("geojson", "jpeg", "netcdf", "png", "tiff", "xml"),
    },
}
CATALOGUED = ("ogcapi-features-1/", "ogcapi-features-2/", "ogcapi-features-3/", "ogcapi-tiles-1/")


def test_classes_are_named_as_the_standards_name_them(maps):
    """Features' Parts 4 and 5, Common and CQL2 are not in the catalogue; TileJSON is no class."""
    told = maps.read("/conformance")["conformsTo"]
    report = ogcapi_registry.validate_conformance(told)
    assert not [one for one in report.unrecognised if any(name in one for name in CATALOGUED)]
    missing = {one.uri.rpartition("/")[2] for one in report.undeclared_siblings}
    assert missing == set().union(*NOT_KEPT.values())
    assert len(told) == len(set(told))
