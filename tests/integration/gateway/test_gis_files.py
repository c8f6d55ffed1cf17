"""Files over HTTP, with the map service behind the gateway."""

from __future__ import annotations

import http.client
import json
import uuid

import pytest
import requests

from tests.servers import until
from tests.unit.gis.filing import feature, geojson, point


@pytest.fixture(scope="module")
def files(bare_house):
    bare_house.start("gis", "rpc", "events")
    return bare_house


def asked(house, method, path, role="gis_editor", **options):
    headers = {"Idempotency-Key": str(uuid.uuid4())} | options.pop("headers", {})
    if role:
        headers["Authorization"] = f"Bearer {house.token(role, '')}"
    url = f"{house.url}/v1/gis/{path}"
    return requests.request(method, url, headers=headers, timeout=60, **options)


def ended(house, path):
    """Return the import once nothing is done with it any more."""
    busy = ("reading", "applying", "writing")

    def over():
        found = asked(house, "GET", path).json()
        return None if found["state"] in busy else found

    return until(over, 60)


def test_a_file_is_sent_previewed_applied_and_fetched_again(files):
    rows = [feature(point(106.1 + n / 1000), n=n, text="x" * 900) for n in range(2500)]
    data = geojson(*rows)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    path = "imports?layer=sent&name=Sent"
    sent = [asked(files, "POST", path, data=data, headers=key) for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201], sent[0].text
    assert sent[0].json()["id"] == sent[1].json()["id"]
    where = sent[0].headers["Location"].removeprefix("/v1/gis/")
    found = ended(files, where)
    assert (found["state"], found["found"]["added"]) == ("ready", 2500)
    assert asked(files, "POST", f"{where}/apply", json={}).status_code == 201
    assert ended(files, where)["state"] == "applied"
    items = asked(files, "GET", "collections/sent/items?limit=1").json()
    assert items["numberMatched"] == 2500
    answer = asked(files, "GET", "collections/sent/export?f=geojson&filter=n%20%3C%2010")
    assert answer.headers["Content-Type"] == "application/geo+json", answer.text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sent.geojson"'
    got = json.loads(answer.content)["features"]
    assert [one["properties"]["n"] for one in got] == list(range(10))
    assert asked(files, "GET", "collections/sent/export?f=csv", role="").status_code == 401
    assert asked(files, "GET", f"imports/{found['id']}", role="viewer").status_code == 404


def test_two_gigabytes_are_refused_before_they_are_sent(files):
    host = files.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.putrequest("POST", "/v1/gis/imports?layer=big")
    connection.putheader("Authorization", f"Bearer {files.token('gis_editor', '')}")
    connection.putheader("Idempotency-Key", str(uuid.uuid4()))
    for told in (("Content-Length", str(2 << 30)),):
        connection.putheader(*told)
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["type"].rpartition("/")[2]) == (
        413,
        "too-large",
    )
    connection.close()
    streamed = asked(files, "POST", "imports?layer=big", data=iter([b"{" * (1 << 20)] * 4))
    assert streamed.status_code == 413


def test_who_may_and_what_is_wrong_is_told(files):
    assert asked(files, "POST", "imports?layer=x", role="viewer", data=b"{}").status_code == 403
    assert asked(files, "POST", "imports?layer=x", role="", data=b"{}").status_code == 401
    assert asked(files, "POST", "imports", data=b"{}").status_code == 422
    assert asked(files, "POST", "imports?layer=empty", data=b"").status_code == 422
    sent = asked(files, "POST", "imports?layer=broken", data=b"no,file\n1,2\n")
    found = ended(files, sent.headers["Location"].removeprefix("/v1/gis/"))
    assert (found["state"], found["found"]["error"]["reason"]) == ("failed", "csv-no-geometry")


def test_what_a_layer_is_changes_by_the_version_that_was_read(files):
    said = {"id": "wells", "title": "Wells", "geometry_type": "Point", "licence": "CC BY 4.0"}
    made = asked(files, "POST", "layers", json=said)
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/gis/layers/wells"), made.text
    read = asked(files, "GET", "layers/wells")
    tag = {"If-Match": read.headers["ETag"]}
    feature = {"type": "Feature", "geometry": point(106.1), "properties": {}}
    assert asked(files, "POST", "collections/wells/items", json=feature).status_code == 201
    new = {"title": "Sumur", "source": "Dinas"}
    changed = asked(files, "PATCH", "layers/wells", json=new, headers=tag)
    assert changed.status_code == 200, changed.text
    assert changed.json() == read.json() | new | {"version": 3}
    shown = asked(files, "GET", "collections/wells").json()
    assert (shown["title"], shown["attribution"]) == ("Sumur", "Dinas, CC BY 4.0")
    late = asked(files, "PATCH", "layers/wells", json={"title": "x"}, headers=tag)
    assert (late.status_code, late.json()["version"]) == (412, int(changed.headers["ETag"][1:-1]))
    assert asked(files, "DELETE", "layers/wells", headers=tag).status_code == 412
    assert asked(files, "DELETE", "layers/wells").status_code == 428
    now = {"If-Match": changed.headers["ETag"]}
    assert asked(files, "DELETE", "layers/wells", headers=now).status_code == 204
    assert asked(files, "GET", "layers/wells").status_code == 404


def test_layers_are_not_everybodys_to_change(files):
    whatever = {"If-Match": "*"}
    change = {"json": {"title": "x"}, "headers": whatever}
    assert asked(files, "PATCH", "layers/roads", "viewer", **change).status_code == 403
    assert asked(files, "PATCH", "layers/roads", **change).json()["type"] == "built-in-layer"
    bad = {"id": "Wells 1", "title": 7, "colour": "red"}
    wrong = asked(files, "POST", "layers", json=bad)
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json()["errors"]} >= {"id", "title", "colour"}
    assert asked(files, "PATCH", "layers/roads", json={}, headers=whatever).status_code == 422
