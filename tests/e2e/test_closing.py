"""The closing desk in a real browser: close an area, ask to reopen, approve, set what counts."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.e2e.conftest import Running
from tests.e2e.desk import Waiting, desk

CLOSED = "2 hasil disahkan"


class Night(Waiting):
    """Two forms that count, one that waits for a second reader, one station that is not in."""

    def __init__(self, running: Running) -> None:
        super().__init__(running, "pengesahan")
        self.codes = [self.tps("Semabung Lama", number) for number in (1, 2, 3, 4)]
        self.register(*self.codes)
        for code in self.codes[:2]:
            form = factories.form(code, "walikota")
            self.enter("reporter", form)
            self.enter("operator", form)
        self.enter("operator", factories.form(self.codes[2], "walikota"))
        self.page_of_closing = f"/console/closing?election={self.id}"


@pytest.fixture(scope="module")
def night(running: Running) -> Night:
    return Night(running)


def cell(area: str, name: str) -> str:
    return f'tr[data-key="{area}"] [data-slot="{name}"]'


def test_an_area_is_closed_and_a_result_opened_again_by_two_people(
    browser: Browser, running: Running, night: Night
) -> None:
    with desk(browser, running.url, "verifier") as mine:
        page = mine.show(night.page_of_closing).page
        mine.until(cell("1971", "ready"), "2")
        assert mine.text(cell("1971", "entered")) == "1"
        assert mine.text(cell("1971", "empty")) == "1"
        mine.photograph("closing")
        assert mine.serious() == []
        page.click(cell("1971", "close"))
        mine.until("#close-dialog", "2 hasil")
        page.click('#close-dialog [value="yes"]')
        mine.until("#said", CLOSED)
        mine.until(cell("1971", "final"), "2")
        assert page.locator(cell("1971", "close")).is_disabled()

        page.fill('#ask [name="tps"]', night.codes[0])
        page.fill('#ask [name="reason"]', "salah salin")
        page.click('#ask [type="submit"]')
        mine.until("#requests", night.codes[0])
        assert mine.text('#requests [data-slot="who"]').startswith("verifier, ")
        page.click('#requests [data-slot="approve"]')
        page.fill('#verdict-dialog [name="reason"]', "ya")
        page.click('#verdict-dialog [value="yes"]')
        mine.until("#said", "Permintaan sendiri diputuskan oleh orang lain")
        mine.excuse("403")
        assert page.locator('#options [type="submit"]').count() == 0
    assert night.record(night.codes[0])["state"] == "final"
    with desk(browser, running.url, "admin") as other:
        page = other.show(f"{night.page_of_closing}&lang=en").page
        page.click('#requests [data-slot="approve"]')
        page.fill('#verdict-dialog [name="reason"]', "benar")
        page.click('#verdict-dialog [value="yes"]')
        other.until("#said", "The result is open again")
    assert night.record(night.codes[0])["state"] == "consolidated"


def test_the_late_are_named_with_the_way_their_result_is_to_come(
    browser: Browser, running: Running
) -> None:
    night = Night(running)
    found = {"tps": night.codes[3], "signal": "none", "checked_on": "2024-11-20"}
    night.admin.insist(f"{night.path}/signals", {"items": [found]}, str(uuid.uuid4()))
    with desk(browser, running.url, "operator") as mine:
        page = mine.show(night.page_of_closing).page
        row = page.locator(f'#late > [data-key="{night.codes[3]}"]')
        expect(row).to_contain_text("tanpa sinyal")
        expect(row).to_contain_text("belum ada rencana pengiriman")
        expect(page.locator("#late")).to_have_attribute("data-shown", "1")
        mine.photograph("closing-late")
        night.enter("reporter", factories.form(night.codes[3], "walikota"))
        expect(page.locator("#late-none")).to_be_visible(timeout=20_000)
        expect(row).to_have_count(0)


def test_an_administrator_sets_which_entries_count(browser: Browser, running: Running) -> None:
    night = Night(running)
    with desk(browser, running.url, "admin") as mine:
        page = mine.show(night.page_of_closing).page
        mine.until(cell("1971", "entered"), "1")
        page.check('#options [value="operator"]')
        page.fill('#options [name="closes_at"]', "2099-01-01T12:00")
        page.click('#options [type="submit"]')
        mine.until("#said", "Disimpan")
        mine.until(cell("1971", "ready"), "3")
        assert mine.text(cell("1971", "entered")) == "0"
        assert mine.serious() == []
    options = night.admin.read(f"{night.path}/options")
    assert options["consolidation"]["trusted"] == ["operator"]
    assert options["closes_at"].startswith("2099-01-0")


def test_who_sets_them_second_keeps_what_he_set_and_is_told(
    browser: Browser, running: Running
) -> None:
    night = Night(running)
    with desk(browser, running.url, "admin") as mine:
        page = mine.show(night.page_of_closing).page
        mine.until(cell("1971", "entered"), "1")
        page.fill('#options [name="closes_at"]', "2099-01-01T12:00")
        night.set(photo_pages=2)
        page.click('#options [type="submit"]')
        mine.until("#overtaken", "Orang lain menyimpan aturan lebih dulu: kini versi 2")
        assert page.input_value('#options [name="closes_at"]') == "2099-01-01T12:00"
        mine.excuse("412")
        page.click('#options [type="submit"]')
        mine.until("#said", "Disimpan")
    options = night.admin.read(f"{night.path}/options")
    assert (options["photo_pages"], options["closes_at"] is None) == (2, False)


@pytest.mark.parametrize("size", ["phone", "4k"])
def test_the_page_fits_a_phone_and_a_wall(
    browser: Browser, running: Running, night: Night, size: str
) -> None:
    with desk(browser, running.url, "verifier", size) as mine:
        mine.show(night.page_of_closing)
        mine.until(cell("1971", "expected"), "4")
        mine.photograph(f"closing-{size}")
        assert mine.overflow() == 0


def test_a_viewer_may_not_come_here(running: Running) -> None:
    path = f"/console/closing?election=x&_={uuid.uuid4().hex}"
    answer = running.api("viewer").session.get(running.url + path, timeout=30)
    assert answer.status_code == 403
