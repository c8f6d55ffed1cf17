"""The desk for broadcasts: what rules propose is dropped, the region of a feed is set."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browsing import wall
from tests.e2e.conftest import Running
from tests.e2e.outside import AREAS, DESK, NAME, VILLAGE, desk_of, send

pytestmark = [pytest.mark.usefixtures("named"), pytest.mark.timeout(240)]
SIZES = ("desk", "phone")
BMKG = "https://www.bmkg.go.id/alerts/nowcast/id"  # switched off: nobody asks it


@pytest.fixture(scope="module")
def named(running: Running) -> None:
    """Have the map know villages by their names."""
    send(running, "admin", "/v1/gis/areas", {"items": AREAS})


def _proposed(running: Running) -> tuple[str, str]:
    """Have a rule propose a broadcast; returns its alert's id and headline."""
    topic = f"manual.t{uuid.uuid4().hex[:8]}"
    rule = {"code": topic.replace(".", "-"), "name": topic, "order": 0, "match": {"topic": topic}}
    send(running, "admin", "/v1/routing-rules", {**rule, "public": True, "stop": True})
    said = {"headline": f"Air naik {topic}", "severity": "major", "topic": topic, "area": VILLAGE}
    more = {"text": "Air di Sungai Rangkui naik 40 cm dalam satu jam."}
    return send(running, "admin", "/v1/alerts", {**said, **more})["id"], said["headline"]


@pytest.mark.parametrize(
    ("lang", "severity", "told"),
    [("id", "Tinggi", "Usulan diabaikan"), ("en", "Major", "Proposal set aside")],
)
def test_a_proposal_is_dropped_with_a_reason(running, browser: Browser, lang, severity, told):
    alert, headline = _proposed(running)
    with wall(browser, running.url, "desk") as desk:
        desk_of(desk, "operator", f"{DESK}?lang={lang}")
        page, why = desk.page, desk.page.locator("#why")
        row = page.locator("#proposals > li", has_text=headline)
        for words in (severity, NAME, "Sungai Rangkui"):
            expect(row).to_contain_text(words)
        for size in SIZES:
            desk.resize(size)
            desk.photograph(f"usulan-{size}-{lang}")
            row.locator("[data-act=drop]").click()
            expect(why).to_contain_text(headline)
            assert desk.serious() == [], size
            assert desk.overflow() <= 0, size
            desk.photograph(f"usulan-abaikan-{size}-{lang}")
            page.keyboard.press("Escape")
        row.locator("[data-act=drop]").click()
        why.locator("[value=yes]").click()
        expect(why).to_be_visible()  # a reason is needed
        why.locator("[name=reason]").fill("Sudah surut")
        page.keyboard.press("Enter")
        expect(row).to_have_count(0)
        expect(page.locator("#said")).to_contain_text(told)
        assert page.evaluate("document.activeElement !== document.body")
    known = running.api("operator").read("/v1/broadcasts/proposals", state="dropped")["items"]
    assert [one["reason"] for one in known if one["alert"] == alert] == ["Sudah surut"]
    send(running, "admin", f"/v1/alerts/{alert}/resolve", {})


@pytest.mark.parametrize(
    ("lang", "sides", "everywhere"),
    [("id", "Isi keempat sisi", "semua"), ("en", "Give all four sides", "all")],
)
def test_the_region_of_a_feed_is_set(running, browser: Browser, lang, sides, everywhere):
    feed = {"url": BMKG, "areas": [], "bounds": None, "every_s": 300, "enabled": False}
    send(running, "admin", "/v1/cap/feeds/bmkg", feed, "PUT")
    with wall(browser, running.url, "desk") as desk:
        desk_of(desk, "admin", f"{DESK}?lang={lang}")
        page, dialog = desk.page, desk.page.locator("#feed")
        row = page.locator("[data-feed=bmkg]")
        expect(row).to_contain_text(everywhere)
        opens = row.locator("[data-act=region]")
        opens.click()
        page.fill("#feed-areas-words", "ketap")
        page.click(f"#feed-areas [data-code='{VILLAGE}']")
        page.fill("#feed [name=west]", "106.05")
        page.keyboard.press("Enter")  # keeps, and says what is missing; nothing typed is lost
        expect(page.locator("#feed-wrong")).to_contain_text(sides)
        for size in SIZES:
            desk.resize(size)
            assert desk.serious() == [], size
            assert desk.overflow() <= 0, size
            desk.photograph(f"umpan-wilayah-{size}-{lang}")
        for side, value in (("south", "-2.2"), ("east", "106.2"), ("north", "-2.0")):
            page.fill(f"#feed [name={side}]", value)
        page.click("#feed-keep")
        expect(dialog).to_be_hidden()
        expect(row).to_contain_text(NAME)
        expect(row).to_contain_text("106,05" if lang == "id" else "106.05")
        expect(page.locator("#region-bmkg")).to_be_focused()
        for size in SIZES:
            desk.resize(size)
            assert desk.overflow() <= 0, size
            desk.photograph(f"umpan-{size}-{lang}", whole=True)
        opens.click()
        expect(page.locator("#feed [name=north]")).to_have_value("-2")
        expect(page.locator("#feed-areas [data-slot=picked]")).to_contain_text(NAME)
    [known] = [
        one for one in running.api("admin").read("/v1/cap/feeds")["items"] if one["name"] == "bmkg"
    ]
    assert (known["areas"], known["bounds"]) == ([VILLAGE], [106.05, -2.2, 106.2, -2.0])
    send(running, "admin", "/v1/cap/feeds/bmkg", feed, "PUT")
