"""One letter from its first word to its last disposition, in six people's browsers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSPHRASE, Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint, certify
from tests.e2e.test_office_writing import is_saved, pick

pytestmark = pytest.mark.timeout(300)
AREA = "7212"  # a regency that no other test of the session uses
SUBJECT = "Pengalihan arus ruas Malo"
LINES = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts,records
unit,{0}K,Kabupaten Uji {0},leadership,,7212,,,,,,,,
unit,{0}M,Kecamatan Malo {0},district,{0}K,7212,,,,,,,,
unit,{0}T,Kecamatan Trucuk {0},district,{0}K,7212,,,,,,,,
unit,{0}D,Desa Padang {0},village,{0}T,7212,,,,,,,,
position,{0}BUPATI,,,,,{0}K,Bupati {0},leader,,,,,
position,{0}SEKDA,,,,,{0}K,Sekretaris Daerah {0},high,{0}BUPATI,,,,
position,{0}MALO,,,,,{0}M,Camat Malo {0},administrator,{0}SEKDA,,,,
position,{0}TRUCUK,,,,,{0}T,Camat Trucuk {0},administrator,{0}SEKDA,,,,
position,{0}PADANG,,,,,{0}D,Kepala Desa Padang {0},village,{0}TRUCUK,,,,
holding,,,,,,,,,,{0}BUPATI,bupati-{0},2024-02-20,
holding,,,,,,,,,,{0}SEKDA,sekda-{0},2024-02-20,
holding,,,,,,,,,,{0}MALO,malo-{0},2024-02-20,
holding,,,,,,,,,,{0}TRUCUK,trucuk-{0},2024-02-20,
holding,,,,,,,,,,{0}PADANG,padang-{0},2024-02-20,
"""


@pytest.fixture(scope="module")
def officials(
    running: Running, authority: None, tmp_path_factory: pytest.TempPathFactory
) -> Officials:
    mark = appoint(running, AREA, LINES, tmp_path_factory.mktemp("officials"))
    made = Officials(running, mark)
    certify(running, made.user("bupati"))
    running.add_account(made.user("auditor"), "admin", AREA)
    return made


def test_a_letter_goes_from_its_first_word_to_its_last_disposition(
    officials: Officials, browser: Browser
):
    url, user = officials.running.url, officials.user
    with desk(browser, url, user("malo")) as at:
        letter = written(at, officials.mark)
    with desk(browser, url, user("sekda")) as at:
        initialled(at, letter)
    with desk(browser, url, user("bupati")) as at:
        signed_and_sent(at, letter)
    with desk(browser, url, user("trucuk")) as at:
        handed_on(at, letter, officials.mark)
        with desk(browser, url, user("padang"), "phone") as village:
            reported(village)
        closed(at, officials.mark)
    printed(officials, letter)


def step(page: Page, verb: str, words: str = "") -> None:
    """Take a step on a letter's page, with a note where there is something to say."""
    page.click(f'#acts:not([aria-busy="true"]) [data-verb="{verb}"]')
    if words:
        page.fill('#step [name="note"]', words)
    page.click('#step [value="save"]')


def waits(at: Desk, counter: str) -> None:
    """Find the letter by the counter of the front page that counts it."""
    at.page.goto(f"{at.url}/office")
    at.page.wait_for_selector(LIVE)
    tile = at.page.locator(f'[data-counter="{counter}"]')
    expect(tile.locator('[data-slot="n"]')).to_have_text("1")
    tile.click()
    at.page.locator("#rows .row-link", has_text=SUBJECT).click()
    at.page.wait_for_selector(f"{LIVE}[data-opened]", timeout=30_000)


def at_state(at: Desk, state: str) -> None:
    at.page.wait_for_selector(f'body[data-state="{state}"]', timeout=90_000)


def written(at: Desk, mark: str) -> str:
    """Write a letter to the other sub-district, for the regent to sign; return its id."""
    page = at.page
    page.goto(f"{at.url}/office/letters/new?kind=surat-dinas")
    page.wait_for_selector(LIVE)
    page.press('[data-kind="surat-dinas"]', "Enter")
    page.wait_for_url("**/edit")
    page.wait_for_selector(LIVE)
    pick(at, "to", f"camat trucuk {mark}")
    page.fill("#subject", SUBJECT)
    pick(at, "classification", "600")
    pick(at, "signer", f"bupati {mark}")
    expect(page.locator("#ladder > li")).to_have_count(1)  # the secretary, who stands between
    page.click(".letter-body")
    page.keyboard.type("Arus kendaraan berat dialihkan mulai besok pukul 06.00 WIB.")
    is_saved(at)
    letter = page.url.split("/")[-2]
    page.click("#submit")
    page.click('#sure button[value="save"]')
    page.wait_for_url(f"**/office/letters/{letter}")
    return letter


def initialled(at: Desk, letter: str) -> None:
    waits(at, "to_initial")
    assert at.page.url.endswith(letter)
    step(at.page, "initial")
    at_state(at, "ready_to_sign")


def signed_and_sent(at: Desk, letter: str) -> None:
    waits(at, "to_sign")
    assert at.page.url.endswith(letter)
    at.page.click('#acts:not([aria-busy="true"]) [data-verb="sign"]')
    at.page.fill('#signing [name="passphrase"]', PASSPHRASE)
    at.page.click('#signing [value="sign"]')
    at_state(at, "signed")
    at.page.click('#acts:not([aria-busy="true"]) [data-verb="send"]')
    at_state(at, "sent")


def handed_on(at: Desk, letter: str, mark: str) -> None:
    """Read what came, and give it on to the village."""
    waits(at, "unread")
    assert at.page.url.endswith(letter)
    at.page.click('#acts:not([aria-busy="true"]) [data-verb="dispose"]')
    village = at.page.locator("#giving-positions label", has_text=f"Kepala Desa Padang {mark}")
    village.locator("input").check()
    at.page.fill('#giving [name="text"]', "Umumkan di balai desa")
    given(at)
    at.page.wait_for_selector('#tree li[data-state="sent"]')


def given(at: Desk) -> None:
    """Send the dialog; where a busy server says so, once more, which is the same command."""
    closed, told = "#giving:not([open])", "#giving-alert:not([hidden])"
    at.page.click('#giving [value="save"]')
    at.page.wait_for_selector(f"{closed}, {told}", state="attached")
    if at.page.locator(told).count():
        at.page.click('#giving [value="save"]')
    at.page.wait_for_selector(closed, state="attached")


def reported(at: Desk) -> None:
    """Find it on the phone, do it, tell that it is done."""
    at.page.goto(f"{at.url}/office")
    at.page.wait_for_selector(LIVE)
    tile = at.page.locator('[data-counter="unread_dispositions"]')
    expect(tile.locator('[data-slot="n"]')).to_have_text("1")
    tile.click()
    at.page.wait_for_selector(LIVE)
    at.page.locator("main a", has_text=SUBJECT).first.click()
    at.page.wait_for_selector('#tree li[data-current="true"][data-state="read"]')
    at.page.click('#tree [data-verb="report"]')
    at.page.fill("#disposition-words-text", "Diumumkan, 40 warga hadir")
    at.page.click("#disposition-words-yes")
    at.page.wait_for_selector('#tree li[data-state="reported"]')


def closed(at: Desk, mark: str) -> None:
    """The giver, whose page is still open, hears of the report and accepts it."""
    tree = at.page.locator("#tree")
    at.page.wait_for_selector('#tree li[data-state="reported"]')
    expect(tree).to_contain_text("Diumumkan, 40 warga hadir")
    expect(tree).to_contain_text(f"Kepala Desa Padang {mark}")
    at.page.click('#tree [data-verb="accept"]')
    at.page.wait_for_selector('#tree li[data-state="done"]')
    at.photograph("story-closed")


def printed(officials: Officials, letter: str) -> None:
    """An auditor prints who did what as whom; the letter itself is not theirs to read."""
    auditor = officials.running.api(officials.user("auditor"))
    history = auditor.get(f"/v1/office/letters/{letter}/history.pdf")
    assert history.status_code == 200, history.text
    assert history.content.startswith(b"%PDF-")
    assert auditor.get(f"/v1/office/letters/{letter}").status_code in {403, 404}
