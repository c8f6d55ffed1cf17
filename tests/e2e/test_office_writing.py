"""Letters written in a browser: saved by themselves, by two at once, and while the line is down."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint
from tests.unit.eoffice.documents import PDF, docx

pytestmark = pytest.mark.timeout(240)
ROOM = "7213"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts,records
unit,{0}K,Kota Uji {0},leadership,,7213,,,,,,,,
unit,{0}C,Kecamatan {0},district,{0}K,7213,,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,,,,
position,{0}CAMAT,,,,,{0}C,Camat {0},administrator,{0}WALI,,,,
position,{0}KASI,,,,,{0}C,Kepala Seksi {0},supervisor,{0}CAMAT,,,,true
holding,,,,,,,,,,{0}WALI,wali-{0},2024-02-20,
holding,,,,,,,,,,{0}CAMAT,camat-{0},2024-02-20,
holding,,,,,,,,,,{0}KASI,kasi-{0},2024-02-20,
"""
WORD = """<p class=MsoNormal style='color:red'><b>Pokok</b> bahasan<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>1.<![endif]>Satu</p>
<script>alert(1)</script>"""


@dataclass(frozen=True)
class Office(Officials):
    """An organisation of its own."""

    def drafted(self, **content: Any) -> str:
        """Begin a letter of the head of section; returns its id."""
        body = {"kind": "surat-dinas", "subject": "Laporan genangan", **content}
        answer = self.api("kasi").insist("/v1/office/letters", body, str(uuid.uuid4()))
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    def letter(self, letter: str) -> dict[str, Any]:
        return dict(self.api("kasi").read(f"/v1/office/letters/{letter}"))

    def api(self, name: str) -> Any:
        return self.running.api(self.user(name))


@pytest.fixture(scope="module")
def office(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(running, appoint(running, ROOM, FILE, tmp_path_factory.mktemp("office")))


def write(at: Desk, office: Office, letter: str) -> None:
    at.page.goto(f"{office.running.url}/office/letters/{letter}/edit")
    at.page.wait_for_selector(LIVE)


def is_saved(at: Desk, state: str = "saved") -> None:
    at.page.wait_for_selector(f'#writing[data-save="{state}"]')


def pick(at: Desk, part: str, words: str) -> None:
    """Find something for a part of the letter, and take the first that is found."""
    at.page.fill(f"#{part}-search input", words)
    at.page.wait_for_selector(f'#{part}-search-found > li[aria-selected="true"]')
    at.page.press(f"#{part}-search input", "Enter")


def attach(at: Desk, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    at.page.set_input_files("#file", file)


def test_a_letter_is_written_checked_and_handed_up(office, browser: Browser):
    with desk(browser, office.running.url, office.user("kasi")) as at:
        page = at.page
        page.goto(f"{office.running.url}/office/letters/new?kind=undangan")
        page.wait_for_selector(LIVE)
        assert at.serious() == []
        at.photograph("writing-kinds")
        page.press('[data-kind="undangan"]', "Enter")
        page.wait_for_url("**/edit")
        page.wait_for_selector(LIVE)
        page.click("#submit")
        expect(page.locator("#missing-list > li")).to_have_count(8)
        expect(page.locator("#to-search input")).to_be_focused()
        fill_in(at, office)
        paste(at)
        attachments(at)
        is_saved(at)
        renewed(at)
        assert at.serious() == []
        for size in ("desk", "phone"):
            at.resize(size)
            assert at.overflow() <= 0, size
            at.photograph(f"writing-{size}", whole=True)
        at.resize("desk")
        page.click("#submit")
        expect(page.locator("#sure-way")).to_contain_text(f"paraf ke Camat {office.mark}")
        letter = page.url.split("/")[-2]
        page.click('#sure button[value="save"]')
        page.wait_for_url(f"**/office/letters/{letter}")
        at.excuse("415")
        at.excuse("422")
    said = office.letter(letter)
    assert (said["state"], said["next"]) == ("review", [f"{office.mark}CAMAT"])
    assert said["fields"]["venue"] == "Aula <b>Merdeka</b>"
    assert "<ol><li><p>Satu" in said["body"]
    assert "<strong>Pokok</strong> bahasan" in said["body"]
    assert "script" not in said["body"]


def fill_in(at: Desk, office: Office) -> None:
    page = at.page
    pick(at, "to", f"camat {office.mark}")
    page.fill("#to-search input", "Balai Jalan")
    page.click('#to-search-found > li[data-key="external"]')
    expect(page.locator("#to > li")).to_have_count(2)
    page.fill("#subject", "Rapat penanganan genangan")
    for name, said in (("date", "Senin"), ("time", "09.00"), ("venue", "Aula <b>Merdeka</b>")):
        page.fill(f"#field-{name}", said)
    page.fill("#field-agenda", "Genangan")
    pick(at, "classification", "600")
    pick(at, "signer", f"wali kota {office.mark}")
    expect(page.locator("#block")).to_have_text(f"WALI KOTA {office.mark.upper()}")
    expect(page.locator("#ladder > li")).to_have_count(1)
    expect(page.locator("#number")).to_contain_text(f"600/…/{office.mark}C/")
    expect(page.locator("#missing")).to_be_hidden()


def renewed(at: Desk) -> None:
    """The PDF beside the editor is laid out anew by itself once something else was saved."""
    page, sheet = at.page, at.page.locator("#preview")
    page.click("#preview-open")
    expect(sheet).to_have_attribute("data-version", re.compile(r"\d"), timeout=60_000)
    before = str(sheet.get_attribute("data-version"))
    page.fill("#subject", "Rapat penanganan genangan lanjutan")
    is_saved(at)
    expect(sheet).not_to_have_attribute("data-version", before, timeout=60_000)
    page.click("#preview-open")
    expect(sheet).to_be_hidden()


def paste(at: Desk) -> None:
    """Paste what Word puts onto the clipboard, into the body where the cursor happens to be."""
    at.page.click(".letter-body > p:last-child")
    script = """html => {
      const data = new DataTransfer();
      data.setData("text/html", html);
      const how = { clipboardData: data, bubbles: true, cancelable: true };
      document.querySelector(".letter-body").dispatchEvent(new ClipboardEvent("paste", how));
    }"""
    at.page.evaluate(script, WORD)
    expect(at.page.locator(".letter-body ol > li")).to_contain_text("Satu")


def attachments(at: Desk) -> None:
    page = at.page
    attach(at, "../../peta.pdf", PDF)
    page.wait_for_selector('#files[data-count="1"]')
    attach(at, "notula.docx", docx())
    page.wait_for_selector('#files[data-count="2"]')
    page.click('#files > li:nth-child(2) [data-slot="up"]')
    expect(page.locator("#files > li:first-child a")).to_have_text("notula.docx")
    attach(at, "makro.docx", docx(**{"word/vbaProject.bin": b"x"}))
    refused = page.locator("#sending > .is-refused")
    expect(refused).to_contain_text("makro.docx tidak dilampirkan: berisi makro")
    refused.locator("button").click()
    attach(at, "program.exe", b"MZ")
    expect(refused).to_contain_text("bukan PDF")


def cut(at: Desk, letter: str) -> None:
    """Have nothing that this window saves reach the gateway any more."""
    at.page.route(f"**/letters/{letter}", lambda one: one.abort("internetdisconnected"))


def test_nothing_is_lost_when_the_line_and_then_the_window_goes(office, browser: Browser):
    letter = office.drafted()
    with desk(browser, office.running.url, office.user("kasi")) as at:
        write(at, office, letter)
        cut(at, letter)
        at.page.fill("#subject", "Tulisan tanpa sambungan")
        is_saved(at, "away")
        expect(at.page.locator("#save")).to_have_text(
            "Belum tersimpan: sambungan putus, akan dicoba lagi"
        )
        context = at.page.context
        at.page.close()
        at.page = context.new_page()
        write(at, office, letter)
        expect(at.page.locator("#subject")).to_have_value("Laporan genangan")
        at.page.click("#kept-use")
        expect(at.page.locator("#subject")).to_have_value("Tulisan tanpa sambungan")
        is_saved(at)
        assert office.letter(letter)["subject"] == "Tulisan tanpa sambungan"
        left = at.page.evaluate("Object.keys(localStorage).filter((k) => k.includes('draft'))")
        assert left == []
        at.excuse("ERR_INTERNET_DISCONNECTED")


def test_nothing_of_a_secret_letter_stays_in_the_browser(office, browser: Browser):
    letter = office.drafted()
    with desk(browser, office.running.url, office.user("kasi")) as at:
        write(at, office, letter)
        cut(at, letter)
        at.page.check('[name="security"][value="secret"]')
        at.page.fill("#subject", "Operasi senyap")
        is_saved(at, "away")
        kept = at.page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
        assert "senyap" not in kept
        assert letter not in kept
        at.excuse("ERR_INTERNET_DISCONNECTED")


def stand_in(office: Office) -> None:
    """Have the camat stand in for the head of section for a while."""
    today = date.today()  # noqa: DTZ011 - the stack runs on this machine's day
    body = {"position": f"{office.mark}KASI", "person": office.user("camat"), "capacity": "plh"}
    days = {"starts": today - timedelta(days=2), "ends": today + timedelta(days=30)}
    body |= {name: day.isoformat() for name, day in days.items()}
    answer = office.running.api("admin").insist("/v1/office/holdings", body, str(uuid.uuid4()))
    assert answer.ok, answer.text


def test_two_who_write_at_one_draft_are_told_and_choose(office, browser: Browser):
    stand_in(office)
    letter, url = office.drafted(), office.running.url
    users = office.user("kasi"), office.user("camat")
    with desk(browser, url, users[0]) as one, desk(browser, url, users[1]) as other:
        write(one, office, letter)
        write(other, office, letter)
        told = other.page.locator('#company [data-slot="text"]')
        expect(told).to_contain_text(f"{users[0]} (Kepala Seksi {office.mark}) juga membuka")
        one.page.fill("#subject", "Hal dari jendela pertama")
        is_saved(one)
        other.page.fill("#subject", "Hal dari jendela kedua")
        other.page.check('[name="urgency"][value="urgent"]')
        is_saved(other, "changed")
        other.page.click("#clash-open")
        rows = other.page.locator("#clash-rows > fieldset")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("diubah keduanya")
        assert other.serious() == []
        other.photograph("writing-clash")
        rows.first.locator('input[value="theirs"]').check()
        other.page.click('#clash button[value="save"]')
        is_saved(other)
        expect(other.page.locator("#subject")).to_have_value("Hal dari jendela pertama")
        one.page.evaluate("dispatchEvent(new Event('focus'))")
        expect(one.page.locator("#newer")).to_be_visible()
        one.page.click("#newer")
        expect(one.page.locator('[name="urgency"][value="urgent"]')).to_be_checked()
        other.excuse("412")
    said = office.letter(letter)
    assert (said["subject"], said["urgency"]) == ("Hal dari jendela pertama", "urgent")


def test_a_unit_changes_what_its_letters_begin_with(office, browser: Browser):
    with desk(browser, office.running.url, office.user("kasi")) as at:
        page = at.page
        page.goto(f"{office.running.url}/office/letters/templates")
        page.wait_for_selector(LIVE)
        page.select_option("#kind", "nota-dinas")
        page.wait_for_selector('#template[data-kind="nota-dinas"][data-version="0"]')
        page.click("#field-add")
        page.fill('#fields [data-slot="name"]', "dasar")
        page.fill('#fields [data-slot="title"]', "Dasar")
        page.click(".letter-body")
        page.keyboard.type("{dasra}")
        expect(page.locator(".letter-body .token")).to_have_text("{dasra}")
        page.click("#save")
        expect(page.locator("#refused")).to_contain_text("dasra")
        page.fill('#fields [data-slot="name"]', "dasra")
        page.click("#save")
        page.wait_for_selector('#template[data-version="1"]')
        assert at.serious() == []
        assert at.overflow() <= 0
        at.photograph("writing-templates")
        at.excuse("422")
    added(office, browser)
    kind = office.api("kasi").read(f"/v1/office/letters/{office.drafted(kind='nota-dinas')}/kind")
    assert ("{dasra}" in kind["body"], kind["version"]) == (True, 1)


def added(office: Office, browser: Browser) -> None:
    """An administrator of the whole region adds a kind, with numbers of its own."""
    with desk(browser, office.running.url, "admin") as at:
        page = at.page
        page.goto(f"{office.running.url}/office/letters/templates")
        page.wait_for_selector(LIVE)
        page.click("#kind-add")
        said = {"title": "Berita acara uji", "kind": "berita-acara-uji", "template": "BA/{n:03}"}
        for name, text in said.items():
            page.fill(f'#adding [name="{name}"]', text)
        page.click('#adding [value="save"]')
        expect(page.locator("#kind")).to_have_value("berita-acara-uji")
    letter = office.letter(office.drafted(kind="berita-acara-uji"))
    assert letter["kind"] == "berita-acara-uji"
