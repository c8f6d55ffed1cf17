"""The morning brief on a phone: made, told by the bell, opened, taken along as a PDF."""

import uuid

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, desk

PART = "[data-part='{}']"


def test_the_days_brief_is_read_on_a_phone(running: Running, browser: Browser):
    admin = running.api("admin")
    names = {"items": [{"code": "7299", "name": "Kota Ringkasan"}]}
    assert admin.insist("/v1/indicators/areas", names, str(uuid.uuid4())).ok
    answer = admin.insist("/v1/indicators/briefs", None, str(uuid.uuid4()))
    assert answer.ok, answer.text
    made = answer.json()
    with desk(browser, running.url, "admin", "phone") as found:
        page = found.page
        page.goto(f"{running.url}/briefs?brief={made['id']}")
        expect(page.locator(LIVE)).to_be_attached()
        expect(page.locator("#brief")).to_have_attribute("data-day", made["day"])
        for name in ("incidents", "late", "roster", "stages"):
            part = page.locator(PART.format(name))
            shown = part.locator("[data-slot=rows] > li, [data-slot=nothing]:not([hidden])")
            expect(shown.first).to_be_visible()
        with page.expect_download() as paper:
            page.click("#brief-pdf")
        assert paper.value.path().read_bytes().startswith(b"%PDF-")
