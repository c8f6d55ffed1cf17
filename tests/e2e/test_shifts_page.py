"""Rosters in browsers: two operators hand over, see each other's change, swap; gaps by keyboard."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

pytestmark = pytest.mark.timeout(240)
HOUR = timedelta(hours=1)
NOTES = "Pompa 2 di Ketapang rusak.\nRegu pengganti datang pukul 20.00."
WIB = ZoneInfo("Asia/Jakarta")


class Roster:
    """An agency of its own, in whose shift the operator is; the administrator's follows."""

    def __init__(self, running: Running) -> None:
        self.running, self.agency = running, f"BPBD {uuid.uuid4().hex[:6]}"
        self.hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        path = f"{running.url}/v1/shift-agencies/{quote(self.agency)}"
        made = running.api("admin").session.put(
            path, json={"area": "1971"}, headers={"Idempotency-Key": str(uuid.uuid4())}, timeout=30
        )
        assert made.ok, made.text
        self.now = self.plan("Sore", -2, 2, ["operator"])
        self.next = self.plan("Malam", 2, 6, ["admin"])

    def send(self, path: str, body: dict[str, Any], user: str = "admin") -> dict[str, Any]:
        sent = self.running.api(user).insist(path, body, str(uuid.uuid4()))
        assert sent.ok, sent.text
        return dict(sent.json())

    def clear(self) -> None:
        """Cancel its shifts: the next test's people are the same, and nobody is in two at once."""
        first, last = (self.hour + HOUR * 24 * days for days in (-2, 60))
        query = f"agency={quote(self.agency)}&from={first.date()}&to={last.date()}"
        admin = self.running.api("admin")
        for pattern in admin.read("/v1/shift-patterns")["items"]:
            if pattern["agency"] == self.agency:
                self.send(f"/v1/shift-patterns/{pattern['id']}/end", {"after": str(first.date())})
        for shift in admin.read(f"/v1/shifts?{query}&limit=1000")["items"]:
            if shift["state"] == "planned":
                self.send(f"/v1/shifts/{shift['id']}/cancel", {"version": shift["version"]})

    def plan(self, name: str, first: int, last: int, people: list[str], needed: int = 1) -> Any:
        times = {"starts": self.hour + HOUR * first, "ends": self.hour + HOUR * last}
        moments = {key: at.isoformat() for key, at in times.items()}
        body = {"agency": self.agency, "name": name, "people": people, "needed": needed}
        return self.send("/v1/shifts", body | moments)

    def open(self, at: Desk, language: str = "id", day: datetime | None = None) -> None:
        """Show the agency's week, and wait until page and bar are drawn."""
        of = (day or self.hour).astimezone(WIB).date()
        query = f"agency={quote(self.agency)}&day={of}&lang={language}"
        at.page.goto(f"{at.url}/console/shifts?{query}")
        at.page.wait_for_selector('#shifts[data-state="ready"]')
        at.page.wait_for_selector('#shift-bar[data-state="ready"]')

    def cell(self, at: Desk, shift: Any) -> Any:
        return at.page.locator(f'.shift-cell[data-shift="{shift["id"]}"]')


@pytest.fixture
def roster(running: Running) -> Iterator[Roster]:
    made = Roster(running)
    yield made
    made.clear()


def bar(at: Desk, name: str) -> Any:
    return at.page.locator(f'#shift-bar [data-slot="{name}"]')


def shot(at: Desk, name: str) -> None:
    at.folder = ROOT / "artifacts" / "shifts"
    at.photograph(name)


def test_one_hands_over_with_notes_and_the_next_reads_and_accepts(roster, browser: Browser):
    url = roster.running.url
    with desk(browser, url, "operator") as going, desk(browser, url, "admin") as coming:
        roster.open(going)
        roster.open(coming)
        expect(bar(going, "mine-text")).to_contain_text("Gilir Sore")
        expect(bar(coming, "give")).to_be_disabled()
        bar(going, "give").click()
        going.page.fill('#shift-give [name="notes"]', NOTES)
        going.page.keyboard.press("Escape")
        bar(going, "give").click()
        expect(going.page.locator('#shift-give [name="notes"]')).to_have_value(NOTES)
        assert going.serious() == []
        shot(going, "give")
        going.page.click('#shift-give [type="submit"]')
        expect(bar(going, "given-text")).to_have_text("Serah terima Anda menunggu diterima")
        expect(bar(coming, "unread-text")).to_have_text("1 catatan serah terima belum dibaca")
        shot(coming, "unread")
        coming.page.keyboard.press("h")
        notes = coming.page.locator('#shift-read [data-slot="read-notes"]')
        expect(notes).to_have_text(NOTES)
        assert coming.serious() == []
        shot(coming, "read")
        coming.page.click('#shift-read [data-slot="accept"]')
        expect(bar(coming, "unread")).to_be_hidden()
        expect(bar(coming, "before")).to_contain_text("diterima admin")
        expect(bar(going, "given-text")).to_have_text("Serah terima Anda diterima admin")
        expect(bar(going, "give")).to_be_disabled()


def test_a_gap_is_filled_by_keyboard_and_another_sees_it_without_a_reload(roster, browser):
    url, short = roster.running.url, roster.plan("Piket", 26, 30, ["operator"], needed=2)
    day = roster.hour + HOUR * 26
    with desk(browser, url, "admin") as plans, desk(browser, url, "operator") as reads:
        roster.open(plans, day=day)
        roster.open(reads, day=day)
        lacks = roster.cell(reads, short).locator('[data-slot="short"]')
        expect(lacks).to_have_text("kurang 1")
        expect(reads.page.locator("#gap-list")).to_contain_text("Piket")
        shot(reads, "gap")
        roster.cell(plans, short).focus()
        plans.press("Enter")
        plans.page.wait_for_selector("#shift-dialog[open]")
        plans.page.locator('#shift-dialog [name="person"]').focus()
        plans.page.keyboard.type("dewi")
        plans.press("Enter")
        expect(plans.page.locator('#shift-dialog [data-slot="people"] li')).to_have_count(2)
        assert plans.serious() == []
        shot(plans, "shift")
        plans.page.locator('#shift-dialog [data-slot="save"]').focus()
        plans.press("Enter")
        expect(plans.page.locator("#shift-dialog")).to_be_hidden()
        expect(lacks).to_be_hidden()
        expect(roster.cell(reads, short)).to_contain_text("dewi")
        expect(reads.page.locator("#gap-list")).not_to_contain_text(roster.agency)


def test_a_swap_is_asked_on_one_screen_and_accepted_on_the_other(roster, browser):
    url, other = roster.running.url, roster.plan("Piket", 30, 34, ["operator"])
    day = roster.hour + HOUR * 30
    with desk(browser, url, "operator") as asks, desk(browser, url, "admin") as answers:
        roster.open(asks, day=day)
        roster.open(answers, day=day)
        roster.cell(asks, other).click()
        asks.page.click('#shift-dialog [data-slot="swap"]')
        asks.page.select_option('#swap-dialog [name="with"]', "admin")
        assert asks.serious() == []
        shot(asks, "swap")
        asks.page.click('#swap-dialog [type="submit"]')
        line = answers.page.locator("#swap-list li", has_text=roster.agency)
        expect(line).to_contain_text("operator meminta admin menggantikan")
        line.locator('[data-answer="accept"]').click()
        expect(line).to_have_count(0)
        expect(roster.cell(asks, other)).to_contain_text("admin")
        expect(roster.cell(asks, other)).not_to_contain_text("operator")


def test_a_pattern_fills_the_week_in_english_too_and_at_every_size(roster, browser):
    with desk(browser, roster.running.url, "admin") as at:
        roster.open(at, "en")
        at.press("p")
        at.page.wait_for_selector("#repeat-dialog[open]")
        for name, value in {"name": "Jaga malam", "starts": "22:00", "ends": "06:00"}.items():
            at.page.fill(f'#repeat-dialog [name="{name}"]', value)
        at.page.fill('#repeat-dialog [name="teams"]', "ani, dewi\nbudi, sari")
        assert at.serious() == []
        shot(at, "pattern")
        at.page.click('#repeat-dialog [type="submit"]')
        expect(at.page.locator("#said")).to_contain_text("shifts made")
        at.page.click("#week-after")
        at.page.wait_for_selector(f'#shifts[data-week="{_monday(roster.hour, 1)}"]')
        cells = at.page.locator(".shift-cell", has_text="dewi")
        assert cells.count() + at.page.locator(".shift-cell", has_text="sari").count() == 7
        first = at.page.locator(".shift-cell").first
        first.focus()
        at.press("ArrowRight")
        assert at.page.evaluate("document.activeElement.closest('td').cellIndex") == 2
        for size in ("desk", "1080", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            shot(at, f"week-{size}")


def _monday(at: datetime, weeks: int) -> str:
    day = at.astimezone(WIB).date()
    return (day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)).isoformat()


def test_who_is_in_no_shift_sees_none(roster, browser):
    with desk(browser, roster.running.url, "viewer") as at:
        at.page.goto(f"{at.url}/console/shifts")
        at.page.wait_for_selector('#shifts[data-state="ready"]')
        expect(at.page.locator("#none")).to_be_visible()
        expect(at.page.locator(".shift-cell")).to_have_count(0)
        expect(at.page.locator("#add")).to_be_hidden()
        assert at.serious() == []
