"""The organisation: brought in by the command line, looked through and changed on its page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk

pytestmark = pytest.mark.timeout(240)
ROOM = "7206"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7206,,,,,,,
unit,{0}S,Sekretariat {0},secretariat,{0}K,7206,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,,,
position,{0}SEKDA,,,,,{0}S,Sekretaris Daerah {0},high,{0}WALI,,,
position,{0}KABAG,,,,,{0}S,Kepala Bagian {0},administrator,{0}SEKDA,,,
holding,,,,,,,,,,{0}WALI,wali-{0},2024-02-20
holding,,,,,,,,,,{0}SEKDA,sekda-{0},2024-03-01
"""


@dataclass(frozen=True)
class Office:
    """An organisation of its own, and the account that changes it."""

    running: Running
    mark: str

    @property
    def clerk(self) -> str:
        return f"kepegawaian-{self.mark}"

    def row(self, code: str) -> str:
        return f'#rows > tr[data-key="position/{self.mark}{code}"]'


@pytest.fixture
def office(running: Running, tmp_path: Path) -> Office:
    made = Office(running, f"u{uuid.uuid4().hex[:6]}")
    running.add_account(made.clerk, "officer", ROOM)
    file = tmp_path / "organisasi.csv"
    file.write_text(FILE.format(made.mark), encoding="utf-8")
    put = running.kendali("eoffice", "import-organisation", str(file))
    assert put.returncode == 0, put.stderr
    assert "2 units, 3 positions, 2 holdings put" in put.stdout
    return made


def search(at: Desk, office: Office) -> None:
    at.page.goto(f"{office.running.url}/office/organisation")
    at.page.wait_for_selector(LIVE)
    at.page.fill("#search", office.mark)
    expect(at.page.locator("#rows > tr")).to_have_count(5)


def test_a_vacant_position_is_filled_and_vacated_on_the_page(office, browser: Browser):
    today = date.today()  # noqa: DTZ011 - the day only names a far enough end
    with desk(browser, office.running.url, office.clerk) as at:
        search(at, office)
        kabag = at.page.locator(office.row("KABAG"))
        expect(kabag.locator('[data-slot="vacant"]')).to_be_visible()
        kabag.locator('[data-slot="appoint"]').click()
        at.page.fill('#appoint [name="person"]', f"camat-{office.mark}")
        at.page.select_option('#appoint [name="capacity"]', "plt")
        at.page.fill('#appoint [name="ends"]', (today + timedelta(days=90)).isoformat())
        assert at.serious() == []
        at.photograph("organisation-appoint")
        at.page.click('#appoint button[value="save"]')
        expect(kabag.locator('[data-slot="capacity"]')).to_contain_text("Plt. s.d. ")
        expect(kabag.locator('[data-slot="vacant"]')).to_be_hidden()
        at.page.fill("#search", office.mark)
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"organisation-{size}")
        at.resize("desk")
        kabag.locator('[data-slot="end"]').click()
        at.page.click('#end button[value="save"]')
        expect(at.page.locator("#said")).to_contain_text(f"Masa jabatan camat-{office.mark}")
        kabag.locator('[data-slot="past"]').click()
        expect(at.page.locator("#past-rows > li")).to_have_count(1)
        assert at.serious() == []


def test_authority_is_delegated_taken_back_and_written_down(office, browser: Browser):
    today = date.today()  # noqa: DTZ011 - the stack runs on this machine's day
    with desk(browser, office.running.url, office.clerk) as at:
        search(at, office)
        sekda = at.page.locator(office.row("SEKDA"))
        sekda.locator('[data-slot="past"]').click()
        at.page.click("#past-delegate")
        at.page.fill('#delegate [name="to"]', f"{office.mark}WALI")
        at.page.fill('#delegate [name="matters"]', "Surat tugas")
        at.page.fill('#delegate [name="ends"]', (today + timedelta(days=30)).isoformat())
        at.page.click('#delegate button[value="save"]')
        expect(at.page.locator("#delegate-alert")).to_contain_text(
            "hanya kepada jabatan di bawahnya"
        )
        assert at.serious() == []
        at.photograph("organisation-delegate")
        at.page.fill('#delegate [name="to"]', f"{office.mark}KABAG")
        at.page.click('#delegate button[value="save"]')
        expect(at.page.locator("#said")).to_contain_text("Perubahan tersimpan")
        sekda.locator('[data-slot="past"]').click()
        at.page.click('#past-rows [data-slot="end"]:visible')
        at.page.click('#undelegate button[value="save"]')
        expect(at.page.locator("#undelegate")).to_be_hidden()
        sekda.locator('[data-slot="past"]').click()
        at.page.click("#past-change")
        at.page.fill('#change [name="title"]', f"Sekretaris {office.mark}")
        at.page.click('#change button[value="save"]')
        expect(sekda.locator('[data-slot="title"]')).to_have_text(f"Sekretaris {office.mark}")
        sekda.locator('[data-slot="past"]').click()
        at.page.click("#past details > summary")
        done = at.page.locator('#past-acts [data-slot="what"]')
        for place, said in enumerate(("Jabatan diubah", "Delegasi diakhiri")):
            expect(done.nth(place)).to_have_text(said)
        assert at.serious() == []
        assert at.overflow() <= 0
        at.photograph("organisation-history")
        at.excuse("422")


def test_what_is_against_the_rules_is_said_in_words(office, browser: Browser):
    with desk(browser, office.running.url, office.clerk) as at:
        search(at, office)
        at.page.locator(f'{office.row("SEKDA")} [data-slot="appoint"]').click()
        at.page.fill('#appoint [name="person"]', "orang-lain")
        at.page.select_option('#appoint [name="capacity"]', "definitive")
        at.page.click('#appoint button[value="save"]')
        expect(at.page.locator("#said")).to_contain_text("Jabatan itu terisi pada masa tersebut")
        at.excuse("409")


def test_positions_are_filtered_folded_and_read_in_english(office, browser: Browser):
    with desk(browser, office.running.url, office.clerk) as at:
        at.page.goto(f"{office.running.url}/office/organisation?lang=en")
        at.page.wait_for_selector(LIVE)
        expect(at.page.locator("#positions-title")).to_have_text("Units and positions")
        fold = at.page.locator(f'#rows > tr[data-key="unit/{office.mark}S"] [data-slot="fold"]')
        fold.click()
        expect(at.page.locator(office.row("KABAG"))).to_have_count(0)
        fold.click()
        expect(at.page.locator(office.row("KABAG"))).to_have_count(1)
        at.page.fill("#search", office.mark)
        at.page.click('[data-only="vacant"]')
        expect(at.page.locator("#rows > tr")).to_have_count(3)
        expect(at.page.locator(office.row("KABAG"))).to_contain_text("Vacant")
        at.page.fill("#search", "tidak-ada-yang-cocok")
        expect(at.page.locator("#nothing")).to_be_visible()


def test_who_holds_several_positions_chooses_as_which_to_act(office, browser: Browser):
    for code in ("KABAG", "SEKDA"):
        hold(office, code)
    with desk(browser, office.running.url, office.clerk) as at:
        at.page.goto(f"{office.running.url}/office/organisation")
        at.page.wait_for_selector(f'body[data-acting="{office.mark}KABAG"]{LIVE[4:]}')
        choice = at.page.locator("#acting > option")
        expect(choice).to_have_count(2)
        at.page.select_option("#acting", f"{office.mark}SEKDA")
        at.page.wait_for_selector(f'body[data-acting="{office.mark}SEKDA"]{LIVE[4:]}')
        expect(choice.nth(1)).to_contain_text("Plh. s.d. ")


def hold(office: Office, code: str) -> None:
    """Have the clerk hold a position from today on: standing in where it is held."""
    today = date.today()  # noqa: DTZ011 - the stack runs on this machine's day
    body = {"position": f"{office.mark}{code}", "person": office.clerk, "starts": "2026-01-01"}
    if code == "SEKDA":
        ends = today + timedelta(days=30)
        starts = today - timedelta(days=2)
        body |= {"capacity": "plh", "starts": starts.isoformat(), "ends": ends.isoformat()}
    answer = office.running.api("admin").insist("/v1/office/holdings", body, str(uuid.uuid4()))
    assert answer.ok, answer.text


def test_a_file_is_imported_on_the_page_once_its_lines_are_right(office, browser: Browser):
    head = "code,unit,title,level,above\n"
    line = f"{office.mark}KASI,{office.mark}S,Kepala Seksi {office.mark},supervisor,{office.mark}"
    with desk(browser, office.running.url, office.clerk) as at:
        search(at, office)
        at.page.click("#import-open")
        choose(at, f"{head}{line}TIADA\n")
        refused = at.page.locator("#refused > li")
        expect(refused.locator('[data-slot="line"]')).to_have_text("Baris 2 above")
        expect(refused).to_contain_text(f"tidak ada jabatan {office.mark}TIADA")
        assert at.serious() == []
        at.photograph("organisation-import")
        at.excuse("422")
        choose(at, f"{head}{line}KABAG\n")
        expect(at.page.locator("#import")).to_be_hidden()
        expect(at.page.locator(office.row("KASI"))).to_contain_text("Lowong")


def test_what_is_refused_is_said_in_the_language_of_the_page(office, browser: Browser):
    file = f"code,name,kind,area\n{office.mark}X,,kantor,{ROOM}\n"
    with desk(browser, office.running.url, office.clerk) as at:
        for language, name, kind in (
            ("en", "needs 1 to 200 characters", "is not one of leadership"),
            ("id", "perlu 1 sampai 200 huruf", "bukan salah satu dari leadership"),
        ):
            at.page.goto(f"{office.running.url}/office/organisation?lang={language}")
            at.page.wait_for_selector(LIVE)
            at.page.click("#import-open")
            choose(at, file)
            for reason in (name, kind):
                expect(at.page.locator("#refused > li", has_text=reason)).to_have_count(1)
            at.excuse("422")


def choose(at: Desk, text: str) -> None:
    """Choose a file of this text, and send it."""
    file = {"name": "jabatan.csv", "mimeType": "text/csv", "buffer": text.encode()}
    at.page.set_input_files('#import [name="file"]', file)
    at.page.click("#import-send")


def test_a_change_by_somebody_else_appears(office, browser: Browser):
    with desk(browser, office.running.url, office.clerk) as at:
        search(at, office)
        hold(office, "KABAG")
        expect(at.page.locator(office.row("KABAG"))).to_contain_text(office.clerk)


def test_who_may_not_read_the_organisation_is_refused_at_every_door(office):
    api = office.running.api("viewer")
    for path in ("units", "positions", "holdings", "delegations"):
        answer = api.session.get(f"{office.running.url}/v1/office/{path}", timeout=30)
        assert answer.status_code == 403, path
    assert api.read("/v1/office/me")["positions"] == []
    page = api.session.get(f"{office.running.url}/office/organisation", timeout=30)
    assert page.status_code == 403


def test_a_file_that_is_wrong_is_refused_line_by_line(running: Running, tmp_path: Path):
    file = tmp_path / "salah.csv"
    file.write_text("code,name,kind,area\nX,,kantor,7206\n", encoding="utf-8")
    put = running.kendali("eoffice", "import-organisation", str(file))
    assert put.returncode == 1
    assert "lines.2.name: needs 1 to 200 characters" in put.stderr
    assert "lines.2.kind: is not one of leadership" in put.stderr
