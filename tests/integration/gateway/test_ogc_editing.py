"""OGC API - Features over HTTP: features are changed by version, by whom the layer lets."""

from __future__ import annotations

import uuid

import pytest

from tests.mapping import AREA, mapped

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG_4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
GEOJSON, MERGE = "application/geo+json", "application/merge-patch+json"
LAMPS = "/collections/lamps/items"
EDITOR = "gis_editor"


@pytest.fixture(scope="module")
def maps(bare_house):
    return mapped(bare_house)


def _lamp(x=106.1, y=-2.1, **properties):
    point = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "geometry": point, "properties": {"name": "new"} | properties}


def _send(maps, method, path, body=None, role=EDITOR, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    options = {} if body is None else {"json": body}
    return maps.ask(method, path, role, headers={"Content-Type": GEOJSON} | named, **options)


@pytest.fixture
def made(maps):
    """Make a lamp: its path and ETag."""
    answer = _send(maps, "POST", LAMPS, _lamp())
    assert answer.status_code == 201, answer.text
    return f"{LAMPS}/{answer.json()['id']}", answer.headers["ETag"]


def test_what_is_made_is_at_its_location(maps):
    answer = _send(maps, "POST", LAMPS, _lamp(lanes=2))
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, GEOJSON)
    address = answer.headers["Location"]
    assert address == f"{maps.root}{LAMPS}/{answer.json()['id']}"
    stands = maps.ask("GET", address, EDITOR)
    assert stands.headers["ETag"] == answer.headers["ETag"]
    assert stands.json()["properties"]["lanes"] == 2
    listed = maps.read(LAMPS, EDITOR, lanes=2)
    assert answer.json()["id"] in [one["id"] for one in listed["features"]]


def test_a_creation_that_is_sent_again_with_its_key_is_the_same(maps):
    key = str(uuid.uuid4())
    first, again = (_send(maps, "POST", LAMPS, _lamp(), Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["Location"] == again.headers["Location"]
    other = _send(maps, "POST", LAMPS, _lamp(name="x"), Idempotency_Key=key)
    assert other.status_code == 409
    assert _send(maps, "POST", LAMPS, _lamp(), Idempotency_Key="mine").status_code == 422


def test_a_change_needs_the_version_that_stands(maps, made):
    path, tag = made
    changes = {"PUT": _lamp(name="put"), "PATCH": {"properties": {"name": "x"}}, "DELETE": None}
    for method, body in changes.items():
        missing = _send(maps, method, path, body)
        assert (missing.status_code, missing.json()["type"]) == (428, "version-needed")
        for wrong in ('"1"', f"W/{tag}", '"abc"', '"1", "2"', tag.strip('"')):
            refused = _send(maps, method, path, body, If_Match=wrong)
            assert refused.status_code == 412, wrong
        elsewhere = _send(maps, method, f"{LAMPS}/9999", body, If_Match="*")
        assert elsewhere.status_code == 404
    assert maps.ask("GET", path, EDITOR).headers["ETag"] == tag


def test_a_feature_is_replaced_changed_and_deleted(maps, made):
    path, tag = made
    put = _send(maps, "PUT", path, _lamp(name="put", lanes=3), If_Match=tag)
    assert (put.status_code, put.headers["ETag"] != tag) == (200, True)
    patch = {"properties": {"lanes": None, "width": 2.5}}
    tags = f'"0", {put.headers["ETag"]}'
    patched = _send(maps, "PATCH", path, patch, Content_Type=MERGE, If_Match=tags)
    assert patched.status_code == 200, patched.text
    stands = maps.ask("GET", path, EDITOR)
    assert stands.headers["ETag"] == patched.headers["ETag"]
    found = stands.json()["properties"]
    assert (found["name"], found["lanes"], found["width"]) == ("put", None, 2.5)
    gone = _send(maps, "DELETE", path, If_Match="*")
    assert (gone.status_code, gone.content) == (204, b"")
    assert maps.ask("GET", path, EDITOR).status_code == 404


def test_the_past_is_told_and_brought_back(maps, made):
    path, tag = made
    assert _send(maps, "DELETE", path, If_Match=tag).status_code == 204
    acts = maps.read(f"{path}/history", EDITOR)["items"]
    assert [(one["change"], one["who"]) for one in acts] == [
        ("deleted", EDITOR),
        ("created", EDITOR),
    ]
    then = {"version": int(tag.strip('"'))}
    back = _send(maps, "POST", f"{path}/restore", then, Content_Type="application/json")
    assert back.status_code == 200, back.text
    assert maps.ask("GET", path, EDITOR).headers["ETag"] == back.headers["ETag"]
    since = int(tag.strip('"'))
    told = maps.read("/collections/lamps/changes", EDITOR, since=since)
    assert (told["items"][-1]["id"], told["items"][-1]["gone"]) == (path.rpartition("/")[2], False)
    assert maps.get(f"{path}/history").status_code == 401


def test_a_geometry_may_be_in_another_system(maps):
    for name in (f"<{EPSG_4326}>", EPSG_4326):
        sent = _send(maps, "POST", LAMPS, _lamp(-2.5, 106.5), Content_Crs=name)
        assert sent.status_code == 201, sent.text
        assert sent.headers["Content-Crs"] == f"<{CRS84}>"
        assert sent.json()["geometry"]["coordinates"] == [106.5, -2.5]
    wrong = _send(maps, "POST", LAMPS, _lamp(), Content_Crs="<EPSG:4326>")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "crs")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (_lamp(colour="red"), 422, "properties.colour"),
        (_lamp(lanes="many"), 422, "properties.lanes"),
        (_lamp(x=190), 422, "geometry"),
        ({**_lamp(), "type": "Shape"}, 422, "type"),
        ({**_lamp(), "geometry": {"type": "LineString", "coordinates": []}}, 422, "geometry"),
        ([1], 422, "body"),
    ],
)
def test_what_is_wrong_with_a_feature_is_named(maps, body, status, field):
    answer = _send(maps, "POST", LAMPS, body)
    assert answer.status_code == status, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_a_body_of_another_type_is_refused(maps, made):
    path, tag = made
    for method, kind in (("POST", "text/xml"), ("PATCH", "application/json-patch+json")):
        where = LAMPS if method == "POST" else path
        answer = _send(maps, method, where, _lamp(), Content_Type=kind, If_Match=tag)
        assert answer.status_code == 415
    assert _send(maps, "PUT", f"{path}?crs=x", _lamp(), If_Match=tag).status_code in (400, 422)


def test_only_those_change_a_layer_who_may(maps, made):
    path, tag = made
    refused = {"": 401, "viewer": 403, "officer": 403}
    for role, status in refused.items():
        assert _send(maps, "POST", LAMPS, _lamp(), role=role).status_code == status
        assert _send(maps, "DELETE", path, role=role, If_Match=tag).status_code == status
    inside = {"headers": {"If-Match": tag, "Content-Type": GEOJSON}}
    there = maps.ask("PUT", path, EDITOR, "3316", json=_lamp(), **inside)
    assert there.status_code == 403
    here = maps.ask("DELETE", f"{LAMPS}/1", EDITOR, AREA[:4], headers={"If-Match": '"1"'})
    assert here.status_code == 204


def test_a_page_of_another_site_changes_nothing(maps, made):
    path, tag = made
    answer = _send(maps, "DELETE", path, If_Match=tag, Sec_Fetch_Site="cross-site")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("path", "role", "allowed"),
    [
        (LAMPS, EDITOR, {"POST"}),
        (LAMPS, "viewer", set()),
        (f"{LAMPS}/1", EDITOR, {"PUT", "PATCH", "DELETE"}),
        (f"{LAMPS}/1", "viewer", set()),
        ("/collections/villages/items", EDITOR, set()),
        ("/collections/tps/items", EDITOR, set()),
        ("/collections/tps/items/1", EDITOR, {"PUT", "PATCH"}),
        ("/collections/streets/items", "", set()),
    ],
)
def test_a_client_can_ask_what_it_may(maps, path, role, allowed):
    answer = maps.ask("OPTIONS", path, role)
    assert answer.status_code == 204
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"} | allowed


def test_a_change_is_seen_in_the_pages_that_were_read_before(maps, made):
    path, tag = made
    before = maps.read(LAMPS, EDITOR)["numberMatched"]
    maps.get(path, EDITOR)
    assert _send(maps, "PUT", path, _lamp(name="seen"), If_Match=tag).status_code == 200
    assert maps.read(path, EDITOR)["properties"]["name"] == "seen"
    assert _send(maps, "DELETE", path, If_Match="*").status_code == 204
    assert maps.read(LAMPS, EDITOR)["numberMatched"] == before - 1
