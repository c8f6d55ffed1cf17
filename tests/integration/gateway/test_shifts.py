"""Shifts over HTTP: planned, on the stream of operators alone, a calendar by Basic, a file."""

from __future__ import annotations

import contextlib
import uuid
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
import requests
from icalendar import Calendar

from tests.integration.gateway.sse import Listener
from tests.mapping import api_key

TOPICS = ("shift_changed", "hand_over_given", "hand_over_accepted")
QUERY = "topics=" + ",".join(f"notifications.{one}" for one in (*TOPICS, "notice_raised"))
PROCESSES = {"elections": ["rpc"], "notifications": ["rpc", "relay"]}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def room(bare_house):
    """The gateway with the room's service behind it, and an agency that has shifts."""
    for service, roles in PROCESSES.items():
        bare_house.start(service, *roles)
    bare_house.key = api_key(bare_house.database, "kalender", "operator")
    sent = _send(bare_house, "admin", "/v1/shift-agencies/Satpol%20PP", {"area": "1971"}, "PUT")
    assert sent.status_code == 200, sent.text
    return bare_house


def _ask(house, role, path, method="GET", area="", headers=None, **more):
    proof = {} if role is None else {"Authorization": f"Bearer {house.token(role, area)}"}
    headers = proof | (headers or {})
    return requests.request(method, house.url + path, headers=headers, timeout=30, **more)


def _send(house, role, path, body=None, method="POST", area="", **more):
    headers = {"Idempotency-Key": str(uuid.uuid4())} | more.pop("headers", {})
    return _ask(house, role, path, method, area, headers, json=body, **more)


def _plan(house, people, first, last):
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    times = {"starts": (hour + HOUR * first).isoformat(), "ends": (hour + HOUR * last).isoformat()}
    body = {"agency": "satpol pp", "name": "Jaga", "people": people, **times}
    sent = _send(house, "operator", "/v1/shifts", body)
    assert sent.status_code == 201, sent.text
    return sent.json()


@pytest.fixture
def listen(room):
    with contextlib.ExitStack() as stack:

        def make(role, area=""):
            made = Listener(room.port, QUERY, room.token(role, area))
            stack.callback(made.close)
            made.until(lambda heard: heard.event == "snapshot")
            return made

        yield make


def _notice(room, area):
    body = {"severity": "info", "headline": "Sesudahnya", "area": area, "place": "Kota"}
    sent = _send(room, "admin", "/v1/notifications/notices", body)
    assert sent.status_code == 201, sent.text
    return sent.json()["id"]


def _heard(stream, name, thing):
    """Return what was heard of the room until the event of a thing, that one last.

    Of the tests before something may still be on its way.
    """
    found = []

    def last(one):
        if one.event.startswith("notifications."):
            found.append(one)
        return one.event == f"notifications.{name}" and thing in one.data["data"].values()

    stream.until(last)
    return found


def test_operators_of_the_area_hear_of_a_hand_over_and_nobody_else(room, listen):
    desk, viewer = listen("operator", "1971"), listen("viewer", "1971")
    elsewhere = listen("operator", "3316")
    shift = _plan(room, ["operator"], -2, 1)
    path = f"/v1/shifts/{shift['id']}/hand-over"
    given = _send(room, "operator", path, {"notes": "Rahasia regu"})
    assert given.status_code == 201, given.text
    heard = _heard(desk, "hand_over_given", given.json()["id"])
    assert shift["id"] in str([one.data for one in heard[:-1]])
    assert "Rahasia" not in str(heard[-1].data)
    for area, other in (("1971", viewer), ("3316", elsewhere)):
        told = str([one.data for one in _heard(other, "notice_raised", _notice(room, area))])
        assert shift["id"] not in told
        assert given.json()["id"] not in told
    seen = _ask(room, "admin", "/v1/hand-overs").json()["items"]
    assert [one["notes"] for one in seen] == ["Rahasia regu"]
    for role, area in (("viewer", ""), ("admin", "3316")):
        assert _ask(room, role, "/v1/hand-overs", area=area).json()["items"] == []


def test_a_calendar_subscribes_by_basic_with_an_api_key_and_elsewhere_basic_is_nothing(room):
    _plan(room, ["dewi"], 30, 38)
    url = f"{room.url}/v1/shifts/calendar.ics"
    basic = {"Authorization": "Basic " + b64encode(f"kalender:{room.key}".encode()).decode()}
    found = requests.get(url, params={"person": "dewi"}, headers=basic, timeout=15)
    assert found.headers["Content-Type"].startswith("text/calendar")
    assert len(Calendar.from_ical(found.text).walk("VEVENT")) == 1
    refused = requests.get(url, timeout=15)
    assert refused.status_code == 401
    assert "Basic" in refused.headers["WWW-Authenticate"]
    elsewhere = requests.get(f"{room.url}/v1/shifts/now", headers=basic, timeout=15)
    assert elsewhere.status_code == 401


def test_a_file_comes_in_over_http_and_a_wrong_row_is_named(room):
    path = "/v1/shifts/import?agency=Satpol%20PP"
    good = "day,name,starts,ends,people\n2030-01-07,Pagi,06:00,14:00,dewi\n"
    sent = {
        text: _ask(
            room,
            "operator",
            path,
            "POST",
            headers={"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "text/csv"},
            data=text,
        )
        for text in (good, good.replace("06:00", "6 pagi"))
    }
    first, second = sent.values()
    assert (first.status_code, first.json()["made"]) == (201, 1)
    assert second.status_code == 422
    assert [one["field"] for one in second.json()["errors"]] == ["row 2.starts"]


def test_who_may_not_is_refused(room):
    body = {"area": "1971"}
    assert _send(room, "viewer", "/v1/shift-agencies/PMI", body, "PUT").status_code == 403
    outside = _send(room, "operator", "/v1/shift-agencies/PMI", body, "PUT", area="3316")
    assert (outside.status_code, outside.json()["type"]) == (403, "outside-area")
    assert _ask(room, None, "/v1/shifts/now").status_code == 401
    unknown = _ask(room, "viewer", "/v1/shifts?agency=Satpol%20PP")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "unknown-agency")
