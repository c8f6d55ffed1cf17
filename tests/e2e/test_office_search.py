"""The page of search: what was written a moment ago is found, kept, and found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import desk
from tests.e2e.officials import appoint, ask

pytestmark = pytest.mark.timeout(240)
AREA = "7210"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7210,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,,,
position,{0}KABAG,,,,,{0}K,Kepala Bagian {0},administrator,{0}WALI,,,
holding,,,,,,,,,,{0}KABAG,kabag-{0},2024-03-01
"""


@pytest.fixture
def clerk(running: Running, tmp_path: Path) -> str:
    """The account of an official who has written two letters."""
    name = f"kabag-{appoint(running, AREA, FILE, tmp_path)}"
    for subject, body in (("Perbaikan <b>jembatan</b>", "Tiang retak"), ("Undangan", "Jembatan")):
        letter = {"kind": "surat-dinas", "subject": subject, "body": f"<p>{body}</p>"}
        ask(running, name, "POST", "letters", json=letter)
    return name


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_letter_is_found_and_its_search_is_kept(
    clerk: str, running: Running, browser: Browser, size: str
):
    with desk(browser, running.url, clerk, size) as at:
        at.show("/office/search")
        expect(at.page.locator("#ask")).to_be_visible()
        at.page.fill('#filters [name="q"]', "perbaikan jemb")
        at.page.wait_for_selector('body[data-searched="perbaikan jemb"]')
        hits = at.page.locator("#rows > li")
        expect(hits).to_have_count(1)
        subject = hits.locator('[data-slot="subject"]')
        expect(subject).to_have_text("Perbaikan <b>jembatan</b>")
        expect(subject.locator("mark")).to_have_text(["Perbaikan", "jembatan"])
        at.page.fill('#filters [name="q"]', "jembatan")
        expect(hits).to_have_count(2)
        at.photograph(f"office-search-{size}")
        assert at.serious() == []
        at.page.click("#keep")
        at.page.fill('#naming [name="name"]', "Jembatan")
        at.page.click('#naming button[value="save"]')
        kept = at.page.locator("#kept-list > li")
        expect(kept).to_have_count(1)
        at.page.fill('#filters [name="q"]', "tidak ada itu")
        expect(at.page.locator("#nothing")).to_be_visible()
        kept.locator('[data-slot="open"]').click()
        at.page.wait_for_selector('body[data-searched="jembatan"][data-showing="live"]')
        expect(hits).to_have_count(2)
        kept.locator('[data-slot="forget"]').click()
        expect(at.page.locator("#kept")).to_be_hidden()
