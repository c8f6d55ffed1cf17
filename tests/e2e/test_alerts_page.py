"""Alerts in browsers: two operators see one alert, one acknowledges with a key; rules are tried."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

pytestmark = pytest.mark.timeout(240)


def remove(at: Desk, row: Locator, *said: str) -> None:
    """Take a rule, a chain or a silence away: who says no keeps it, who says yes loses it."""
    asks = at.page.locator("#sure-dialog")
    for answer, count in (("cancel", 1), ("yes", 0)):
        row.locator('[data-slot="remove"]').click()
        for words in said:
            expect(asks).to_contain_text(words)
        for size in ("phone", "4k", "desk"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
        asks.locator(f'[value="{answer}"]').click()
        expect(asks).to_be_hidden()
        expect(row).to_have_count(count)


class Raised:
    """An alert of its own, raised by hand."""

    def __init__(self, running: Running) -> None:
        self.running, self.name = running, uuid.uuid4().hex[:6]
        self.headline = f"Genset ruang kendali mati {self.name}"
        self.topic = f"room.power_{self.name}"
        self.alert = self.send("/v1/alerts", self.body())

    def body(self, **changes: Any) -> dict[str, Any]:
        same = {"headline": self.headline, "severity": "critical", "topic": self.topic}
        return {**same, "key": self.name, "area": "1971", **changes}

    def send(self, path: str, body: dict[str, Any], user: str = "admin") -> dict[str, Any]:
        return dict(self.running.api(user).insist(path, body, str(uuid.uuid4())).json())

    def open(self, at: Desk, language: str = "id") -> None:
        """Show the alert, and wait until the page is drawn."""
        at.page.goto(f"{at.url}/console/alerts?alert={self.alert['id']}&lang={language}")
        at.page.wait_for_selector('#view-open[data-state="ready"]')
        at.page.wait_for_selector(f'#one[data-alert="{self.alert["id"]}"]')

    def end(self) -> None:
        """Leave nothing open: a critical one would keep the wall of other tests."""
        found = self.running.api("admin").read(f"/v1/alerts?topic={self.topic}&state=open")
        for one in found["items"]:
            self.send(f"/v1/alerts/{one['id']}/resolve", {})


@pytest.fixture
def raised(running: Running) -> Iterator[Raised]:
    made = Raised(running)
    yield made
    made.end()


def test_one_operator_acknowledges_and_the_other_sees_it_without_reading_anew(
    raised: Raised, browser: Browser
) -> None:
    with desk(browser, raised.running.url, "operator") as one:
        one.folder = ROOT / "artifacts" / "alerts"
        raised.open(one)
        with desk(browser, raised.running.url, "admin") as two:
            raised.open(two)
            expect(one.page.locator("#one-title")).to_have_text(raised.headline)
            one.press("a")
            one.page.fill('#note-dialog [name="note"]', "Teknisi berangkat")
            one.press("Enter")
            expect(two.page.locator('#one[data-state="acknowledged"]')).to_be_visible()
            taken = two.page.locator('#one [data-slot="taken"]')
            expect(taken.locator('[data-slot="by"]')).to_contain_text("operator")
            expect(taken.locator('[data-slot="note"]')).to_have_text("Teknisi berangkat")
            row = two.page.locator(f'#acknowledged > [data-key="{raised.alert["id"]}"]')
            expect(row).to_contain_text("operator")
            raised.send("/v1/alerts", raised.body())  # the same again is counted
            expect(row.locator('[data-slot="count"]')).to_have_text("2 kali")
        for size in ("desk", "phone", "4k"):
            one.resize(size)
            assert one.overflow() <= 0, size
            assert one.serious() == [], size
            one.photograph(f"alerts-{size}")
        one.resize("desk")
        one.page.locator("#one").focus()
        one.press("s")
        one.press("Enter")
        expect(one.page.locator('#one[data-state="resolved"]')).to_be_visible()


def test_what_is_silenced_says_so_and_is_told_of_no_more(raised: Raised, browser: Browser) -> None:
    with desk(browser, raised.running.url, "operator") as at:
        raised.open(at)
        at.press("d")
        at.page.fill('#silence-dialog [name="why"]', f"Uji genset {raised.name}")
        at.press("Enter")
        expect(at.page.locator("#said")).to_contain_text(raised.name)
        raised.send(f"/v1/alerts/{raised.alert['id']}/resolve", {})
        raised.alert = raised.send("/v1/alerts", raised.body())
        raised.open(at)
        expect(at.page.locator('#one [data-slot="held"]')).to_be_visible()
        at.page.click("#tab-silences")
        row = at.page.locator("#silences > li", has_text=raised.name)
        remove(at, row, f"Hapus pendiaman Uji genset {raised.name}?", raised.topic)
        at.page.click("#tab-open")
        expect(at.page.locator('#one [data-slot="held"]')).to_be_hidden()


def test_a_rule_is_tried_set_and_taken_away_and_a_circle_is_refused(
    raised: Raised, browser: Browser
) -> None:
    code = f"uji-{raised.name}"
    with desk(browser, raised.running.url, "admin") as at:
        at.folder = ROOT / "artifacts" / "alerts"
        raised.open(at, "en")
        at.page.click("#tab-rules")
        at.page.wait_for_selector('#view-rules[data-state="ready"]')
        at.page.click('[data-new="rule"]')
        form = at.page.locator("#rule-dialog")
        for name, value in {"name": code, "code": code, "topic": raised.topic}.items():
            form.locator(f'[name="{name}"]').fill(value)
        form.locator('[name="kind"]').select_option("person")
        form.locator('[name="target"]').fill("officer")
        form.locator("#rule-try").click()
        expect(at.page.locator("#rule-tried")).to_contain_text("officer")
        form.locator('[name="pass_to"]').fill(code)
        form.locator("[data-save]").click()
        expect(form.locator('[data-slot="wrong"]')).to_contain_text(f"{code} → {code}")
        at.excuse("422")
        form.locator('[name="pass_to"]').fill("")
        form.locator('[name="kind"]').select_option("group")
        form.locator('[name="target"]').fill(code)
        form.locator("[data-save]").click()
        told = f"targets.0.code: there is no group {code}"
        expect(form.locator('[data-slot="wrong"]')).to_contain_text(told)
        at.excuse("422")
        form.locator('[name="kind"]').select_option("person")
        form.locator('[name="target"]').fill("officer")
        assert at.serious() == []
        at.photograph("rule")
        form.locator("[data-save]").click()
        row = at.page.locator(f'#rules > [data-key="{code}"]')
        expect(row).to_contain_text("person officer")
        at.page.fill('#preview [name="topic"]', raised.topic)
        at.page.click('#preview button[type="submit"]')
        expect(at.page.locator('#previewed[data-state="ready"]')).to_contain_text(code)
        assert at.serious() == []
        at.photograph("rules")
        remove(at, row, f"Delete the rule {code}?", "person officer")
        steps = [{"wait_minutes": 1, "targets": [{"kind": "person", "code": "officer"}]}]
        raised.send("/v1/escalation-chains", {"code": code, "name": code, "steps": steps})
        at.page.click("#tab-chains")
        at.page.wait_for_selector('#view-chains[data-state="ready"]')
        row = at.page.locator(f'#chains > [data-key="{code}"]')
        row.locator('[data-slot="remove"]').click()
        at.photograph("remove")
        at.press("Escape")
        remove(at, row, f"Delete the chain {code}?", "person officer")
        at.page.locator("#chains > li").first.locator('[data-slot="edit"]').click()
        expect(at.page.locator("#chain-steps > li")).to_have_count(2)
        assert at.serious() == []
        at.photograph("chain")
