"""The archive's pages: a file is opened, filled, closed and handed over; a book; figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk
from tests.e2e.officials import Officials, appoint, ask

pytestmark = pytest.mark.timeout(240)
AREA = "7211"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,records,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7211,,,,,,,,
unit,{0}D,Dinas Jalan {0},agency,{0}K,7211,,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,no,,,
position,{0}ARSIP,,,,,{0}K,Arsiparis Kota {0},functional,{0}WALI,yes,,,
position,{0}KADIS,,,,,{0}D,Kepala Dinas {0},high,{0}WALI,no,,,
position,{0}ARSIPD,,,,,{0}D,Arsiparis Dinas {0},functional,{0}KADIS,yes,,,
holding,,,,,,,,,,,{0}ARSIP,arsip-{0},2024-03-01
holding,,,,,,,,,,,{0}KADIS,kadis-{0},2024-03-01
holding,,,,,,,,,,,{0}ARSIPD,arsipd-{0},2024-03-01
"""
SCHEDULE = "kode,aktif,inaktif,nasib,dasar\n600.77,0,1,musnah,JRA uji\n"


@dataclass(frozen=True)
class Archive(Officials):
    """An agency with a records officer, a record centre, and a letter that is filed."""

    letter: dict[str, Any]


@pytest.fixture
def archive(running: Running, tmp_path: Path) -> Archive:
    mark = appoint(running, AREA, FILE, tmp_path)
    ask(running, "admin", "POST", "archive/schedule/import", data=SCHEDULE.encode())
    units = {"area": AREA, "record_centre": f"{mark}K", "institution": f"{mark}K"}
    ask(running, "admin", "PUT", "archive/institution", json=units)
    entry = {
        "number": "B-17/KP",
        "sender": "Kantor Pos",
        "subject": "Genangan di jalan",
        "dated": "2026-03-01",
        "to": f"{mark}KADIS",
    }
    letter = ask(running, f"arsipd-{mark}", "POST", "incoming", json=entry)
    for step in ("reading", "filing"):
        body = {"version": letter["version"]}
        letter = ask(running, f"kadis-{mark}", "POST", f"incoming/{letter['id']}/{step}", json=body)
    return Archive(running, mark, letter)


def opened(at: Desk) -> None:
    """Open a file on the page, and go there."""
    at.show("/office/archive")
    at.page.click("#open-file")
    for name, value in (
        ("code", "622/2026"),
        ("title", "Jembatan timbang"),
        ("classification", "620.9"),
    ):
        at.page.fill(f'#opening [name="{name}"]', value)
    at.page.click('#opening button[value="save"]')
    expect(at.page.locator("#opening .says")).to_be_visible()  # no code of the list
    at.excuse("422")
    at.page.fill('#opening [name="classification"]', "600.77.1")
    at.page.click('#opening button[value="save"]')
    row = at.page.locator("#rows > tr")
    expect(row).to_have_count(1)
    row.locator('[data-slot="title"]').click()
    expect(at.page.locator("#file-title")).to_have_text("Jembatan timbang")


def test_a_file_is_opened_filled_closed_and_handed_over(archive: Archive, browser: Browser):
    url = archive.running.url
    with desk(browser, url, archive.user("arsipd")) as at:
        opened(at)
        at.page.click("#put")
        at.page.click('#putting button[value="save"]')
        expect(at.page.locator('#rows [data-slot="subject"]')).to_have_text("Genangan di jalan")
        assert at.serious() == []
        at.photograph("office-archive-file")
        at.page.click("#close")
        at.page.click('#closing button[value="save"]')
        expect(at.page.locator('[data-fact="basis"]')).to_have_text("JRA uji (600.77)")
        at.show("/office/archive")
        expect(at.page.locator("#summary")).to_contain_text("1 berkas")
        at.page.check("#rows [data-slot=pick]")
        at.photograph("office-archive")
        at.page.click("#transfer")
        expect(at.page.locator("#list-rows [data-slot=state]")).to_have_text("Diusulkan")
        assert at.serious() == []
    with desk(browser, url, archive.user("arsip"), "phone") as at:
        at.show("/office/archive")
        at.page.click('#list-rows [data-act="acceptance"]')
        expect(at.page.locator("#list-rows [data-slot=state]")).to_have_text("Diterima")
        expect(at.page.locator("#rows > tr")).to_have_count(1)
        at.photograph("office-archive-phone")
        assert at.serious() == []


def test_a_book_is_made_and_figures_are_shown(archive: Archive, browser: Browser):
    with desk(browser, archive.running.url, archive.user("arsipd")) as at:
        at.show("/office/books")
        expect(at.page.locator("#rows > tr")).to_have_count(1)
        expect(at.page.locator("#rows > tr")).to_contain_text("Genangan di jalan")
        at.photograph("office-books")
        at.page.click('[data-format="xlsx"]')
        expect(at.page.locator('#making[data-state="done"]')).to_be_visible(timeout=60_000)
        with at.page.expect_download() as got:
            at.page.click("#downloads > a")
        assert got.value.suggested_filename.endswith(".xlsx")
        assert at.serious() == []
        at.show("/office/statistics")
        read = at.page.locator('#rows > tr[data-key^="read/"]')
        expect(read).to_have_count(2)  # of the unit, and of its head
        at.photograph("office-statistics")
        assert at.serious() == []
    with desk(browser, archive.running.url, archive.user("kadis"), "phone") as at:
        at.show("/office/books")
        expect(at.page.locator("#refused")).to_be_visible()  # no records officer
        at.excuse("403")
        at.show("/office/statistics")
        expect(at.page.locator('#rows > tr[data-key^="read/"]')).to_have_count(2)
        at.photograph("office-statistics-phone")
