"""The verifier's desk in a real browser, by keys alone, against the running system."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, Waiting, desk, odd_form
from tests.servers import until

SIZES = ("desk", "phone", "4k")
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def waiting(running: Running) -> Waiting:
    """Its stations are registered; nothing is handed in yet."""
    made = Waiting(running, "verifikasi")
    made.register(*(made.tps(village, number) for village, number in PLACES))
    return made


PLACES = (("Melintang", 3), ("Temberan", 5), ("Kejaksaan", 7), ("Bukit Merapen", 10))
LONGER = "document.documentElement.scrollHeight - window.innerHeight"
LENS_IMAGE = """document.querySelector('[data-slot="lens-image"]')"""
PLACES += (("Jerambah Gantung", 4), ("Bukit Besar", 2), ("Keramat", 11), ("Bacang", 6))


@pytest.fixture
def odd(waiting: Waiting) -> str:
    return contested(waiting)


@pytest.fixture(scope="module")
def full(running: Running) -> Waiting:
    """All stations handed in, the first one with two readers that differ."""
    made = Waiting(running, "layar-verifikasi")
    made.register(*(made.tps(village, number) for village, number in PLACES))
    contested(made)
    for place in range(1, len(PLACES)):
        plain(made, place)
    return made


def contested(waiting: Waiting) -> str:
    """Hand in what two readers read, with photos of the form; returns the station."""
    tps = waiting.tps(*PLACES[0])
    right, misread = odd_form(tps)
    waiting.enter("reporter", right)
    waiting.enter("operator", misread)
    waiting.photograph(right)
    return tps


def plain(waiting: Waiting, place: int) -> str:
    """Hand in a form that agrees in itself, of a crew alone; returns its station."""
    tps = waiting.tps(*PLACES[place])
    waiting.enter("reporter", factories.form(tps, "walikota"))
    return tps


@pytest.fixture
def at_desk(waiting: Waiting, browser: Browser) -> Iterator[Desk]:
    with desk(browser, waiting.running.url, "verifier") as made:
        yield made


def counted(waiting: Waiting) -> tuple[int, dict[int, int]]:
    tally = waiting.tally()
    return tally["tps_in"], {one["number"]: one["votes"] for one in tally["candidates"]}


def test_a_conflict_is_decided_by_keys_alone_and_the_tally_shows_it(
    waiting: Waiting, odd: str, at_desk: Desk
) -> None:
    plain(waiting, 1)
    at_desk.show(waiting.page).holds(odd)
    page = at_desk.page
    expect(page.locator('.figure[aria-current="true"]')).to_contain_text("Maulan Aklil")
    at_desk.until("#figures", "141 dan 191: entri berbeda, selisih 50. Dengan 141 jumlahnya cocok")
    page.wait_for_selector("#photos[data-shown]")
    at_desk.until("#today", "diperiksa")
    checked = int(at_desk.text("#today").split()[3])
    assert at_desk.text('[data-slot="page"]') == "Halaman 2 dari 3"
    assert at_desk.text('[data-slot="signed"]') == "tanpa tanda tangan"
    at_desk.press("ArrowRight")  # the operator's figure
    assert page.input_value("#right") == "191"
    at_desk.press("1", "4", "2", "Enter")
    at_desk.until("#figures", "Dikoreksi menjadi 142")
    at_desk.until("#right-label", "V.C Jumlah suara")
    at_desk.until('[data-slot="page"]', "Halaman 3 dari 3")
    at_desk.press("s")
    at_desk.holds(waiting.tps(*PLACES[1]))
    at_desk.until("#said", "TPS 003 Melintang disahkan")
    at_desk.until("#today", f"{checked + 1} diperiksa, rata-rata")
    assert until(lambda: counted(waiting) == (1, {1: 132, 2: 142}))
    record = waiting.record(odd)
    assert (record["state"], record["counted"]) == ("consolidated", True)
    reason = record["submissions"][-1]["reason"]
    assert reason == "Diperiksa dengan foto formulir. nomor 2 141 menjadi 142."


def test_a_result_is_returned_with_a_reason_and_does_not_count(
    waiting: Waiting, at_desk: Desk
) -> None:
    tps = plain(waiting, 2)
    at_desk.show(waiting.page).holds(tps)
    at_desk.until("#photos", "Belum ada foto")
    at_desk.until("#second-source", "Entri kedua")
    at_desk.press("r")
    at_desk.page.wait_for_selector("#return-dialog[open]")
    at_desk.page.keyboard.type("Halaman 2 tidak ada.")
    at_desk.press("Control+Enter")
    at_desk.page.wait_for_selector('body[data-showing="done"]')
    at_desk.until('[data-phase="done"]', "Antrean kosong")
    at_desk.until('[data-phase="done"]', "diperiksa, rata-rata")
    assert at_desk.serious() == []
    record = waiting.record(tps)
    assert (record["quarantine"], record["counted"]) == ("results", False)
    at_desk.photograph("verify-empty")


def test_a_second_verifier_gets_what_the_first_one_leaves(
    waiting: Waiting, at_desk: Desk, browser: Browser
) -> None:
    first, second = plain(waiting, 3), plain(waiting, 4)
    at_desk.show(waiting.page).holds(first)
    with desk(browser, waiting.running.url, "admin") as other:
        other.show(waiting.page).holds(second)
        other.until("#queue", "Dipegang verifier")
        at_desk.press("p")
        at_desk.until("#said", "menunggu pemeriksa kedua")
        other.press("s")
        other.holds(first)
        other.until("#queue", "Diminta pemeriksa kedua")
    at_desk.page.wait_for_selector('body[data-showing="done"]')


def test_what_is_decided_elsewhere_leaves_the_desk(waiting: Waiting, at_desk: Desk) -> None:
    held, waits = plain(waiting, 5), plain(waiting, 6)
    at_desk.show(waiting.page).holds(held)
    at_desk.until("#queue-total", "2")
    for tps in (waits, held):
        decision = {"version": 1, "take": "crew", "reason": "diputuskan di tempat lain"}
        path = f"{waiting.path}/contests/walikota/results/{tps}/decision"
        waiting.command(path, decision)
        if tps == waits:
            at_desk.until("#queue-total", "1")
    at_desk.page.wait_for_selector('body[data-showing="done"]')
    at_desk.until("#said", "sudah diputuskan di tempat lain")


def test_keys_move_through_queue_fields_and_photo(
    waiting: Waiting, odd: str, at_desk: Desk
) -> None:
    other = plain(waiting, 1)
    at_desk.show(waiting.page).holds(odd)
    page = at_desk.page
    page.wait_for_selector("#photos[data-shown]")
    at_desk.until("#queue-total", "2")
    at_desk.press("j")
    at_desk.holds(other)
    page.wait_for_selector("#photos:not([data-shown])")
    at_desk.press("k")
    at_desk.holds(odd)
    # The photo is fetched anew; until it stands, what keys do to it is undone by its coming.
    page.wait_for_selector("#photos[data-shown]")
    at_desk.press("ArrowUp")
    at_desk.until("#right-label", "nomor 1")
    expect(page.locator(".figure-part")).to_have_count(0)
    at_desk.press("l")
    expect(page.locator(".figure-part")).to_have_count(12)
    sheet = page.locator('[data-slot="sheet"]')
    for key in ("+", "t", "Shift+ArrowUp", "h", "z"):
        before = str(sheet.get_attribute("style"))
        at_desk.press(key)
        expect(sheet).not_to_have_attribute("style", before)
    at_desk.press("b")
    expect(page.locator('[data-slot="image"]')).to_have_attribute("style", re.compile("brightness"))
    at_desk.press("?")
    page.wait_for_selector("#keys-dialog[open]")
    assert at_desk.serious() == []
    at_desk.photograph("verify-keys")
    at_desk.press("Escape")
    page.wait_for_selector("#keys-dialog", state="hidden")


def test_a_photo_that_the_crew_signed_says_so(waiting: Waiting, at_desk: Desk) -> None:
    tps = waiting.tps(*PLACES[0])
    right, misread = odd_form(tps)
    waiting.enter("reporter", right)
    waiting.enter("operator", misread)
    waiting.photograph(right, waiting.enrol(tps))
    at_desk.show(f"{waiting.page}&lang=en").holds(tps)
    at_desk.page.wait_for_selector("#photos[data-shown]")
    assert at_desk.text('[data-slot="signed"]') == "signed by the crew"
    expect(at_desk.page.locator('[data-slot="signed"] .i-sign')).to_be_visible()


def test_a_magnifier_follows_field_keys_and_pointer(
    waiting: Waiting, odd: str, at_desk: Desk
) -> None:
    at_desk.show(waiting.page).holds(odd)
    page = at_desk.page
    page.wait_for_selector("#photos[data-shown]")
    lens = page.locator('[data-slot="lens"]')
    inner = page.locator('[data-slot="lens-sheet"]')

    def moved() -> str:
        return str(lens.get_attribute("data-at"))

    at_desk.press("g")
    at_desk.until('[data-slot="told"]', "Kaca pembesar 2 kali")
    expect(page.locator('[data-key="g"]')).to_have_attribute("aria-pressed", "true")
    at_field = moved()
    page.wait_for_function(f"{LENS_IMAGE}.complete && {LENS_IMAGE}.naturalWidth > 0")
    at_desk.photograph("verify-lens")
    at_desk.press(*["+"] * 5)
    at_desk.until('[data-slot="told"]', "Kaca pembesar 6 kali")
    at_desk.press("Shift+ArrowLeft")
    assert [int(n) for n in moved().split()] == [
        int(at_field.split()[0]) - 20,
        int(at_field.split()[1]),
    ]
    box = page.locator('[data-slot="view"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + 200)
    expect(lens).to_have_attribute("data-at", "120 200")
    before = str(inner.get_attribute("style"))
    at_desk.press("t")
    expect(inner).not_to_have_attribute("style", before)
    expect(inner).to_have_attribute("style", re.compile("rotate\\(90deg\\)"))
    at_desk.press(*["t"] * 3, *["-"] * 7)
    at_desk.until('[data-slot="told"]', "Kaca pembesar 1 kali")
    at_desk.press("ArrowUp")
    expect(lens).not_to_have_attribute("data-at", "120 200")
    assert at_desk.serious() == []
    at_desk.press("g")
    expect(lens).to_be_hidden()


def test_a_finding_is_explained_and_leaves_its_field_calm(waiting: Waiting, at_desk: Desk) -> None:
    tps = waiting.tps(*PLACES[1])
    form = factories.form(tps, "walikota")
    waiting.enter("reporter", form | {"total": form["total"] + 7})
    at_desk.show(waiting.page).holds(tps)
    at_desk.until("#figures", "Selisih 7.")
    at_desk.press("e")
    at_desk.page.wait_for_selector("#explain-dialog[open]")
    at_desk.page.keyboard.type("Tujuh surat suara ditemukan kemudian.")
    at_desk.press("Control+Enter")
    at_desk.until("#figures", "Dijelaskan: Tujuh surat suara ditemukan kemudian.")
    states = {one["rule"]: one["state"] for one in waiting.record(tps)["findings"]}
    assert "explained" in states.values()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_shows_the_desk_in_both_languages(
    full: Waiting, browser: Browser, size: str, language: str
) -> None:
    with desk(browser, full.running.url, "verifier", size) as at:
        at.show(f"{full.page}&lang={language}").holds(full.tps(*PLACES[0]))
        at.page.wait_for_selector("#photos[data-shown]")
        at.until("#link", {"id": "Tersambung", "en": "Connected"}[language])
        at.until("#figures", {"id": "entri berbeda", "en": "entries differ"}[language])
        assert at.serious() == []
        assert at.overflow() == 0
        if size != "phone":  # the desk fills the screen, and its parts scroll
            assert at.page.evaluate(LONGER) == 0
        at.photograph(f"verify-{size}-{language}", whole=size == "phone")


def test_the_overview_says_what_one_may_open_and_how_far_each_election_is(
    full: Waiting, browser: Browser
) -> None:
    for size in SIZES:
        with desk(browser, full.running.url, "verifier", size) as at:
            at.show(f"/console?election={full.id}")
            at.until("#elections", "Pilkada Kota Pangkalpinang 2024")
            at.until("#elections", f"{len(PLACES)} TPS menunggu pemeriksaan")
            assert "/console/verify" in at.page.inner_html("#main")
            assert at.serious() == []
            assert at.overflow() == 0
            at.photograph(f"overview-{size}", whole=True)


def test_who_may_not_verify_is_told_so(running: Running, browser: Browser) -> None:
    with desk(browser, running.url, "viewer") as at:
        at.page.goto(f"{running.url}/console/verify")
        assert "tidak berwenang" in at.text("main")
        at.excuse("403")
