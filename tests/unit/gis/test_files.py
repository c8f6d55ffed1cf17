"""Files in the process apart: formats, systems, what is repaired, what is refused."""

import json
import zipfile

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from services.gis.files.domain import FileRefused, FileUnreadable
from tests.unit.gis.filing import codes, feature, geojson, packed, point, read, written

UTM_PLACE = Point(500_000, 9_215_000)  # in zone 49 South: 111° E, 7.1° S


def shapefile(folder, *suffixes):
    written(folder, "roads.shp", "ESRI Shapefile", [UTM_PLACE], name=["a"], metres=[3])
    found = {one: (folder / f"roads{one}").read_bytes() for one in suffixes}
    return packed(**{f"roads{one.replace('.', '__')}": data for one, data in found.items()})


def refused(data, **plan):
    with pytest.raises((FileRefused, FileUnreadable)) as caught:
        read(data, **plan)
    return caught.value.extra.get("reason", "file-unreadable"), caught.value.detail


# Formats


def test_geojson_brings_kinds_values_and_places():
    one = feature(point(), name="a", n=1, x=1.5, ok=True, day="2024-01-02", tags=["b"])
    two = feature(None, name="b\tc\\", n=None)
    head, rows = read(geojson(one, two))
    kinds = {each["name"]: each["kind"] for each in head["attributes"]}
    assert kinds == {
        "name": "text",
        "n": "integer",
        "x": "number",
        "ok": "boolean",
        "day": "date",
        "tags": "json",
    }
    assert head["attributes"][0]["values"] == ["a", "b\tc\\"]
    assert (head["geometry_type"], head["features"], codes(head)) == (
        "Point",
        2,
        {"no-geometry": 1},
    )
    assert rows[0][:3] == ["1", "110.5", "-7.1"]
    assert rows[0][4:] == ["a", "1", "1.5", "t", "2024-01-02", '["b"]']
    assert rows[1][3:6] == ["\\N", "b\\tc\\\\", "\\N"]


def test_each_format_and_system_gives_the_same_place(tmp_path):
    files = {
        "shapefile": shapefile(tmp_path, ".shp", ".shx", ".dbf", ".prj"),
        "geopackage": written(tmp_path, "a.gpkg", "GPKG", [UTM_PLACE], name=["a"]).read_bytes(),
        "flatgeobuf": written(
            tmp_path, "a.fgb", "FlatGeobuf", [UTM_PLACE], name=["a"]
        ).read_bytes(),
        "kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name>'
        b"<Point><coordinates>111,-7.10178</coordinates></Point></Placemark></Document></kml>",
        "geojsonseq": b"\n".join(json.dumps(feature(point(111, -7.10178))).encode() for _ in "ab"),
        "csv": b"name;x;y\na;500000;9215000\n",
    }
    files["kmz"] = packed(doc__kml=files["kml"])
    for name, data in files.items():
        head, rows = read(data, **({"crs": "EPSG:32749"} if name == "csv" else {}))
        assert head["format"] == {"kmz": "kml"}.get(name, name)
        assert [float(one) for one in rows[0][1:3]] == pytest.approx([111.0, -7.10178], abs=1e-4), (
            name
        )


def test_csv_infers_kinds_and_leaves_codes_alone():
    rows = ["kode,n,x,day,lon,lat", "0012,3,1.5,2024-01-02,110,-7", "0013,,2,,110,-7"]
    head, lines = read("\n".join(rows).encode())
    assert [one["kind"] for one in head["attributes"]] == ["text", "integer", "number", "date"]
    assert lines[1][4:] == ["0013", "\\N", "2.0", "\\N"]
    head, lines = read(b'name,wkt\na,"LINESTRING (110 -7, 111 -7)"\n')
    assert head["geometry_type"] == "LineString"


def test_another_encoding_must_be_told():
    data = "nama,lon,lat\nSé,110,-7\n".encode("latin-1")
    reason, detail = refused(data)
    assert (reason, "byte 14" in detail) == ("encoding-wrong", True)
    assert read(data, encoding="latin-1")[1][0][4] == "Sé"
    assert refused(data, encoding="klingon")[0] == "encoding-unknown"


# Geometries


def test_what_is_repaired_and_what_is_refused_is_told_by_feature():
    bow = [[110, -7], [111, -8], [111, -7], [110, -8], [110, -7]]
    collection = {"type": "GeometryCollection", "geometries": [point(), point(110.6)]}
    mixed = {
        "type": "GeometryCollection",
        "geometries": [collection, {"type": "LineString", "coordinates": [[110, -7], [111, -7]]}],
    }
    head, rows = read(
        geojson(
            feature({"type": "Polygon", "coordinates": [bow]}),
            feature(point(-7.1, 110.5)),
            feature(point(110.5, 7.1)),
            feature(point(10, 10)),
            feature(point(200, -7)),
            feature(point(110, -7, 30)),
            feature({"type": "LineString", "coordinates": []}),
            feature(collection),
            feature(mixed),
        )
    )
    found = {(one["feature"], one["code"], one["taken"]) for one in head["problems"]["items"]}
    assert found == {
        (1, "repaired", True),
        (2, "swapped-axes", False),
        (3, "wrong-hemisphere", False),
        (4, "out-of-region", True),
        (5, "out-of-bounds", False),
        (6, "flattened", True),
        (7, "empty-geometry", False),
        (8, "collection", True),
        (9, "mixed-collection", False),
    }
    assert [row[0] for row in rows] == ["1", "4", "6", "8"]
    assert (head["geometry_type"], head["taken"], head["broken"]) == ("Geometry", 4, 5)
    assert shapely.from_wkb(rows[0][3]).area == pytest.approx(0.5)
    reason = next(o["message"] for o in head["problems"]["items"] if o["code"] == "repaired")
    assert "Self-intersection[110.5 -7.5" in reason


def test_single_and_multi_become_multi():
    square = Polygon([(110, -7), (111, -7), (111, -8)])
    two = shapely.MultiPolygon([square, Polygon([(112, -7), (113, -7), (113, -8)])])
    shapes = [json.loads(shapely.to_geojson(one)) for one in (square, two)]
    head, rows = read(geojson(*(feature(one, a="x") for one in shapes)))
    assert head["geometry_type"] == "MultiPolygon"
    assert {shapely.from_wkb(row[3]).geom_type for row in rows} == {"MultiPolygon"}
    assert [row[4] for row in rows] == ["x", "x"]


def test_a_polygon_of_a_million_vertices_is_refused_by_name():
    turn = np.linspace(0, 2 * np.pi, 1_000_000)
    ring = np.column_stack([110 + np.cos(turn), np.sin(turn) - 7]).tolist()
    ring[-1] = ring[0]
    head, rows = read(
        geojson(feature({"type": "Polygon", "coordinates": [ring]}), feature(point()))
    )
    assert codes(head) == {"too-many-vertices": 1}
    assert len(rows) == 1


# Into a layer that is there


def known(name, kind, codes=(), *, required=False):
    return {"name": name, "kind": kind, "codes": list(codes), "required": required}


def test_what_does_not_fit_the_layer_is_told():
    attributes = [known("watts", "integer"), known("kind", "text", ["led"]), known("id", "text")]
    plan = {"attributes": attributes, "geometry_type": "Point", "key": "id"}
    head, rows = read(
        geojson(
            feature(point(), watts="40", kind="led", id="a", colour="red"),
            feature(point(), watts="much", kind="led", id="b"),
            feature(point(), watts="4", kind="gas", id="c"),
            feature(point(), watts="4", id="a"),
            feature(point(), watts="4"),
            feature(json.loads(shapely.to_geojson(LineString([(110, -7), (111, -7)]))), id="f"),
        ),
        **plan,
    )
    assert codes(head) == {
        "unknown-attribute": 1,
        "attribute": 2,
        "key-twice": 1,
        "no-key": 1,
        "geometry-type": 1,
    }
    assert [row[4:] for row in rows] == [["40", "led", "a"]]
    assert refused(geojson(feature(point(), a=1)), **plan | {"key": "z"})[0] == "attribute-missing"


# Hostile files


def says(archive, size):
    """Return the ZIP with another size in its directory."""
    data = bytearray(archive)
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = size.to_bytes(4, "little")
    return bytes(data)


def test_zip_bombs_links_and_paths_outside_are_refused(tmp_path):
    bomb = packed(data__csv=bytes(16 << 20))
    assert refused(says(bomb, 2 << 30))[0] == "zip-too-large"
    assert len(bomb) < 1 << 20
    for name in ("../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv"):
        assert refused(packed(**{name: b"lon,lat\n1,2\n"}))[0] == "zip-path"
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    assert refused(path.read_bytes())[0] == "zip-path"
    assert refused(packed(a__zip=bomb))[0] == "zip-nothing"
    assert refused(packed(a__csv=b"lon,lat\n")[:-30])[0] == "zip-damaged"


def test_a_zip_that_lies_about_its_size_is_refused():
    assert refused(says(packed(a__csv=b"lon,lat\n" + b"1,2\n" * 1000), 100))[0] == "zip-damaged"


def test_a_shapefile_with_missing_parts_says_which(tmp_path):
    assert refused(shapefile(tmp_path, ".shp")) == (
        "shapefile-incomplete",
        "the shapefile lacks its .shx and .dbf",
    )
    no_system = shapefile(tmp_path, ".shp", ".shx", ".dbf")
    assert refused(no_system)[0] == "crs-missing"
    assert read(no_system, crs="EPSG:32749")[0]["taken"] == 1
    assert refused(no_system, crs="EPSG:999999")[0] == "crs-unknown"


def test_numbers_that_json_does_not_have_are_refused():
    for name in ("NaN", "Infinity", "-Infinity"):
        data = geojson(feature(point(), a=1)).replace(b"110.5", name.encode())
        reason, detail = refused(data)
        assert (reason, name.strip("-") in detail) == ("not-json", True)
    said = feature(point(), text="[1, NaN, 2]")
    assert read(geojson(said))[1][0][4] == "[1, NaN, 2]"


def test_kml_with_entities_is_refused_and_its_links_are_not_followed():
    kml = (
        b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
        b"<href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink><Placemark>"
        b"<Point><coordinates>111,-7</coordinates></Point></Placemark></Document></kml>"
    )
    head, rows = read(kml)
    assert (codes(head), len(rows)) == ({"network-link": 1}, 1)
    entity = b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert refused(entity + kml)[0] == "kml-entities"


def test_a_geopackage_with_a_view_is_refused_and_its_triggers_do_nothing(tmp_path):
    import sqlite3  # noqa: PLC0415

    path = written(tmp_path, "a.gpkg", "GPKG", [UTM_PLACE], name=["a"])
    with sqlite3.connect(path) as db:
        db.execute("CREATE TRIGGER t AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM a; END")
    assert len(read(path.read_bytes())[1]) == 1
    with sqlite3.connect(path) as db:
        db.execute("CREATE VIEW v AS SELECT * FROM a")
    assert refused(path.read_bytes())[0] == "geopackage-view"


def test_nothing_in_a_file_opens_another_one(tmp_path):
    other = tmp_path / "other.geojson"
    other.write_bytes(geojson(feature(point(), secret=1)))
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>{other}</SrcDataSource>"
    vrt += "</OGRVRTLayer></OGRVRTDataSource>"
    assert refused(vrt.encode())[0] == "file-unknown"
    head, _ = read(json.dumps({"a": vrt, **json.loads(geojson(feature(point(), b=2)))}).encode())
    assert [one["name"] for one in head["attributes"]] == ["b"]
    for text in (f"/vsicurl/http://127.0.0.1:9/{other}", str(other)):
        head, rows = read(f"name,lon,lat\n{text},110,-7\n".encode())
        assert rows[0][4] == text
    assert refused(b"/vsicurl/http://127.0.0.1:9/x.geojson")[0] == "csv-no-geometry"
    assert refused(b"\0\1\2")[0] == "file-unknown"
    assert refused(b"")[0] == "file-empty"
    assert refused(geojson())[0] == "file-empty"


def test_a_deep_or_broken_json_ends_in_an_error():
    assert refused(b'{"type":"FeatureCollection","features":[')[0] == "file-unreadable"
    deep = b"[" * 100_000
    assert refused(b'{"type":"FeatureCollection","features":' + deep)[0] == "file-unreadable"
