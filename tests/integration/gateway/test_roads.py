"""Roads over HTTP: put, read, counted; damage reported and handled."""

from __future__ import annotations

import uuid

import pytest
import requests

from tests import photographs
from tests.integration.gateway.house import House

ROAD = {
    "type": "Feature",
    "geometry": {"type": "LineString", "coordinates": [[106.1, -2.1], [106.12, -2.1]]},
    "properties": {"code": "22.001", "name": "Jalan Satu", "surface": "asphalt"},
}
CSV = "code,sta_from,sta_to,iri,date\n22.001,0+000,1+000,3,2023-06-01\n"


class Office:
    """Somebody of a role who asks a running gateway."""

    def __init__(self, house: House, role: str = "operator") -> None:
        self._house, self._role = house, role

    def get(self, path, **query):
        return self._ask("GET", path, params=query).json()

    def send(self, path, method="POST", headers=None, **body):
        headers = {"Idempotency-Key": str(uuid.uuid4())} | (headers or {})
        return self._ask(method, path, headers=headers, **body)

    def _ask(self, method, path, headers=None, **more):
        headers = {"Authorization": f"Bearer {self._house.token(self._role)}"} | (headers or {})
        url = f"{self._house.url}/v1/gis/{path}"
        return requests.request(method, url, headers=headers, timeout=20, **more)


@pytest.fixture(scope="module")
def roads_house(bare_house):
    bare_house.start("gis", "rpc")
    made = Office(bare_house).send("collections/roads/items", json=ROAD)
    assert made.status_code == 201, made.text
    return bare_house


def test_surveys_are_put_and_the_road_tells_of_them(roads_house):
    office = Office(roads_house)
    sent = office.send(
        "roads/surveys?source=Survei", headers={"Content-Type": "text/csv"}, data=CSV
    )
    assert (sent.status_code, sent.json()["segments"]) == (201, 1)
    stretch = {"from": 0, "to": 2000, "sdi": 160}
    survey = {"surveyed_on": "2024-06-01", "items": [stretch]}
    assert office.send("roads/22.001/surveys", json=survey).status_code == 201
    road = office.get("roads/22.001")
    assert [one["condition"] for one in road["segments"]] == ["heavy"]
    assert [one["source"] for one in road["surveys"]] == ["", "Survei"]
    [old] = office.get("roads/22.001/segments", survey="2023-06-01")["items"]
    assert (old["condition"], old["geometry"]["type"]) == ("good", "LineString")
    [listed] = office.get("roads")["items"]
    assert listed["condition"]["heavy"] == 2000
    years = office.get("roads/statistics", by="year")["items"]
    assert [round(one["soundness"]) for one in years][:2] == [45, 0]


def test_a_bad_file_is_refused_by_line_and_column(roads_house):
    bad = CSV.replace("1+000", "9+000")
    sent = Office(roads_house).send("roads/surveys", data=bad, headers={"Content-Type": "text/csv"})
    assert sent.status_code == 422
    assert [error["field"] for error in sent.json()["errors"]] == ["lines.2.sta_to"]


def test_damage_is_reported_and_handled(roads_house):
    officer, office = Office(roads_house, "officer"), Office(roads_house)
    report = {"point": [106.11, -2.1], "kind": "pothole", "severity": "heavy"}
    made = officer.send("damage", json=report)
    assert made.status_code == 201
    damage = made.json()["id"]
    assert made.headers["Location"] == f"/v1/gis/damage/{damage}"
    near = {"lon": 106.11, "lat": -2.1, "kind": "pothole"}
    assert [one["id"] for one in officer.get("damage/similar", **near)["items"]] == [damage]
    step = {"state": "verified"}
    assert officer.send(f"damage/{damage}/steps", json=step).status_code == 403
    assert office.send(f"damage/{damage}/steps", json=step).json()["state"] == "verified"
    assert office.send(f"damage/{damage}/steps", json=step).status_code == 409
    assert office.get("damage", state="open")["counts"] == {"verified": 1}
    assert [act["state"] for act in office.get(f"damage/{damage}")["acts"]] == [
        "reported",
        "verified",
    ]


def test_only_an_administrator_says_how_roads_are_judged(roads_house):
    mine = {"iri": {"bounds": [5, 9, 12], "source": "Keputusan"}}
    seen = {"If-Match": '"0"'}
    clerk, admin = Office(roads_house), Office(roads_house, "admin")
    assert clerk.send("roads/rules", "PUT", json=mine, headers=seen).status_code == 403
    assert admin.send("roads/rules", "PUT", json=mine, headers=seen).status_code == 201
    assert admin.get("roads/rules")["iri"] == mine["iri"]


SET = {
    "roads": {"sdi": {"bounds": [40, 90, 140], "source": "Keputusan"}},
    "damage": {"metres": {"snap": 30, "same": 20, "source": "Keputusan"}},
    "signal": {"generations": {"data": ["4g", "5g"], "source": "Keputusan"}},
}


@pytest.mark.parametrize("concern", SET)
def test_rules_are_set_by_the_tag_that_was_read(roads_house, concern):
    admin, path = Office(roads_house, "admin"), f"{concern}/rules"
    read = admin.send(path, "GET")
    assert read.status_code == 200
    known = admin.send(path, "GET", headers={"If-None-Match": read.headers["ETag"]})
    assert known.status_code == 304
    assert admin.send(path, "PUT", json=SET[concern]).status_code == 428
    seen = {"If-Match": read.headers["ETag"]}
    put = admin.send(path, "PUT", json=SET[concern], headers=seen)
    assert put.status_code == 201, put.text
    late = admin.send(path, "PUT", json=SET[concern], headers=seen)
    assert (late.status_code, late.json()["version"]) == (412, put.json()["version"])
    now = admin.send(path, "GET")
    assert (now.headers["ETag"], now.json()["who"]) == (put.headers["ETag"], "admin")
    assert now.json() | SET[concern] == now.json()
    strange = admin.send(path, "PUT", json={"moons": {}}, headers={"If-Match": "*"})
    assert strange.status_code == 422


def test_photos_of_damage_are_sent_shown_and_removed(roads_house):
    officer, clerk = Office(roads_house, "officer"), Office(roads_house)
    report = {"point": [106.11, -2.1], "kind": "cracks", "severity": "light"}
    damage = officer.send("damage", json=report).json()["id"]
    tags = photographs.exif(position=(106.3, -2.2))
    data = photographs.saved(photographs.form(3), exif=tags)
    path, jpeg = f"damage/{damage}/photos", {"Content-Type": "image/jpeg"}
    sent = officer.send(path, data=data, headers=jpeg)
    assert sent.status_code == 201, sent.text
    made = sent.json()
    assert (made["distance_m"], made["who"]) == (None, None)
    assert sent.headers["Location"] == f"/v1/gis/damage/photos/{made['id']}"
    by_form = officer.send(path, files={"file": ("a.jpg", data, "image/jpeg")})
    assert by_form.json()["id"] == made["id"]
    assert officer.send(path, data=b"<svg/>", headers=jpeg).status_code == 415
    assert Office(roads_house, "viewer").send(path, data=data, headers=jpeg).status_code == 403
    viewer = Office(roads_house, "viewer")
    shown = viewer.send(f"damage/photos/{made['id']}?size=thumb", "GET")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert not photographs.opened(shown.content).getexif()
    known = {"If-None-Match": shown.headers["ETag"]}
    again = viewer.send(f"damage/photos/{made['id']}?size=thumb", "GET", headers=known)
    assert again.status_code == 304
    [listed] = clerk.get(path)["items"]
    assert (listed["who"], listed["distance_m"] > 20_000) == ("officer", True)
    assert clerk.get(f"damage/{damage}")["photos"] == 1
    removal = f"damage/photos/{made['id']}/remove"
    assert officer.send(removal, json={"reason": "Salah"}).status_code == 403
    assert clerk.send(removal, json={}).status_code == 422
    assert clerk.send(removal, json={"reason": "Salah"}).status_code == 201
    assert viewer.send(f"damage/photos/{made['id']}", "GET").status_code == 404
    assert clerk.get(path)["items"] == []
