"""The console's front page: what waits is counted as it happens, for who may open its page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browsing import SIZES
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

pytestmark = pytest.mark.timeout(240)
AREA = "7217"  # a regency that no other test of the session uses
VILLAGE = f"{AREA}011001"
COUNTS = "**/v1/incidents/counts"


@pytest.fixture(scope="module")
def operator(running: Running) -> str:
    """An operator who sees this file's regency alone."""
    name = f"posko-{uuid.uuid4().hex[:6]}"
    running.add_account(name, "operator", AREA)
    return name


def command(running: Running, user: str, path: str, **body: Any) -> dict[str, Any]:
    answer = running.api(user).insist(path, body, str(uuid.uuid4()))
    assert answer.ok, answer.text
    return dict(answer.json())


# Nothing here is major: that would raise an alert on the wall of the tests that come after.
def report(running: Running, user: str) -> dict[str, Any]:
    said = {"type": "logistics", "headline": f"Formulir {uuid.uuid4().hex[:8]}"}
    return command(running, user, "/v1/incidents", **said, place={"area": VILLAGE})


def refute(running: Running, user: str, one: dict[str, Any]) -> None:
    path = f"/v1/incidents/{one['id']}/steps"
    command(running, user, path, step="refute", reason="Sudah dicek", version=one["version"])


def figure(tile: Locator) -> Locator:
    return tile.locator('[data-slot="n"]')


def test_a_tile_counts_what_is_reported_while_one_looks_and_leads_to_it(
    running: Running, browser: Browser, operator: str
) -> None:
    with desk(browser, running.url, operator) as at:
        tile = at.show("/console").page.locator('[data-tile="incidents"]')
        expect(figure(tile)).to_have_text("0")
        expect(tile).to_contain_text("tidak ada yang menunggu")
        one = report(running, operator)
        expect(figure(tile)).to_have_text("1")
        expect(tile).to_contain_text("per ")
        tile.focus()
        at.press("Enter")
        at.page.wait_for_url("**/console/incidents")
        at.page.go_back()
        expect(figure(tile)).to_have_text("1")
        refute(running, operator, one)
        expect(figure(tile)).to_have_text("0")


def test_a_figure_that_cannot_be_read_stands_and_is_marked_until_it_can(
    running: Running, browser: Browser, operator: str
) -> None:
    with desk(browser, running.url, operator) as at:
        tile = at.show("/console").page.locator('[data-tile="incidents"][data-state="ready"]')
        expect(figure(tile)).to_have_text("0")
        at.page.route(COUNTS, lambda route: route.abort())
        one = report(running, operator)
        stale = at.page.locator('[data-tile="incidents"][data-state="stale"]')
        expect(stale).to_contain_text("belum terbarui")
        expect(figure(stale)).to_have_text("0")
        at.page.unroute(COUNTS)
        refute(running, operator, one)
        expect(tile).to_contain_text("tidak ada yang menunggu")
        at.excuse("ERR_FAILED")


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ("viewer", ["incidents", "orders", "held", "indicators"]),
        ("verifier", ["incidents", "orders", "verify", "indicators"]),
        ("reporter", []),
    ],
)
def test_nobody_sees_a_tile_whose_page_is_not_for_them(
    running: Running, browser: Browser, user: str, shown: list[str]
) -> None:
    with desk(browser, running.url, user) as at:
        tiles = at.show("/console").page.locator("[data-tile]")
        found = [tile.get_attribute("data-tile") for tile in tiles.all()]
        assert found == shown
        ready = at.page.locator('[data-tile][data-state="ready"]')
        expect(ready).to_have_count(len(shown))


def test_the_page_is_read_at_every_size_in_both_languages(
    running: Running, browser: Browser
) -> None:
    for size in SIZES:
        with desk(browser, running.url, "operator", size) as at:
            look(at, "id", f"front-{size}-id")
            look(at, "en", f"front-{size}-en")


def look(at: Desk, language: str, name: str) -> None:
    at.show(f"/console?lang={language}")
    at.until("#now-title", {"id": "Sekarang", "en": "Now"}[language])
    tiles = at.page.locator("[data-tile]")
    expect(at.page.locator('[data-tile][data-state="ready"]')).to_have_count(tiles.count())
    assert at.serious() == []
    assert at.overflow() == 0
    at.photograph(name, whole=True)
