"""A letter from outside: written down by the keyboard, disposed of, worked on by phone, closed."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from weasyprint import HTML

from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
PDF = "application/pdf"
ROOM = "7205"  # a regency that no other test of the session uses
ARTIFACTS = ROOT / "artifacts" / "office"
FILE = """row,code,name,kind,parent,area,unit,title,level,above,records,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7205,,,,,,,,
unit,{0}S,Sekretariat {0},secretariat,{0}K,7205,,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,,,,
position,{0}SEKDA,,,,,{0}S,Sekretaris Daerah {0},high,{0}WALI,,,,
position,{0}ARSIP,,,,,{0}S,Arsiparis {0},functional,{0}SEKDA,true,,,
position,{0}CAMAT,,,,,{0}S,Camat {0},administrator,{0}SEKDA,,,,
holding,,,,,,,,,,,{0}WALI,wali-{0},2024-02-20
holding,,,,,,,,,,,{0}SEKDA,sekda-{0},2024-02-20
holding,,,,,,,,,,,{0}ARSIP,arsip-{0},2024-02-20
holding,,,,,,,,,,,{0}CAMAT,camat-{0},2024-02-20
"""


@pytest.fixture(scope="module")
def city(running: Running, tmp_path_factory) -> Officials:
    return Officials(running, appoint(running, ROOM, FILE, tmp_path_factory.mktemp("city")))


def show(at: Desk, city: Officials, path: str) -> None:
    at.folder = ARTIFACTS
    at.page.goto(f"{city.running.url}{path}")
    at.page.wait_for_selector(LIVE)


def sound(at: Desk, name: str) -> None:
    """Photograph the page; nothing of it is out of reach or wider than the screen."""
    at.photograph(name)
    assert at.serious() == []
    assert at.overflow() == 0


def written(at: Desk, city: Officials, number: str) -> None:
    """Fill in an entry by the keyboard alone, from the first field on, which has the focus."""
    keys = at.page.keyboard
    expect(at.page.locator('[name="sender"]')).to_be_focused()
    for said in ("Kantor Pos Wilayah", number):
        keys.type(said)
        keys.press("Tab")
    at.page.fill('[name="dated"]', city.do("arsip", "GET", "me")["on"])
    at.page.fill('[name="subject"]', "Permohonan data genangan")
    at.page.fill('[name="to"]', city.code("wali"))


def registered(city: Officials, browser: Browser) -> str:
    """Have the registrar write a letter down twice; returns the id of the first."""
    with desk(browser, city.running.url, city.user("arsip")) as at:
        show(at, city, "/office/incoming/new")
        expect(at.page.locator("#unit")).to_contain_text("Arsiparis")
        scan = {"name": "surat.docx", "mimeType": "application/msword", "buffer": b"PK"}
        at.page.set_input_files("#file", scan)
        expect(at.page.locator("#said")).to_contain_text("bukan PDF, JPEG, atau PNG")
        written(at, city, "B-17/2026")
        pdf = HTML(string="<p>Mohon data genangan.</p>").write_pdf()
        at.page.set_input_files("#file", {"name": "surat.pdf", "mimeType": PDF, "buffer": pdf})
        expect(at.page.locator("#scan")).to_have_attribute("data-state", "ready")
        at.page.keyboard.press("Control+Enter")
        expect(at.page.locator("#made-rows > li")).to_have_count(1)
        expect(at.page.locator('[name="to"]')).to_have_value(city.code("wali"))
        written(at, city, "b-17/2026")
        expect(at.page.locator("#twins")).to_contain_text("Mungkin sudah tercatat")
        sound(at, "entry")
        at.page.keyboard.press("Control+Enter")
        expect(at.page.locator("#made-rows > li")).to_have_count(2)
    items = city.do("arsip", "GET", "incoming?box=register")["items"]
    assert [one["agenda"].split("/")[0] for one in items] == ["2", "1"]
    assert [one["scanned"] for one in items] == [False, True]
    return str(items[1]["id"])


def give(at: Desk, role: str, city: Officials) -> None:
    """Give what the dialog is open for to a position, with an instruction and a deadline."""
    at.page.fill("#giving-search", city.code(role))
    at.page.check(f'#giving-positions input[value="{city.code(role)}"]')
    at.page.check('#giving [name="instruction"][value="follow-up"]')
    day = date.fromisoformat(city.do("arsip", "GET", "me")["on"]) + timedelta(days=2)
    if not at.page.input_value('#giving [name="due"]'):
        at.page.fill('#giving [name="due"]', day.isoformat())
    at.page.click('#giving button[value="save"]')
    expect(at.page.locator("#giving")).to_be_hidden()


def test_a_letter_from_outside_is_disposed_of_reported_and_closed(city, browser: Browser):
    letter = registered(city, browser)
    with desk(browser, city.running.url, city.user("wali")) as at:
        show(at, city, f"/office/incoming/{letter}")
        expect(at.page.locator("#state")).to_contain_text("Dibaca")
        replied(at, city)
        show(at, city, f"/office/incoming/{letter}")
        at.page.click('[data-act="dispose"]')
        give(at, "sekda", city)
        node = at.page.locator("#tree .dispo")
        expect(node).to_have_attribute("data-state", "sent")
        below = carried_out(city, browser)
        expect(node.first).to_have_attribute("data-state", "reported")
        expect(at.page.locator("#tree .dispo")).to_have_count(2)
        sound(at, "incoming")
        at.page.click('#tree [data-verb="accept"]')
        expect(node.first).to_have_attribute("data-state", "done")
        at.page.click('[data-act="close"]')
        expect(at.page.locator("#state")).to_contain_text("Selesai")
        at.page.click("summary:has-text('Riwayat')")
        expect(at.page.locator("#history > li").last).to_contain_text("Dicatat")
        show(at, city, "/office/dispositions?box=given")
        expect(at.page.locator("#rows > tr")).to_contain_text(["Selesai"])
        sound(at, "dispositions")
    assert below == []


def replied(at: Desk, city: Officials) -> None:
    """Begin an answer: to its sender, about it."""
    show(at, city, str(at.page.get_attribute("#reply", "href")))
    expect(at.page.locator("#begins")).to_contain_text("Membalas surat masuk B-17/2026")
    at.page.click('[data-kind="surat-dinas"]')
    at.page.wait_for_url("**/edit")
    at.page.wait_for_selector(LIVE)
    expect(at.page.locator("#subject")).to_have_value("Balasan: Permohonan data genangan")
    expect(at.page.locator("#to > li")).to_contain_text(["Kantor Pos Wilayah"])
    expect(at.page.locator("#references > li")).to_contain_text(["B-17/2026"])


def carried_out(city: Officials, browser: Browser) -> list:
    """Have the secretary pass it on by phone and report; returns what waits for the camat then."""
    [told] = until(lambda: city.do("sekda", "GET", "notices")["items"])
    assert (told["kind"], told["position"]) == ("disposition_given", city.code("sekda"))
    with desk(browser, city.running.url, city.user("sekda"), "phone") as at:
        show(at, city, "/office")
        at.page.wait_for_selector('#bell[data-notices="1"]')
        at.page.click("#bell")
        at.page.wait_for_url("**/office/notices")
        notice = at.page.locator("#rows .row-link")
        expect(notice).to_have_text("Disposisi baru")
        sound(at, "notices-phone")
        notice.click()
        at.page.wait_for_selector('#tree .dispo[data-state="read"]')
        at.page.wait_for_selector(LIVE)
        at.page.wait_for_selector('#bell[data-notices="0"]', timeout=60_000)
        sound(at, "disposition-phone")
        at.page.click('#tree [data-verb="pass_on"]')
        give(at, "camat", city)
        at.page.wait_for_selector('#tree .dispo[data-state="passed_on"]')
        reported_by(city, browser, "camat")
        at.page.wait_for_selector('#tree .dispo .dispo[data-state="reported"]')
        at.page.click('#tree [data-verb="accept"]')
        at.page.wait_for_selector('#tree .dispo .dispo[data-state="done"]')
        report(at)
    return city.do("camat", "GET", "dispositions?box=to_do")["items"]


def reported_by(city: Officials, browser: Browser, role: str) -> None:
    with desk(browser, city.running.url, city.user(role)) as at:
        [one] = city.do(role, "GET", "dispositions?box=to_do")["items"]
        show(at, city, f"/office/dispositions/{one['id']}")
        report(at)


def report(at: Desk) -> None:
    """Report what the marked disposition asked for."""
    at.page.click('#tree .dispo[data-current="true"] > article [data-verb="report"]')
    at.page.fill("#disposition-words-text", "Sudah dicek di lapangan.")
    at.page.click("#disposition-words-yes")
    at.page.wait_for_selector('#tree .dispo[data-current="true"][data-state="reported"]')


def test_a_records_officer_puts_a_number_in_and_writes_the_letterhead(city, browser: Browser):
    letter = ready(city)
    with desk(browser, city.running.url, city.user("arsip")) as at:
        show(at, city, f"/office/letters/{letter}")
        at.page.wait_for_selector("body[data-opened]")
        at.page.click('#acts [data-verb="put_number_in"]')
        at.page.fill('#putting-in [name="behind"]', "7")
        at.page.fill('#putting-in [name="day"]', "2026-01-05")
        at.page.fill('#putting-in [name="reason"]', "Tertinggal")
        at.page.click('#putting-in [value="save"]')
        expect(at.page.locator("#putting-in-alert")).to_contain_text("Nomor itu belum terbit")
        sound(at, "number-put-in")
        show(at, city, "/office/letterheads")
        at.page.wait_for_selector(f'#heads[data-unit="{city.mark}S"]')
        at.page.fill('[name="lines"]', "PEMERINTAH KOTA UJI\nSEKRETARIAT DAERAH")
        at.page.fill('[name="below"]', "Jalan Merdeka 1")
        at.page.set_input_files('[name="logo"]', logo())
        expect(at.page.locator("#shown-logo")).to_be_visible()
        at.page.click("#save")
        expect(at.page.locator("#said")).to_contain_text(f"Sekretariat {city.mark} tersimpan")
        sound(at, "letterheads")
        at.page.select_option("#unit", f"{city.mark}K")
        at.page.wait_for_selector(f'#heads[data-unit="{city.mark}K"]')
        expect(at.page.locator("#locked")).to_be_visible()
        at.excuse("404")
    kept = city.do("wali", "GET", f"units/{city.mark}S/letterhead")
    assert kept["lines"] == ["PEMERINTAH KOTA UJI", "SEKRETARIAT DAERAH"]
    assert kept["logo"].startswith("iVBOR")


def ready(city: Officials) -> str:
    """Have the camat hand up a letter that the mayor may sign at once; returns its id."""
    to, whom = [{"kind": "name", "name": "Warga"}], {"signer": city.code("wali"), "ladder": []}
    said = {"kind": "surat-dinas", "subject": "Undangan lama", "classification": "600"}
    made = city.do("camat", "POST", "letters", **said, body="<p>Isi.</p>", to=to, **whom)
    handed = city.do("camat", "POST", f"letters/{made['id']}/submission", version=made["version"])
    assert handed["state"] == "ready_to_sign"
    return str(made["id"])


def logo() -> dict[str, object]:
    picture = io.BytesIO()
    Image.new("RGB", (80, 100), "navy").save(picture, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}


def test_a_mistyped_entry_is_corrected_with_a_note(city, browser: Browser):
    with desk(browser, city.running.url, city.user("arsip")) as at:
        show(at, city, "/office/incoming/new")
        written(at, city, "B-18/2026")
        at.page.click('#form button[value="open"]')
        at.page.wait_for_url("**/office/incoming/*-*")
        at.page.wait_for_selector(LIVE)
        at.page.click("#correct")
        at.page.wait_for_url("**/correction")
        at.page.wait_for_selector(LIVE)
        at.page.fill('[name="sender"]', "Kantor Pos Cabang")
        at.page.fill('[name="note"]', "salah ketik")
        at.page.click('#form button[value="open"]')
        at.page.wait_for_url(lambda url: not url.endswith("correction"))
        at.page.wait_for_selector(LIVE)
        expect(at.page.locator("#head")).to_contain_text("Kantor Pos Cabang")
        at.page.click("summary:has-text('Riwayat')")
        changed = "Pengirim: Kantor Pos Wilayah menjadi Kantor Pos Cabang"
        expect(at.page.locator("#history > li").first).to_contain_text(changed)
        sound(at, "incoming-registrar")
