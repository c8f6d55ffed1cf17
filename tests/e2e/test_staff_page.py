"""The desk for ad-hoc staff in a real browser: a gap is filled by keyboard, a NIK looked up."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.e2e.browsing import wall
from tests.e2e.conftest import PASSWORD, Running
from tests.e2e.fielding import TPS, Place
from tests.servers import until

NIK, LISTED = "1971011705900001", "1971015705900002"


def recruited(place: Place) -> None:
    """Open a round with one applicant, and import a register with another person in it."""
    today = datetime.now(UTC).date()
    days = {"opens": today - timedelta(2), "closes": today + timedelta(2), "term_ends": today}
    days["term_ends"] += timedelta(30)
    shown = {name: day.isoformat() for name, day in days.items()}
    staff = f"{place.path}/staff"
    register = f"NIK,nama,nama_parpol\n{LISTED},Anggota,PARTAI SATU\n".encode()
    sent = place.admin.upload(f"{staff}/party-registers", register, str(uuid.uuid4()))
    assert sent.status_code == 202, sent.text
    until(lambda: place.admin.read(f"{staff}/party-watch")["parties"], 20)
    made = place.admin.post(
        f"{staff}/rounds", {"body": "kpps", "area": "1971", **shown}, str(uuid.uuid4())
    )
    assert made.status_code == 201, made.text
    facts = {"name": "Pelamar", "nik": NIK, "birth_date": "1990-05-17", "no_party": True}
    where = {"round": made.json()["id"], "area": TPS}
    added = place.admin.post(f"{staff}/applicants", {**where, **facts}, str(uuid.uuid4()))
    assert added.status_code == 201, added.text


@pytest.mark.parametrize(
    ("size", "lang", "met", "accepted", "listed"),
    [
        ("desk", "id", "Semua syarat terpenuhi", "Diterima", "Terdaftar di partai"),
        ("phone", "en", "All requirements met", "Accepted", "Registered with a party"),
    ],
)
def test_a_gap_is_filled_by_keyboard_and_a_nik_is_never_shown_back(
    running: Running, browser: Browser, size, lang, met, accepted, listed
):
    place = Place(running)
    with wall(browser, running.url, size) as desk:
        page = desk.page
        credentials = {"username": "operator", "password": PASSWORD}
        page.context.request.post(f"{running.url}/v1/auth/login", data=credentials)
        recruited(place)
        desk.show(f"/console/staff?election={place.id}&lang={lang}")
        desk.until("#gaps", f"{TPS} 0/7 0 1 7")
        desk.until("#people", met)
        page.locator("#people tr").first.focus()
        page.keyboard.press("t")
        desk.until("#people", accepted)
        desk.until("#gaps", "1/7")
        page.fill("#check [name=nik]", LISTED)
        page.click("#check [type=submit]")
        desk.until("#answer", f"…0002: {listed}")
        desk.until("#listings", "PARTAI SATU")
        assert LISTED not in page.content()
        assert page.input_value("#check [name=nik]") == ""
        assert desk.serious() == []
        assert desk.overflow() <= 0
        desk.photograph(f"staf-{size}-{lang}")
    watched = place.admin.read(f"{place.path}/staff/gaps", body="kpps")
    assert NIK not in json.dumps(watched)
    assert watched["items"][0]["missing"] == 6
