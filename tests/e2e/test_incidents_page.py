"""The room's page: two operators on one incident, by keyboard, through a line that is cut."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import photographs
from tests.e2e.browsing import wall
from tests.e2e.conftest import PASSWORD, Running
from tests.e2e.desk import Desk, Waiting, desk
from tests.e2e.line import Line
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
PAGE = "/console/incidents"
READY = 'body[data-ready="yes"]'
VILLAGE = "1971031006"


@pytest.fixture(scope="module")
def operators(running: Running) -> tuple[str, str]:
    """Two operators of the region, by the names of their accounts."""
    names = tuple(f"{name}-{uuid.uuid4().hex[:6]}" for name in ("sari", "budi"))
    for name in names:
        words = ("gateway", "account", "add", name, "--role", "operator")
        made = running.kendali(*words, KENDALI_PASSWORD=PASSWORD)
        assert made.returncode == 0, made.stderr
    return names[0], names[1]


# Nothing here is major: that would raise an alert on the wall of the tests that come after.
def report(running: Running, user: str, **more: Any) -> dict[str, Any]:
    said = {
        "type": "logistics",
        "headline": f"Formulir {uuid.uuid4().hex[:8]}",
        "place": {"area": VILLAGE},
    }
    answer = running.api(user).insist("/v1/incidents", said | more, str(uuid.uuid4()))
    assert answer.ok, answer.text
    return dict(answer.json())


@contextmanager
def room(
    browser: Browser, url: str, user: str, incident: str = "", size: str = "desk"
) -> Iterator[Desk]:
    """Open the page, at the incident, and wait until it is through."""
    with desk(browser, url, user, size) as at:
        at.page.goto(f"{url}{PAGE}" + (f"?incident={incident}" if incident else ""))
        at.page.wait_for_selector(READY)
        yield at


def shows(at: Desk, incident: str, state: str) -> None:
    """Wait until this incident is open on the page, in this state."""
    at.page.wait_for_selector(f'#incident[data-incident="{incident}"][data-state="{state}"]')


def logged(at: Desk, text: str) -> None:
    expect(at.page.locator("#log li", has_text=text)).to_have_count(1)


def test_an_incident_goes_from_its_report_to_its_end_by_keyboard_alone(
    running: Running, browser: Browser, operators: tuple[str, str]
) -> None:
    headline = f"Truk terguling {uuid.uuid4().hex[:8]}"
    with (
        room(browser, running.url, operators[0]) as at,
        room(browser, running.url, operators[1]) as other,
    ):
        keyboard = at.page.keyboard
        at.press("n")
        at.page.wait_for_selector("#new-dialog[open]")
        keyboard.type("Kecelakaan")
        at.press("Tab", "Tab")
        keyboard.type(headline)
        at.press("Tab", "Tab")
        keyboard.type("Belakang pasar")
        at.press("Enter")
        expect(at.page.locator("#headline")).to_have_text(headline)
        incident = str(at.page.get_attribute("#incident", "data-incident"))
        shows(at, incident, "reported")
        # The other one's queue has it without a reload.
        expect(other.page.locator(f'#list a[href="?incident={incident}"]')).to_be_visible()
        at.press("a")
        expect(at.page.locator("#holder")).to_contain_text(operators[0])
        for state in ("verified", "responding"):
            at.press("v")
            shows(at, incident, state)
        at.press("t")
        at.page.wait_for_selector("#task-dialog[open]")
        keyboard.type("Kirim derek")
        at.press("Enter")
        expect(at.page.locator("#tasks li")).to_contain_text("Kirim derek")
        at.press("c")
        keyboard.type("Satu lajur dibuka")
        at.press("Enter")
        logged(at, "Satu lajur dibuka")
        at.press("Escape")
        at.press("v")
        shows(at, incident, "contained")
        at.press("s")
        shows(at, incident, "closed")
        expect(at.page.locator(f'#list a[href="?incident={incident}"]')).to_have_count(0)
        assert at.page.evaluate("document.activeElement !== document.body")
        at.excuse("404")  # what is near it, asked before gis had heard of it


def test_who_is_second_sees_what_the_first_did_and_loses_nothing(
    running: Running, browser: Browser, operators: tuple[str, str]
) -> None:
    first, second = operators
    incident = report(running, first)["id"]
    with room(browser, running.url, first, incident) as sari:
        shows(sari, incident, "reported")
        with room(browser, running.url, second, incident) as budi:
            shows(budi, incident, "reported")
            expect(sari.page.locator("#others")).to_contain_text(second)
            expect(budi.page.locator("#others")).to_contain_text(first)
            budi.press("e")
            budi.page.wait_for_selector("#rate-dialog[open]")
            budi.page.select_option("#rate-dialog select", "info")
            budi.page.fill("#rate-dialog textarea", "Dekat SPBU")
            sari.press("v")
            shows(sari, incident, "verified")
            budi.page.click("#rate-dialog .btn-main")
            budi.page.wait_for_selector("#conflict-dialog[open]")
            expect(budi.page.locator("#conflict-title")).to_contain_text(first)
            expect(budi.page.locator("#conflict-dialog li")).to_contain_text("Diperiksa dan benar")
            expect(budi.page.locator('#conflict-dialog [data-slot="mine"]')).to_contain_text(
                "Dekat SPBU"
            )
            # Put aside: what was typed stands there the next time.
            budi.page.click("#conflict-dialog button[value=cancel]")
            budi.press("e")
            expect(budi.page.locator("#rate-dialog textarea")).to_have_value("Dekat SPBU")
            budi.page.click("#rate-dialog .btn-main")
            expect(sari.page.locator("#severity")).to_contain_text("Informasi")
            logged(sari, "Dekat SPBU")
            budi.excuse("412")


def test_what_is_done_while_the_gateway_is_away_is_done_once_it_is_back(
    running: Running, browser: Browser, operators: tuple[str, str]
) -> None:
    incident = report(running, operators[0])["id"]
    line = Line(running.stack.ports.base)
    with room(browser, line.url, operators[0], incident) as at:
        shows(at, incident, "reported")
        line.cut()
        running.stack.restart("gateway")
        at.page.fill("#note-text", "Satu truk datang")
        at.page.press("#note-text", "Enter")
        at.page.wait_for_selector('#waiting[data-waiting="1"]')
        at.page.fill("#note-text", "belum selesai ditulis")
        line.mend()
        logged(at, "Satu truk datang")
        expect(at.page.locator('#waiting[data-waiting="0"]')).to_be_attached()
        expect(at.page.locator("#note-text")).to_have_value("belum selesai ditulis")
        at.page.reload()
        at.page.wait_for_selector(READY)
        expect(at.page.locator("#note-text")).to_have_value("belum selesai ditulis")
        until(lambda: running.api("operator").get("/v1/incidents/counts").status_code == 200)
        at.excuse("net::ERR_", "status of 50", "Worker failed to load")  # the map's
    line.cut()


@pytest.mark.parametrize(("language", "size"), [("id", "desk"), ("en", "1080")])
def test_the_page_is_read_by_everybody_in_both_languages(
    running: Running, browser: Browser, operators: tuple[str, str], language: str, size: str
) -> None:
    incident = report(running, operators[0])["id"]
    with room(browser, running.url, operators[0], incident, size) as at:
        at.page.goto(f"{running.url}{PAGE}?incident={incident}&lang={language}")
        at.page.wait_for_selector(READY)
        expect(at.page.locator("#tasks-none")).to_have_text(
            {"id": "Belum ada tugas", "en": "No task yet"}[language]
        )
        assert at.serious() == []
        assert at.overflow() == 0
        at.photograph(f"incidents-{size}-{language}")


def test_who_only_reads_is_offered_nothing_to_do(
    running: Running, browser: Browser, operators: tuple[str, str]
) -> None:
    incident = report(running, operators[0])["id"]
    with room(browser, running.url, "viewer", incident) as at:
        shows(at, incident, "reported")
        assert at.page.locator("#take, #add-task, #pdf").count() == 0
        expect(at.page.locator("#steps button:enabled")).to_have_count(0)


def test_a_duplicate_brings_its_unit_and_photo_and_the_one_that_stays_is_on_the_wall(
    running: Running, browser: Browser, operators: tuple[str, str], tmp_path: Path
) -> None:
    api, mark = running.api(operators[0]), uuid.uuid4().hex[:6]
    known = {"type": "power", "place": {"area": VILLAGE, "point": [106.1134, -2.1179]}}
    stays = report(running, operators[0], **known, headline=f"Gardu padam {mark}")
    twin = report(running, operators[0], **known, headline=f"Listrik mati {mark}")
    photo = tmp_path / "gardu.jpg"
    photo.write_bytes(photographs.saved(photographs.form(7)))
    with room(browser, running.url, operators[0], twin["id"]) as at:
        page = at.page
        shows(at, twin["id"], "reported")
        page.click("#tab-units")
        page.click("#add-unit")
        page.fill('#unit-dialog [name="name"]', "Mobil genset")
        page.click('#unit-dialog [value="yes"]')
        expect(page.locator("#units li")).to_contain_text("Mobil genset")
        page.click("#tab-photos")
        page.set_input_files("#photo", photo)
        expect(page.locator("#photos img")).to_have_count(1)
        page.click("#tab-alike")
        page.locator("#alike li", has_text=stays["headline"]).locator("button").click()
        page.click('#merge-dialog [value="yes"]')
        shows(at, twin["id"], "duplicate")
        page.click("#merged-into")
        shows(at, stays["id"], "reported")
        expect(page.locator("#twins-list li")).to_contain_text(twin["headline"])
        for tab in ("units", "photos", "alike"):
            expect(page.locator(f'#tab-{tab} [data-slot="count"]')).to_have_text(
                "" if tab == "alike" else "1"
            )
        with wall(browser, running.url) as screen:
            screen.show(f"/wall/{Waiting(running, 'padam').id}")
            worse = {"version": stays["version"], "severity": "major", "reason": "rumah sakit"}
            path = f"/v1/incidents/{stays['id']}"
            changed = api.insist(f"{path}/severity", worse, str(uuid.uuid4())).json()
            try:
                said = {"step": "verify", "version": changed["version"], "reason": "dicek"}
                changed = api.insist(f"{path}/steps", said, str(uuid.uuid4())).json()
                screen.page.wait_for_selector(f'#happenings >> text="{stays["headline"]}"')
            finally:
                over = {"step": "close", "version": changed["version"], "reason": "menyala"}
                api.insist(f"{path}/steps", over, str(uuid.uuid4()))
            expect(screen.page.locator("#happenings", has_text=mark)).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "words"), [("id", "Sedang ditempatkan di peta"), ("en", "Being placed on the map")]
)
def test_what_the_map_has_not_heard_of_yet_is_being_placed_and_asked_for_again(
    running: Running, browser: Browser, operators: tuple[str, str], lang: str, words: str
) -> None:
    incident = report(running, operators[0])["id"]
    near = f"/v1/gis/incidents/{incident}/near"
    until(lambda: running.api("operator").session.get(running.url + near, timeout=30).ok)
    problem = {"type": "unknown-incident", "title": "No such incident", "status": 404}
    with desk(browser, running.url, operators[0]) as at:
        at.page.route(f"**{near}", lambda asked: asked.fulfill(status=404, json=problem))
        at.page.goto(f"{running.url}{PAGE}?incident={incident}&lang={lang}")
        at.page.wait_for_selector(READY)
        none = at.page.locator("#near-none")
        expect(none).to_contain_text(words)
        assert at.serious() == []
        at.photograph(f"incident-placing-{lang}")
        at.page.unroute(f"**{near}")
        expect(none).not_to_contain_text(words)
        at.excuse("404")
