"""The organisation over HTTP and on the stream, by who may and who may not."""

from __future__ import annotations

import contextlib
import uuid
from datetime import timedelta

import pytest
import requests

from libs.kit import clock
from tests.integration.gateway.office import ROOT, Office, opened
from tests.integration.gateway.sse import Heard, Listener

TOPICS = "eoffice.position_filled,eoffice.unit_registered"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def office(bare_house):
    return opened(bare_house, area="1971")


def day(left: int) -> str:
    """Return the day so many days from today; a test keeps off today itself, which zones share."""
    return (clock.now().date() + left * DAY).isoformat()


def test_a_delegation_is_given_used_listed_and_taken_back(office):
    given = {"from": "SEKDA", "to": "ASISTEN", "matters": "Undangan"}
    given |= {"starts": day(-5), "ends": day(5)}
    key = str(uuid.uuid4())
    made = office.ask("sekda", "POST", "delegations", given, key=key)
    again = office.ask("sekda", "POST", "delegations", given, key=key)
    assert (made.status_code, again.status_code) == (201, 200)
    listed = office.ask("camat", "GET", "delegations?position=SEKDA", area="197101").json()
    assert listed["items"] == [made.json()] == [again.json()]
    mine = office.ask("asisten", "GET", "me", role="viewer").json()["positions"]
    assert [(one["position"], one["capacity"], one["ends"]) for one in mine] == [
        ("ASISTEN", "definitive", None),
        ("SEKDA", "delegate", day(5)),
    ]
    path = f"delegations/{made.json()['id']}/end"
    ended = office.ask("sekda", "POST", path, {"ends": day(-2), "as": "SEKDA"})
    assert (ended.status_code, ended.json()["ends"]) == (200, day(-2))
    mine = office.ask("asisten", "GET", "me").json()["positions"]
    assert [one["position"] for one in mine] == ["ASISTEN"]


def test_nobody_acts_as_a_position_that_is_not_theirs(office):
    body = {"unit": "1971.SETDA", "title": "Kepala Bagian", "level": "staff", "as": "WALI"}
    answer = office.ask("sekda", "PUT", "positions/KABAG", body)
    assert answer.status_code == 403
    assert answer.json()["type"] == "not-your-position"
    assert answer.json()["detail"] == "WALI was never yours"


WRITES = (
    ("POST", "units"),
    ("PUT", "positions/X"),
    ("POST", "holdings"),
    ("POST", f"holdings/{uuid.UUID(int=1)}/end"),
    ("POST", "delegations"),
    ("POST", f"delegations/{uuid.UUID(int=1)}/end"),
    ("POST", "organisation/import"),
)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_other_roles_change_nothing(office, method, path):
    for role in ("viewer", "operator", "verifier", "reporter", "ops"):
        assert office.ask(role, method, path, {}, role=role).status_code == 403, role
    url = f"{office.house.url}{ROOT}/{path}"
    assert requests.request(method, url, timeout=20).status_code == 401


def test_what_is_filled_is_heard_in_its_area_without_a_name(office):
    streams = {}
    with contextlib.ExitStack() as stack:
        for area in ("1971", "3316"):
            token = office.house.token("officer", area)
            streams[area] = Listener(office.house.port, f"topics={TOPICS}", token)
            stack.callback(streams[area].close)
            assert streams[area].event("snapshot")
        unit = {"code": f"U{uuid.uuid4().hex[:6]}", "name": "Uji", "kind": "agency"}
        fill(office, unit["code"])
        foreign = {**unit, "area": "3316"}
        assert office.ask("admin", "POST", "units", foreign, role="admin", area="").ok
        heard = streams["1971"].until(
            lambda one: (
                one.event == "eoffice.position_filled"
                and one.data["data"]["position"] == unit["code"]
            )
        )
        assert "orang-baru" not in str(heard.data)
        first = streams["3316"].until(is_fact)  # it comes after what the other area was told
        assert (first.event, first.data["subject"]) == ("eoffice.unit_registered", unit["code"])


def is_fact(heard: Heard) -> bool:
    return heard.event.startswith("eoffice.")


def fill(office: Office, code: str) -> None:
    """Have somebody hold a new position of this code."""
    place = {"unit": "1971.SETDA", "title": "Staf", "level": "staff"}
    assert office.ask("sekda", "PUT", f"positions/{code}", place).status_code == 200
    body = {"position": code, "person": "orang-baru", "starts": day(-1)}
    assert office.ask("sekda", "POST", "holdings", body).status_code == 201
