"""Indicators over HTTP: pushed, imported, shown, downloaded, and harvested by our own puller."""

from __future__ import annotations

import csv
import io
import json
import uuid
from ipaddress import ip_network
from urllib.parse import urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
import requests

from libs.kit.guard import Guard
from services.indicators.pulls.ckan import Portal
from services.indicators.pulls.fetching import Reach
from tests.integration.gateway.house import House
from tests.integration.indicators.asking import AREAS, LENGTH, ROADS
from tests.servers import until

ROOT = "/v1/indicators"
CKAN = "/v1/public/ckan/api/3/action"
CODE = ROADS["code"]
FILE = "Kecamatan;Nov 2024\nJati;76,6\nRandublatung;80,6\n"


class Agency:
    """Somebody of a role who asks a running gateway."""

    def __init__(self, house: House, role: str = "admin") -> None:
        self._house, self._role = house, role

    def get(self, path, **query):
        return self.ask("GET", path, params=query)

    def send(self, path, method="POST", **body):
        return self.ask(method, path, headers={"Idempotency-Key": str(uuid.uuid4())}, **body)

    def ask(self, method, path, headers=None, **more):
        headers = {"Authorization": f"Bearer {self._house.token(self._role)}"} | (headers or {})
        return requests.request(
            method, f"{self._house.url}{path}", headers=headers, timeout=60, **more
        )


def ok(response, *codes):
    assert response.status_code in (codes or (200, 201)), response.text
    return response.json()


@pytest.fixture(scope="module")
def agency_house(bare_house):
    bare_house.start("indicators", "rpc", "events")
    admin = Agency(bare_house)
    names = [{"code": code, "name": name} for code, name in AREAS.items()]
    # The gateway may answer before it has reached the broker.
    until(lambda: admin.send(f"{ROOT}/areas", json={"items": names}).ok, 60)
    for one in (LENGTH, ROADS):
        ok(admin.send(ROOT, json=one))
    ok(_pushed(admin))
    return bare_house


def _pushed(who):
    items = [
        {"area": area, "period": f"2024-{month:02d}", "value": 70 + month}
        for month in range(1, 11)
        for area in ("331601", "331602")
    ]
    return who.send(f"{ROOT}/{CODE}/observations", json={"items": items, "source": "Survei"})


def test_a_file_becomes_a_page(agency_house):
    admin = Agency(agency_house)
    made = ok(admin.send(f"{ROOT}/{CODE}/imports", data=FILE.encode(), params={"name": "nov.csv"}))
    where = f"{ROOT}/imports/{made['id']}"
    seen = until(lambda: _in(admin, where, "ready"))
    assert seen["found"]["added"] == 2
    ok(admin.send(f"{where}/apply"))
    until(lambda: _in(admin, where, "applied"))
    viewer = Agency(agency_house, "viewer")
    until(lambda: viewer.get(f"{ROOT}/{CODE}/headline", area="331601").json()["value"] == 76.6)
    page = ok(viewer.get(f"{ROOT}/items/infrastructure", area="3316", indicator=CODE))
    assert [one["name"] for one in page["ranking"]] == ["Randublatung", "Jati"]
    assert page["maps"][-1]["areas"] == {"331601": 76.6, "331602": 80.6}
    rows = ok(viewer.get(f"{ROOT}/{CODE}/observations", area="331601", **{"from": "2024-11"}))
    assert rows["items"][0]["source"]["note"] == "nov.csv"


def _in(who, where, state):
    found = ok(who.get(where))
    assert found["state"] not in ("failed", "refused"), found
    return found if found["state"] == state else None


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
def test_each_format_has_every_observation(agency_house, form):
    query = {"format": form, "to": "2024-10"}
    for path in (f"{ROOT}/{CODE}", f"/v1/public/indicators/{CODE}"):
        answer = Agency(agency_house, "viewer").get(f"{path}/observations", **query)
        assert answer.status_code == 200, answer.text
        rows = _rows(form, answer.content)
        assert len(rows) == 20
        assert {str(row["area"]) for row in rows} == {"331601", "331602"}
        assert sum(float(row["value"]) for row in rows) == 2 * sum(range(71, 81))


def _rows(form, body):
    if form == "csv":
        return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    if form == "json":
        return json.loads(body)["items"]
    if form == "parquet":
        return pq.read_table(io.BytesIO(body)).to_pylist()
    head, *lines = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_a_page_and_the_brief_are_taken_along_on_paper(agency_house):
    """With no maps, as gis is away; what is asked wrongly is named; the brief is made by one."""
    admin, viewer = Agency(agency_house), Agency(agency_house, "viewer")
    papers = [viewer.get(f"{ROOT}/items/infrastructure/page.pdf", area="3316", language="en")]
    assert viewer.get(f"{ROOT}/items/infrastructure/page.pdf", language="fr").status_code == 422
    assert viewer.send(f"{ROOT}/briefs").status_code == 403
    made = ok(admin.send(f"{ROOT}/briefs"))
    [listed] = ok(viewer.get(f"{ROOT}/briefs"))["items"]
    assert (listed["id"], listed["day"]) == (made["id"], made["day"])
    told = ok(viewer.get(f"{ROOT}/briefs/{made['day']}"))["facts"]
    assert {one["owner"] for one in told["indicators"]["late"]["items"]} == {ROADS["owner"]}
    papers.append(viewer.get(f"{ROOT}/briefs/{made['day']}/page.pdf"))
    for one in papers:
        assert one.headers["Content-Type"] == "application/pdf", one.text
        assert one.content.startswith(b"%PDF-")
    assert viewer.get(f"{ROOT}/briefs/2020-01-01").status_code == 404


def test_we_harvest_ourselves(agency_house):
    url = f"{agency_house.url}/v1/public/ckan"
    listed = requests.get(f"{url}/api/3/action/package_list", timeout=20).json()
    assert (listed["success"], listed["result"]) == (True, [CODE])
    guard = Guard([urlsplit(url).netloc], (ip_network("127.0.0.0/8"),))
    portal = Portal(Reach(guard, 20), url, page=7)
    head, *rows = portal.rows(portal.resource(CODE))
    assert head == ["kode_wilayah", "wilayah", "periode", "nilai", "status"]
    assert ["331601", "Jati", "2024-10", 80, "final"] in rows
    assert len(rows) in (20, 22)  # with the file of the other test, or without


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{CKAN}/package_show?id=panjang-jalan", 404),
        (f"{CKAN}/package_show?id=none", 404),
        (f"{CKAN}/datastore_search?resource_id=none", 404),
    ],
)
def test_what_is_not_open_is_not_there(agency_house, path, status):
    answer = requests.get(f"{agency_house.url}{path}", timeout=20)
    assert (answer.status_code, answer.json()["success"]) == (status, False)
    closed = f"{agency_house.url}/v1/public/indicators/panjang-jalan"
    for more in ("", "/observations", "/observations?format=csv"):
        assert requests.get(f"{closed}{more}", timeout=20).status_code == 404


def test_the_catalogue_is_dcat(agency_house):
    answer = requests.get(f"{agency_house.url}/v1/public/dcat.jsonld", timeout=20)
    assert answer.headers["Content-Type"] == "application/ld+json"
    [dataset] = answer.json()["dcat:dataset"]
    assert dataset["dct:identifier"] == CODE
    assert {one["dct:title"] for one in dataset["dcat:distribution"]} == {
        "CSV",
        "XLSX",
        "JSON",
        "PARQUET",
    }
    assert requests.get(dataset["@id"], timeout=20).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "operator", "reporter"])
def test_who_may_not_write_is_refused_at_the_door(agency_house, role):
    other = Agency(agency_house, role)
    assert _pushed(other).status_code == 403
    assert other.send(ROOT, json=ROADS).status_code == 403
    assert other.send(f"{ROOT}/{CODE}/imports", data=b"x").status_code == 403
    assert other.send(f"{ROOT}/keepers", "PUT", json={}).status_code == 403
    assert requests.get(f"{agency_house.url}{ROOT}", timeout=20).status_code == 401


def test_an_officer_who_keeps_nothing_is_refused_by_the_service(agency_house):
    officer = Agency(agency_house, "officer")
    answer = _pushed(officer)
    assert (answer.status_code, answer.json()["type"]) == (403, "not-keeper")
    assert officer.get(f"{ROOT}/tidak-ada").status_code == 404
