"""A letter on its page: judged, initialled, signed and sent, and read by who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import PASSPHRASE, Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint, certify

pytestmark = pytest.mark.timeout(300)
ROOM = "7208"  # a regency that no other test of the session uses
DRAWN = '#paper[data-paper="shown"] [data-page="1"][data-drawn]'
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7208,,,,,,,
unit,{0}C,Kecamatan Uji {0},district,{0}K,7208,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,,,
position,{0}SEKDA,,,,,{0}K,Sekretaris Daerah {0},high,{0}WALI,,,
position,{0}CAMAT,,,,,{0}C,Camat {0},administrator,{0}SEKDA,,,
position,{0}LURAH,,,,,{0}C,Lurah {0},supervisor,{0}CAMAT,,,
holding,,,,,,,,,,{0}WALI,wali-{0},2024-02-20
holding,,,,,,,,,,{0}SEKDA,sekda-{0},2024-02-20
holding,,,,,,,,,,{0}CAMAT,camat-{0},2024-02-20
holding,,,,,,,,,,{0}LURAH,lurah-{0},2024-02-20
"""


@dataclass(frozen=True)
class Office(Officials):
    """Officials of a city of its own; the mayor has a key."""

    def written(self, subject: str, *ladder: str) -> dict[str, Any]:
        to = [{"kind": "position", "code": f"{self.mark}LURAH"}]
        whom = {"signer": f"{self.mark}WALI", "ladder": [f"{self.mark}{one}" for one in ladder]}
        said = {"kind": "surat-dinas", "subject": subject, "classification": "600"}
        body = "<p>Genangan di tiga titik.</p>"
        letter = self.do("camat", "POST", "letters", **said, body=body, to=to, **whom)
        return self.handed_up(letter)

    def handed_up(self, letter: dict[str, Any]) -> dict[str, Any]:
        path = f"letters/{letter['id']}/submission"
        return self.do("camat", "POST", path, version=letter["version"])

    def rewritten(self, letter_id: str, body: str) -> dict[str, Any]:
        now = self.do("camat", "GET", f"letters/{letter_id}")
        names = ("kind", "subject", "classification", "signer", "ladder", "version")
        to = [{"kind": "position", "code": f"{self.mark}LURAH"}]
        said = {name: now[name] for name in names} | {"body": body, "to": to}
        return self.handed_up(self.do("camat", "PUT", f"letters/{letter_id}", **said))


@pytest.fixture(scope="module")
def office(running: Running, authority: None, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(running, appoint(running, ROOM, FILE, tmp_path_factory.mktemp("office")))
    certify(running, made.user("wali"))
    return made


def test_a_letter_goes_back_comes_again_and_is_signed_sent_and_followed_up(
    office: Office, browser: Browser
):
    letter = office.written("Laporan genangan", "SEKDA")
    with desk(browser, office.running.url, f"sekda-{office.mark}") as at:
        judged(at, office, letter["id"])
    with desk(browser, office.running.url, f"wali-{office.mark}") as at:
        signed(at, letter["id"])
    with desk(browser, office.running.url, f"lurah-{office.mark}", "phone") as at:
        received(at, letter["id"])


def opened(at: Desk, letter: str, state: str) -> None:
    at.page.goto(f"{at.url}/office/letters/{letter}")
    at.page.wait_for_selector(f'{LIVE}[data-opened][data-state="{state}"]', timeout=30_000)
    at.page.wait_for_selector(DRAWN, timeout=60_000)


def at_state(at: Desk, state: str) -> None:
    at.page.wait_for_selector(f'body[data-state="{state}"]', timeout=90_000)


def judged(at: Desk, office: Office, letter: str) -> None:
    """Send back with a note, hear that it came again, compare, initial."""
    opened(at, letter, "review")
    expect(at.page.locator("#acts")).to_have_attribute("data-may", "initial send_back refuse")
    expect(at.page.locator("#paper .textLayer")).to_contain_text("tanggal terbit")
    at.page.click('#acts [data-verb="send_back"]')
    at.page.fill('#step [name="note"]', "Sebutkan titiknya")
    at.page.click('#step [value="save"]')
    at_state(at, "revision")
    expect(at.page.locator("#note")).to_contain_text("Sebutkan titiknya")
    office.rewritten(letter, "<p>Genangan di Jalan Melati.</p>")
    at_state(at, "review")
    at.page.click("#paper [data-versions]")
    at.page.wait_for_selector('#versions[data-compared="1-2"]')
    expect(at.page.locator("#sides ins")).to_contain_text("Jalan Melati")
    at.page.click('#versions [value="cancel"]')
    look(at, "letter-review")
    at.page.click('#acts[aria-busy="false"] [data-verb="initial"]')
    at.page.fill('#step [name="note"]', "Titiknya sudah benar")
    at.page.click('#step [value="save"]')
    at_state(at, "ready_to_sign")
    expect(at.page.locator("#note")).to_contain_text("Titiknya sudah benar")


def signed(at: Desk, letter: str) -> None:
    """Sign with a wrong passphrase, then with the right one, and send."""
    opened(at, letter, "ready_to_sign")
    for passphrase in ("bukan ini", PASSPHRASE):
        at.page.click('#acts [data-verb="sign"]')
        at.page.fill('#signing [name="passphrase"]', passphrase)
        at.page.click('#signing [value="sign"]')
        if passphrase != PASSPHRASE:
            expect(at.page.locator("#said")).to_contain_text("PIN salah", timeout=60_000)
            assert at.page.input_value('#signing [name="passphrase"]') == ""
            at.page.wait_for_selector('#acts[aria-busy="false"] [data-verb="sign"]')
    at_state(at, "signed")
    expect(at.page.locator("#paper .textLayer")).to_contain_text("Ditandatangani secara elektronik")
    expect(at.page.locator("#number")).to_contain_text("600/001/")
    look(at, "letter-signed")
    at.page.click('#acts[aria-busy="false"] [data-verb="send"]')
    at_state(at, "sent")


def received(at: Desk, letter: str) -> None:
    """Opening marks it read; what was done about it is told."""
    opened(at, letter, "sent")
    mine = at.page.locator("#recipients > li")
    expect(mine).to_have_attribute("data-state", "read")
    at.page.click('#acts [data-verb="follow_up"]')
    at.page.fill('#step [name="note"]', "Pompa dipasang")
    at.page.click('#step [value="save"]')
    expect(mine).to_have_attribute("data-state", "followed_up")
    expect(at.page.locator("#history-section")).to_be_hidden()
    look(at, "letter-received")


def look(at: Desk, name: str) -> None:
    for size in ("desk", "phone"):
        at.resize(size)
        assert at.overflow() <= 0, size
        assert at.serious() == [], size
        at.photograph(f"{name}-{size}")
    at.resize("desk")


def test_of_two_officials_the_slower_is_told_who_was_faster(office: Office, browser: Browser):
    letter = office.written("Rapat koordinasi", "SEKDA")["id"]
    with desk(browser, office.running.url, f"sekda-{office.mark}") as at:
        at.page.route("**/v1/stream*", lambda one: one.abort())  # hears of nothing
        at.page.goto(f"{at.url}/office/letters/{letter}")
        at.page.wait_for_selector(f'{LIVE}[data-opened][data-state="review"]', timeout=30_000)
        version = office.do("sekda", "GET", f"letters/{letter}")["version"]
        office.do("sekda", "POST", f"letters/{letter}/initial", version=version)
        at.page.click('#acts [data-verb="initial"]')
        at.page.click('#step [value="save"]')
        told = at.page.locator("#conflict")
        expect(told).to_contain_text(f"Sekretaris Daerah {office.mark}")
        assert at.serious() == []
        told.locator("#conflict-load").click()
        at_state(at, "ready_to_sign")
        expect(told).to_be_hidden()
        at.excuse("412")
        at.excuse("ERR_FAILED")
    version = office.do("camat", "GET", f"letters/{letter}")["version"]
    note = "Rapat ditiadakan"
    office.do("camat", "POST", f"letters/{letter}/cancellation", version=version, note=note)


def test_a_list_is_signed_with_one_passphrase(office: Office, browser: Browser):
    letters = [office.written(f"Edaran {n}")["id"] for n in (1, 2)]
    with desk(browser, office.running.url, f"wali-{office.mark}") as at:
        at.page.goto(f"{at.url}/office/signing")
        at.page.wait_for_selector(LIVE)
        boxes = [f'#letters > li[data-key="{letter}"] input[type="checkbox"]' for letter in letters]
        at.page.check("#all")
        for box in boxes:
            expect(at.page.locator(box)).to_be_checked()
        at.page.uncheck("#all")
        for box in boxes:
            at.page.check(box)
        expect(at.page.locator("#go")).to_have_text("Tanda tangani 2 naskah")
        look(at, "signing")
        at.page.click("#go")
        at.page.fill('#signing [name="passphrase"]', PASSPHRASE)
        at.page.click('#signing [value="sign"]')
        at.page.wait_for_selector("body[data-ended]", timeout=120_000)
        for letter in letters:
            row = at.page.locator(f'#letters > li[data-key="{letter}"]')
            expect(row).to_have_attribute("data-result", "signed")
        expect(at.page.locator("#said")).to_contain_text("2 ditandatangani, 0 tertinggal")
