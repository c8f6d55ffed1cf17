"""The front page of the e-office and its lists: filled by others, walked through, kept live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint

pytestmark = pytest.mark.timeout(240)
ROOM = "7207"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{0}S,Sekretariat {0},secretariat,,7207,,,,,,,
position,{0}SEKDA,,,,,{0}S,Sekretaris Daerah {0},high,,,,
position,{0}KABAG,,,,,{0}S,Kepala Bagian {0},administrator,{0}SEKDA,,,
holding,,,,,,,,,,{0}SEKDA,sekda-{0},2024-02-20
holding,,,,,,,,,,{0}KABAG,kabag-{0},2024-03-01
"""


@dataclass(frozen=True)
class Office(Officials):
    """A secretary with an account, and a head of a division who fills the secretary's desk."""

    def register(self, subject: str, **more: str) -> dict[str, Any]:
        today = date.today().isoformat()  # noqa: DTZ011 - the stack runs on this machine's day
        entry = {"number": f"B-{subject[:3]}/2026", "sender": "Balai Jalan", "subject": subject}
        days = {"dated": today, "received": today, "classification": "600"}
        return self.do("kabag", "POST", "incoming", **entry, **days, to=f"{self.mark}SEKDA", **more)

    def hand_up(self, subject: str, kind: str) -> dict[str, Any]:
        """Write a letter that the secretary is to sign."""
        whom = {"signer": f"{self.mark}SEKDA", "ladder": []}
        to = [{"kind": "external", "name": "Balai Jalan"}]
        said = {"kind": kind, "subject": subject, "body": "<p>Isi</p>", "classification": "600"}
        letter = self.do("kabag", "POST", "letters", **said, **whom, to=to)
        return self.do(
            "kabag", "POST", f"letters/{letter['id']}/submission", version=letter["version"]
        )


@pytest.fixture(scope="module")
def office(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(running, appoint(running, ROOM, FILE, tmp_path_factory.mktemp("office")))


def test_an_official_sees_what_waits_and_what_comes(office: Office, browser: Browser):
    office.register("Jembatan gantung")
    urgent = office.register("Tanggul retak", urgency="very_urgent")
    office.hand_up("Surat tugas pemeliharaan", "surat-dinas")
    with desk(browser, office.running.url, f"sekda-{office.mark}") as at:
        at.page.goto(f"{office.running.url}/office")
        at.page.wait_for_selector(LIVE)
        expect(at.page.locator('[data-counter="unread"] [data-slot="n"]')).to_have_text("2")
        expect(at.page.locator('[data-counter="unread"]')).to_contain_text("1 sangat segera")
        expect(at.page.locator('[data-counter="to_sign"] [data-slot="n"]')).to_have_text("1")
        expect(at.page.locator("#waiting")).to_have_text("3 naskah menunggu Anda.")
        expect(at.page.locator('[data-count="unread"]')).to_have_text("2")
        rows = at.page.locator("#rows > tr.unread .row-link")
        expect(rows).to_have_text(["Tanggul retak", "Jembatan gantung"])
        office.register("Pompa air")
        expect(rows).to_have_text(["Pompa air", "Tanggul retak", "Jembatan gantung"])
        expect(at.page.locator('[data-count="unread"]')).to_have_text("3")
        walk(at, urgent["id"])
        narrow(at)
        look(at, "office-home")


def walk(at: Desk, second: str) -> None:
    """Go down two rows by keys: the second has the focus, and Enter would open it."""
    at.press("j", "j")
    link = at.page.locator(f'#rows > tr .row-link[href="/office/incoming/{second}"]')
    expect(link).to_be_focused()
    at.press("k")
    expect(link).not_to_be_focused()
    for ask in (lambda: at.press("?"), lambda: at.page.click("#keys-open")):
        ask()
        expect(at.page.locator("#keys")).to_be_visible()
        at.press("Escape")
        expect(at.page.locator("#keys")).to_be_hidden()


def narrow(at: Desk) -> None:
    """Leave what is urgent, then what is looked for; the address keeps it."""
    rows = at.page.locator("#rows .row-link")
    at.page.click('label:has(> input[value="urgent"])')
    expect(rows).to_have_text(["Tanggul retak"])
    at.page.reload()
    at.page.wait_for_selector(LIVE)
    expect(rows).to_have_text(["Tanggul retak"])
    at.page.click('label:has(> input[value=""])')
    expect(rows).to_have_count(3)
    at.press("/")
    at.page.keyboard.type("jembatan")
    expect(rows).to_have_text(["Jembatan gantung"])
    at.page.fill('[name="q"]', "tidak-ada")
    expect(at.page.locator("#nothing")).to_be_visible()
    at.page.fill('[name="q"]', "")
    expect(rows).to_have_count(3)


def look(at: Desk, name: str) -> None:
    for size in ("desk", "phone", "4k"):
        at.resize(size)
        assert at.overflow() <= 0, size
        assert at.serious() == [], size
        at.photograph(f"{name}-{size}")


def test_letters_to_sign_are_filtered_and_come_by_themselves(office: Office, browser: Browser):
    with desk(browser, office.running.url, f"sekda-{office.mark}") as at:
        at.page.goto(f"{office.running.url}/office/letters?box=to_sign&kind=nota-dinas")
        at.page.wait_for_selector(LIVE)
        expect(at.page.locator("#nothing")).to_be_visible()
        letter = office.hand_up("Nota pergantian petugas", "nota-dinas")
        row = at.page.locator(f'#rows > tr[data-key="{letter["id"]}"]')
        expect(row.locator(".row-link")).to_have_attribute(
            "href", f"/office/letters/{letter['id']}"
        )
        expect(row).to_contain_text(f"Kepala Bagian {office.mark} untuk Sekretaris Daerah")
        expect(row.locator('[data-slot="fourth"]')).to_have_text("Siap ditandatangani")
        at.page.select_option("#kinds", "")
        expect(at.page.locator("#kinds")).to_have_value("")
        expect(at.page.locator("#letters-title")).to_have_text("Perlu tanda tangan")
        look(at, "office-letters")
