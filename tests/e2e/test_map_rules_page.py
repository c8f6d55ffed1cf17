"""The desk of the map's rules: thresholds are set over what was read, by whom the region trusts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import desk

pytestmark = pytest.mark.timeout(180)
READY = 'body[data-ready="yes"]'
ROADS = "/v1/gis/roads/rules"
BOUNDS = {"iri": {"bounds": [3, 7, 11], "source": "Perbup"}}


def put(running: Running, rules: dict[str, object]) -> None:
    headers = {"If-Match": "*", "Idempotency-Key": str(uuid.uuid4())}
    session = running.api("admin").session
    answer = session.put(f"{running.url}{ROADS}", json=rules, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text


@pytest.fixture
def restored(running: Running) -> Iterator[None]:
    """Rules as they ship, before and afterwards: other tests go by them."""
    put(running, {})
    yield
    put(running, {})


def opened(page: Page, url: str, more: str = "") -> None:
    page.goto(f"{url}/console/map-rules{more}")
    page.wait_for_selector(READY, timeout=30_000)


@pytest.mark.usefixtures("restored")
def test_bounds_are_set_and_whoever_was_second_sees_the_first(
    running: Running, browser: Browser
) -> None:
    with desk(browser, running.url, "admin") as at:
        page = at.page
        opened(page, running.url)
        form = page.locator('form[data-concern="roads"]')
        good, save = (
            form.locator('[name="iri.bounds.0"]'),
            form.get_by_role("button", name="Simpan"),
        )
        expect(good).to_have_value("4")
        good.fill("9")
        save.click()
        expect(form.get_by_role("alert")).to_contain_text("IRI (m/km): Batasnya harus naik")
        at.excuse("422")
        put(running, BOUNDS)
        good.fill("3,5")
        save.click()
        expect(form.locator('[data-now="iri.bounds.0"]')).to_have_text("Kini: 3")
        at.excuse("412")
        expect(form.locator('[data-now="iri.source"]')).to_have_text("Kini: Perbup")
        save.click()
        expect(page.locator("#said")).to_contain_text("Ruas dinilai ulang")
        expect(page.locator('[data-since="roads"]')).to_contain_text("diubah admin")
        assert running.api("viewer").read(ROADS)["iri"]["bounds"] == [3.5, 8, 12]
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"map-rules-{size}")


def test_others_read_them_in_either_language(running: Running, browser: Browser) -> None:
    with desk(browser, running.url, "officer") as at:
        opened(at.page, running.url, "?lang=en")
        expect(at.page.locator('[name="rsrp.bounds.1"]')).to_have_value("-115")
        expect(at.page.locator('[name="places.operators"]')).to_have_value(
            "telkomsel, indosat, xlsmart"
        )
        expect(at.page.get_by_role("button", name="Save")).to_have_count(0)
        assert at.page.locator("form[data-concern] input:not([readonly])").count() == 0
