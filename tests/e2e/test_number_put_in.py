"""A number such as 1a, put in by a records officer: on the letter, its PDF and the agenda book."""

from __future__ import annotations

import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Browser, expect

from services.eoffice.signing.composing import day_out
from tests.e2e.conftest import PASSPHRASE, Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint, ask, certify
from tests.servers import until

pytestmark = pytest.mark.timeout(300)
AREA = "7216"  # a regency that no other test of the session uses
FILE = """row,code,name,kind,parent,area,unit,title,level,above,records,position,person,starts
unit,{0}K,Kota Uji {0},leadership,,7216,,,,,,,,
unit,{0}C,Kecamatan Uji {0},district,{0}K,7216,,,,,,,,
position,{0}WALI,,,,,{0}K,Wali Kota {0},leader,,no,,,
position,{0}CAMAT,,,,,{0}C,Camat {0},administrator,{0}WALI,no,,,
position,{0}SEKCAM,,,,,{0}C,Sekretaris Camat {0},supervisor,{0}CAMAT,yes,,,
position,{0}ARSIP,,,,,{0}C,Arsiparis {0},functional,{0}CAMAT,yes,,,
holding,,,,,,,,,,,{0}WALI,wali-{0},2024-02-20
holding,,,,,,,,,,,{0}CAMAT,camat-{0},2024-02-20
holding,,,,,,,,,,,{0}SEKCAM,sekcam-{0},2024-02-20
holding,,,,,,,,,,,{0}ARSIP,arsip-{0},2024-02-20
"""
DRAWN = '#paper[data-paper="shown"] [data-page="1"][data-drawn]'
ALERT = "#putting-in-alert"


@dataclass(frozen=True)
class Office(Officials):
    """A sub-district whose letters the mayor signs."""

    def ready(self, subject: str, drafter: str = "camat") -> dict[str, Any]:
        said = {"kind": "surat-dinas", "subject": subject, "classification": "600", "ladder": []}
        to, signer = [{"kind": "name", "name": "Warga"}], self.code("wali")
        body = "<p>Isi surat.</p>"
        made = self.do(drafter, "POST", "letters", **said, body=body, to=to, signer=signer)
        path = f"letters/{made['id']}/submission"
        return self.do(drafter, "POST", path, version=made["version"])

    def signed(self, subject: str) -> None:
        letter = self.ready(subject)
        which = [{"letter": letter["id"], "version": letter["version"]}]
        job = self.do("wali", "POST", "signings", letters=which, passphrase=PASSPHRASE)
        path = f"signings/{job['id']}"
        until(lambda: self.do("wali", "GET", path)["state"] == "done", 60, "not signed")

    def asked(self, name: str, letter: str, key: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Ask for a number to be put in; returns the answer, whatever it is."""
        answer = self.running.api(self.user(name)).session.post(
            f"{self.running.url}/v1/office/letters/{letter}/number",
            headers={"Idempotency-Key": key},
            json=body,
            timeout=30,
        )
        return answer.status_code, answer.json()


@pytest.fixture(scope="module")
def office(running: Running, authority: None, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(running, appoint(running, AREA, FILE, tmp_path_factory.mktemp("office")))
    certify(running, made.user("wali"))
    for subject in ("Yang pertama", "Yang kedua"):
        made.signed(subject)
    return made


@pytest.fixture(scope="module")
def days(office: Office) -> tuple[date, date]:
    """The day that lies between the first number's and today, and today.

    The first stands in the book as if it had been signed two days ago, in this year.
    """
    with closing(psycopg2.connect(office.running.stack.admin_url)) as connection, connection:
        cursor = connection.cursor()
        cursor.execute("SELECT max(day) FROM eoffice.numbers WHERE unit = %s", (office.code("c"),))
        today = cursor.fetchone()[0]
        first, between = (max(today - timedelta(days=n), date(today.year, 1, 1)) for n in (2, 1))
        cursor.execute(
            "UPDATE eoffice.numbers SET day = %s WHERE unit = %s AND n = 1 AND suffix = ''",
            (first, office.code("c")),
        )
    return between, today


def opened(at: Desk, letter: str, state: str = "ready_to_sign") -> None:
    at.page.goto(f"{at.url}/office/letters/{letter}")
    at.page.wait_for_selector(f'{LIVE}[data-opened][data-state="{state}"]', timeout=30_000)
    at.page.wait_for_selector(DRAWN, timeout=60_000)


def fill(at: Desk, behind: int, day: date, reason: str = "Terlambat dicatat") -> None:
    """Say which number, and press."""
    for name, value in (("behind", str(behind)), ("day", day.isoformat()), ("reason", reason)):
        at.page.fill(f'#putting-in [name="{name}"]', value)
    at.page.click('#putting-in [value="save"]')


def test_a_number_put_in_stands_on_the_letter_its_pdf_and_in_the_book(
    office: Office, days: tuple[date, date], browser: Browser
):
    letter = office.ready("Undangan yang tertinggal")["id"]
    number = put_in(office, letter, days, browser)
    assert number.startswith("600/001a/")
    asked_by_the_drafter(office, letter, browser, number)
    signed(office, letter, number, days[0], browser)
    booked(office, browser)


def put_in(office: Office, letter: str, days: tuple[date, date], browser: Browser) -> str:
    """Put it in as the records officer; asking the same again gives the same number."""
    with desk(browser, office.running.url, office.user("arsip")) as at:
        opened(at, letter)
        at.page.click('#acts [data-verb="put_number_in"]')
        for size in ("4k", "phone", "desk"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"putting-in-{size}")
        with at.page.expect_response("**/number") as heard:
            fill(at, 1, days[0])
        assert heard.value.status == 201
        number = str(heard.value.json()["text"])
        expect(at.page.locator("#said")).to_contain_text(number)
        expect(at.page.locator("#number")).to_have_text(number)
        expect(at.page.locator('#acts [data-verb="put_number_in"]')).to_have_count(0)
        expect(at.page.locator("#paper .textLayer")).to_contain_text("001a")
        at.page.click("#history-section summary")
        expect(at.page.locator("#history")).to_contain_text("menyisipkan nomor")
    request = heard.value.request
    key, body = request.headers["idempotency-key"], request.post_data_json
    status, again = office.asked("arsip", letter, key, **body)
    assert (status, again["text"]) == (200, number)
    status, refused = office.asked("arsip", letter, f"{key[:-4]}0000", **body)
    assert (status, refused["type"]) == (409, "number-taken")
    return number


def asked_by_the_drafter(office: Office, letter: str, browser: Browser, number: str) -> None:
    """Who keeps no records sees the number, and nothing to put one in with."""
    with desk(browser, office.running.url, office.user("camat")) as at:
        opened(at, letter)
        expect(at.page.locator("#number")).to_have_text(number)
        expect(at.page.locator('#acts [data-verb="cancel"]')).to_be_visible()
        expect(at.page.locator('#acts [data-verb="put_number_in"]')).to_have_count(0)


def signed(office: Office, letter: str, number: str, day: date, browser: Browser) -> None:
    """The signed PDF bears the number and its date."""
    with desk(browser, office.running.url, office.user("wali")) as at:
        opened(at, letter)
        at.page.click('#acts [data-verb="sign"]')
        at.page.fill('#signing [name="passphrase"]', PASSPHRASE)
        at.page.click('#signing [value="sign"]')
        at.page.wait_for_selector('body[data-state="signed"]', timeout=90_000)
        expect(at.page.locator("#number")).to_have_text(number)
        signed_by = at.page.locator("#paper .textLayer")
        expect(signed_by).to_contain_text("Ditandatangani secara elektronik")
        at.photograph("letter-number-put-in")
    session = office.running.api(office.user("wali")).session
    url = f"{office.running.url}/v1/office/letters/{letter}/signed.pdf"
    text = texts(session.get(url, timeout=30).content)
    assert number in text
    assert day_out(day) in text


def texts(body: bytes) -> str:
    words = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(words, input=body, capture_output=True, check=True, timeout=30)
    return done.stdout.decode()


def booked(office: Office, browser: Browser) -> None:
    """It stands between its neighbours, on the screen and in the book that is made."""
    wanted = [f"600/{n}/{office.code('c')}" for n in ("001", "001a", "002")]
    with desk(browser, office.running.url, office.user("arsip")) as at:
        at.show("/office/books")
        at.page.select_option('[name="kind"]', "outgoing")
        numbers = at.page.locator("#rows > tr > td:first-child")
        expect(numbers).to_have_count(3)
        for place, number in enumerate(wanted):
            expect(numbers.nth(place)).to_contain_text(number)
        assert at.serious() == []
        at.photograph("office-books-put-in")
        at.page.click('[data-format="pdf"]')
        expect(at.page.locator('#making[data-state="done"]')).to_be_visible(timeout=60_000)
        with at.page.expect_download() as got:
            at.page.click("#downloads > a")
        book = texts(Path(got.value.path()).read_bytes())
    places = [book.find(f"/{n}/") for n in ("001", "001a", "002")]
    assert places == sorted(places)
    assert min(places) > 0


def test_what_can_not_be_put_in_is_refused_in_clear_words(
    office: Office, days: tuple[date, date], browser: Browser
):
    between, today = days
    letter, tomorrow = office.ready("Surat lain")["id"], today + timedelta(days=1)
    with desk(browser, office.running.url, office.user("arsip")) as at:
        opened(at, letter)
        at.page.click('#acts [data-verb="put_number_in"]')
        fill(at, 1, tomorrow)
        late = "one => one.validity.rangeOverflow && one.closest('dialog').open"
        assert at.page.eval_on_selector('#putting-in [name="day"]', late)
        refusals = [
            (1, date(today.year - 2, 3, 5), f"Nomor tahun {today.year - 2} sudah ditutup"),
            (77, today, "Nomor itu belum terbit"),
        ]
        if between < today:  # on 1 January there is no earlier day
            refusals.append((2, between, "Nomor ini hanya untuk tanggal"))
        for behind, day, said in refusals:
            fill(at, behind, day)
            expect(at.page.locator(ALERT)).to_contain_text(said)
        at.photograph("putting-in-refused")
        at.excuse("422", "404")
    version = office.do("arsip", "GET", f"letters/{letter}")["version"]
    body = {"version": version, "behind": 1, "day": tomorrow.isoformat(), "reason": "Esok"}
    status, refused = office.asked("arsip", letter, "6c1f0a52-8a57-4d5e-9a4e-2f2f5f1f7a01", **body)
    assert (status, refused["type"]) == (422, "number-day-ahead")


def test_who_keeps_the_records_no_longer_is_told_so(
    office: Office, days: tuple[date, date], browser: Browser
):
    letter = office.ready("Surat sekretaris", "sekcam")["id"]
    with desk(browser, office.running.url, office.user("sekcam")) as at:
        opened(at, letter)
        at.page.click('#acts [data-verb="put_number_in"]')
        place = {"unit": office.code("c"), "title": "Sekretaris Camat", "level": "supervisor"}
        path, above = f"positions/{office.code('sekcam')}", office.code("camat")
        ask(office.running, "admin", "PUT", path, json={**place, "above": above, "records": False})
        fill(at, 1, days[0])
        expect(at.page.locator(ALERT)).to_contain_text("tugas arsiparis")
        at.page.click('#putting-in [value="cancel"]')
        opened(at, letter)
        expect(at.page.locator('#acts [data-verb="put_number_in"]')).to_have_count(0)
        at.excuse("403")
