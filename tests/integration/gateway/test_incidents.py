"""Incidents over HTTP: reported, worked on, on the stream and on the map; reports of the public."""

from __future__ import annotations

import contextlib
import uuid

import pytest
import requests

from tests import photographs
from tests.incidents import FLOOD, STATION
from tests.integration.gateway.sse import Listener
from tests.servers import until

ROOT, PUBLIC = "/v1/incidents", "/v1/public/incidents"
TOPICS = ("reported", "verified", "changed", "closed", "merged")
QUERY = "topics=" + ",".join(f"notifications.incident_{one}" for one in TOPICS)
VILLAGE = "1971031006"
AREAS = [
    {"code": "1971", "name": "Pangkalpinang"},
    {"code": "197103", "name": "Pangkal Balam"},
    {"code": VILLAGE, "name": "Ketapang", "point": [106.1134, -2.1179]},
    {"code": "1971031005", "name": "Ampui", "point": [106.13, -2.13]},
]
SMOKE = {"type": "fire", "headline": "Asap tebal", "place": {"point": [106.1134, -2.1179]}}


PROCESSES = {
    "elections": ["rpc"],  # what a stream begins with is asked of it
    "notifications": ["rpc", "events", "relay"],
    "gis": ["rpc", "events", "relay"],
}


@pytest.fixture(scope="module")
def room(bare_house):
    """The gateway with the room's service and the map behind it; two villages are on the map."""
    for service, roles in PROCESSES.items():
        bare_house.start(service, *roles)
    sent = _send(bare_house, "admin", "/v1/gis/areas", {"items": AREAS})
    assert sent.ok, sent.text
    return bare_house


def _ask(house, role, path, method="GET", area="", **more):
    headers = {} if role is None else {"Authorization": f"Bearer {house.token(role, area)}"}
    headers |= more.pop("headers", {})
    return requests.request(method, house.url + path, headers=headers, timeout=30, **more)


def _send(house, role, path, body, method="POST", key="", **more):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return _ask(house, role, path, method, json=body, headers=headers, **more)


def _report(house, role="operator", **changes):
    sent = _send(house, role, ROOT, {**FLOOD, "headline": uuid.uuid4().hex, **changes})
    assert sent.status_code == 201, sent.text
    return sent.json()


def _act(house, one, verb, role="operator", **body):
    body = {"version": one["version"], **body}
    return _send(house, role, f"{ROOT}/{one['id']}/{verb}", body)


@pytest.fixture
def listen(room):
    with contextlib.ExitStack() as stack:

        def make(role, area=""):
            made = Listener(room.port, QUERY, room.token(role, area))
            stack.callback(made.close)
            made.until(lambda heard: heard.event == "snapshot")
            return made

        yield make


def _hears(stream, incident, what):
    """Wait for the event of the incident; returns its data."""
    found = stream.until(
        lambda heard: (
            heard.event.startswith("notifications.incident_")
            and heard.data["data"]["incident"] == incident
        )
    )
    assert found.data["data"]["what"] == what
    return found.data["data"]


def test_an_incident_is_reported_once_worked_on_and_heard_of(room, listen):
    stream, key = listen("viewer"), str(uuid.uuid4())
    body = {**FLOOD, "headline": "Air pasang masuk TPS"}
    first = _send(room, "officer", ROOT, body, key=key)
    again = _send(room, "officer", ROOT, body, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    one = first.json()
    assert first.headers["Location"] == f"{ROOT}/{one['id']}"
    assert _hears(stream, one["id"], "reported")["station"] == STATION
    verified = _act(room, one, "steps", step="verify")
    assert (verified.status_code, verified.json()["state"]) == (201, "verified")
    _hears(stream, one["id"], "verify")
    late = _act(room, one, "steps", step="verify")
    assert (late.status_code, late.json()["type"]) == (412, "incident-changed")
    assert (late.json()["changed_by"], late.json()["version"]) == ("operator", 2)
    taken = _act(room, verified.json(), "handler", agency="BPBD").json()
    assert _hears(stream, one["id"], "taken")["agency"] == "BPBD"
    note = {"text": "Air setinggi mata kaki"}
    assert _send(room, "viewer", f"{ROOT}/{one['id']}/notes", note).status_code == 201
    log = _ask(room, "viewer", f"{ROOT}/{one['id']}/log").json()["items"]
    assert [entry["what"] for entry in log] == ["reported", "verify", "taken", "note"]
    found = _ask(room, "operator", f"{ROOT}?state=open&handler=me&q=pasang").json()["items"]
    assert [row["id"] for row in found] == [taken["id"]]
    assert _ask(room, "viewer", f"{ROOT}/counts").json()["counts"]["verified"] >= 1


def test_what_hangs_on_it_goes_over_http(room):
    one = _report(room)
    root = f"{ROOT}/{one['id']}"
    task = _send(room, "operator", f"{root}/tasks", {"text": "Kirim pompa"}).json()
    done = _send(room, "operator", f"{root}/tasks/{task['id']}", {"state": "done"}).json()
    unit = _send(room, "operator", f"{root}/units", {"name": "Regu 2"}).json()
    moved = _send(room, "operator", f"{root}/units/{unit['id']}", {"state": "on_site"}).json()
    assert (done["state"], moved["state"]) == ("done", "on_site")
    rated = _act(room, one, "severity", severity="critical", reason="penghitungan terhenti")
    right = _act(room, rated.json(), "correction", headline="Air pasang")
    other = _report(room)
    merged = _act(room, right.json(), "merge", into=other["id"])
    assert (merged.status_code, merged.json()["state"]) == (201, "duplicate")
    told = _ask(room, "operator", f"{ROOT}/{other['id']}").json()
    assert [len(told[name]) for name in ("duplicates", "tasks", "units", "reports")] == [1, 1, 1, 2]
    alone = _act(room, merged.json(), "unmerge")
    assert alone.json()["state"] == "reported"
    similar = _ask(room, "operator", f"{root}/similar").json()["items"]
    assert other["id"] in [row["id"] for row in similar]
    photo = photographs.saved(photographs.form(1), quality=60)
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "image/jpeg"}
    sent = _ask(room, "officer", f"{root}/photos", "POST", data=photo, headers=headers)
    assert sent.status_code == 201, sent.text
    shown = _ask(room, "viewer", f"{sent.headers['Location']}?size=thumb")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    gone = _send(room, "operator", f"{sent.headers['Location']}/remove", {"reason": "wajah"})
    assert gone.status_code == 201
    assert _ask(room, "viewer", sent.headers["Location"]).status_code == 404
    printed = _ask(room, "operator", f"{root}/report.pdf?language=en")
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")


def test_the_map_places_it_shows_it_and_tells_what_is_around(room):
    one = _report(room, "officer", place={"point": [106.1134, -2.1179], "radius_m": 300})

    def placed():
        found = _ask(room, "operator", f"{ROOT}/{one['id']}").json()
        return found if found["place"]["area"] == VILLAGE else None

    assert until(placed, 20)["version"] == 1
    near = f"/v1/gis/incidents/{one['id']}/near"
    around = until(lambda: _ask(room, "viewer", near).json(), 20)
    assert [village["code"] for village in around["villages"]] == [VILLAGE]
    items = f"/v1/gis/collections/incidents/items/{one['id']}"
    assert _ask(room, "viewer", items).json()["properties"]["number"] == one["number"]
    assert _ask(room, "ops", items).status_code == 403
    assert _ask(room, "viewer", near, area="3316").status_code == 404


def test_a_report_of_the_public_is_heard_by_operators_alone_until_one_has_looked(room, listen):
    desk, wall = listen("operator"), listen("viewer")
    made = _send(room, None, PUBLIC, SMOKE)
    assert made.status_code == 201, made.text
    receipt = f"{PUBLIC}/{made.json()['receipt']}"
    assert _ask(room, None, receipt).json()["state"] == "reported"
    [one] = _ask(room, "operator", f"{ROOT}?source=public").json()["items"]
    _hears(desk, one["id"], "reported")
    assert _ask(room, "viewer", f"{ROOT}/{one['id']}").status_code == 404
    assert _act(room, one, "steps", step="verify").status_code == 201
    assert _hears(wall, one["id"], "verify")["checked"]
    assert _ask(room, "viewer", f"{ROOT}/{one['id']}").status_code == 200
    assert _ask(room, None, receipt).json()["state"] == "verified"
    assert _ask(room, None, f"{PUBLIC}/{'2' * 16}").status_code == 404


def test_the_public_reports_a_few_times_a_minute(room):
    # A minute may end meanwhile: two have room for twelve.
    answers = (_send(room, None, PUBLIC, {**SMOKE, "headline": str(n)}) for n in range(13))
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert _ask(room, "viewer", f"{ROOT}/counts").status_code == 200


def test_ops_hears_and_sees_nothing_and_nobody_needs_an_account(room):
    one = _report(room)
    for path in ("", "/types", "/counts", f"/{one['id']}", f"/{one['id']}/log"):
        assert _ask(room, "ops", ROOT + path).status_code == 403
        assert _ask(room, None, ROOT + path).status_code == 401
    assert _send(room, "ops", ROOT, FLOOD).status_code == 403
    refused = Listener(room.port, QUERY, room.token("ops"))
    assert refused.status == 403
    refused.close()


@pytest.mark.parametrize("role", ["officer", "viewer", "reporter", "verifier"])
def test_steps_are_for_operators(room, role):
    one = _report(room)
    assert _act(room, one, "steps", role, step="verify").status_code == 403
    assert _act(room, one, "handler", role).status_code == 403
    assert _ask(room, role, f"{ROOT}/{one['id']}/report.pdf").status_code == 403
    assert _ask(room, role, f"{ROOT}/sources").status_code == 403


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"headline": "x"}, {"type", "place"}),
        ({**FLOOD, "place": {}}, {"place.words"}),
        ({**FLOOD, "type": "quarrel"}, {"type"}),
        ({**FLOOD, "place": {"point": [200, 0]}}, {"place.point.0"}),
        ({**FLOOD, "headline": "x" * 121}, {"headline"}),
        ({**FLOOD, "phone": "0812"}, {"phone"}),
    ],
)
def test_what_is_wrong_with_a_report_is_named(room, body, fields):
    refused = _send(room, "operator", ROOT, body)
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == fields
