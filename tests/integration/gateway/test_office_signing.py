"""A letter is signed over HTTP by processes of their own, and verified by anybody."""

from __future__ import annotations

from contextlib import closing

import pytest
import requests

from libs.kit.db import Database
from tests.conventions import ROOT
from tests.e2e.browsing import AXE, SIZES, started
from tests.integration.eoffice.signatories import found
from tests.integration.gateway.office import opened
from tests.servers import until
from tests.signing import PASSPHRASE

ENDED = ("done", "failed", "cancelled")
JOB = "SELECT state FROM eoffice.jobs ORDER BY created_at DESC LIMIT 1"
CODE = "SELECT code FROM eoffice.signed_documents WHERE letter = '{}'"


@pytest.fixture(scope="module")
def office(bare_house):
    return opened(bare_house)


@pytest.fixture(scope="module")
def browser():
    with started() as made:
        yield made


@pytest.fixture(scope="module")
def signers(office):
    """The city's office, with an authority and a key of the mayor."""
    database = office.house.database
    with closing(Database(database.url("eoffice"))) as db:
        found(db)
    office.house.launch("eoffice", "events").ready()
    return office


def ready(office):
    return office.step("camat", office.drafted(), "submission")


def order(office, letter, passphrase=PASSPHRASE):
    asked = {"letters": [{"letter": letter["id"], "version": letter["version"]}]}
    return office.ask("walikota", "POST", "signings", asked | {"passphrase": passphrase})


def ended(office, answer):
    """Wait until the signing ended; gives its job."""
    path = f"signings/{answer.json()['id']}"

    def job():
        told = office.ask("walikota", "GET", path).json()
        return told if told["state"] in ENDED else None

    return until(job, 120)


def signed(office):
    """Sign a letter; gives it, its PDF and its code."""
    letter = ready(office)
    answer = order(office, letter)
    assert (answer.status_code, ended(office, answer)["state"]) == (202, "done")
    pdf = office.ask("walikota", "GET", f"letters/{letter['id']}/signed.pdf")
    assert (pdf.headers["Content-Type"], pdf.headers["Cache-Control"]) == (
        "application/pdf",
        "no-store",
    )
    [[code]] = office.house.database.execute(CODE.format(letter["id"]))
    return letter, pdf.content, code


@pytest.fixture(scope="module")
def document(signers):
    return signed(signers)


def test_anybody_reads_who_signed(signers, document):
    letter, _, code = document
    url = f"{signers.house.url}/v1/public/office/verify/{code}"
    told = requests.get(url, timeout=20).json()
    assert (told["signer"], told["as"]) == ("Pejabat Penanda Tangan", ["WALI KOTA CONTOH"])
    path = f"letters/{letter['id']}"
    assert told["number"] == signers.ask("walikota", "GET", path).json()["number"]
    assert requests.get(url[:-1], timeout=20).status_code == 404


def test_somebody_else_gets_neither_the_pdf_nor_the_job(signers, document):
    letter, _, _ = document
    assert signers.ask("lurah", "GET", f"letters/{letter['id']}/signed.pdf").status_code == 404
    [[job]] = signers.house.database.execute(JOB.replace("state", "id", 1))
    assert signers.ask("lurah", "GET", f"signings/{job}").status_code == 404
    assert signers.ask("lurah", "DELETE", f"signings/{job}").status_code == 404


def test_a_draft_is_laid_out_over_http_for_its_readers_alone(signers):
    path = f"letters/{signers.drafted()['id']}/preview"
    mine = signers.ask("camat", "GET", path)
    assert (mine.status_code, mine.content[:5]) == (200, b"%PDF-")
    assert (mine.headers["Content-Type"], mine.headers["Cache-Control"]) == (
        "application/pdf",
        "no-store",
    )
    assert signers.ask("walikota", "GET", path).status_code == 404
    assert signers.ask("camat", "GET", path, role="viewer").status_code == 403
    assert requests.get(f"{signers.house.url}/v1/office/{path}", timeout=20).status_code == 401


def test_a_signer_is_told_by_what_they_sign_and_how_each_letter_ended(signers, document):
    assert signers.ask("walikota", "GET", "signings/key").json()["kind"] == "local"
    none = signers.ask("camat", "GET", "signings/key")
    assert (none.status_code, none.json()["type"]) == (409, "no-signing-key")
    letter, _, _ = document
    [[job]] = signers.house.database.execute(JOB.replace("state", "id", 1))
    told = signers.ask("walikota", "GET", f"signings/{job}").json()
    assert [(one["letter"], one["state"]) for one in told["letters"]] == [(letter["id"], "signed")]


def test_a_head_is_written_over_http_and_read_back(signers):
    path = "units/1971.BI/letterhead"
    head = {"lines": ["Pemerintah Kota Contoh", "Kecamatan Bukit Intan"], "below": ["Jalan 1"]}
    assert signers.ask("arsip-bi", "PUT", path, head).status_code == 201
    told = signers.ask("camat", "GET", path).json()
    assert (told["lines"], told["logo"]) == (head["lines"], None)
    assert signers.ask("camat", "PUT", path, head).status_code == 403
    wrong = signers.ask("arsip-bi", "PUT", path, {**head, "lines": []})
    assert wrong.status_code == 422


def test_a_copy_is_held_against_it_over_http(signers, document):
    _, pdf, code = document
    url = f"{signers.house.url}/v1/public/office/verify/{code}/copy"
    head = {"Content-Type": "application/pdf"}
    same = requests.post(url, pdf, headers=head, timeout=60)
    assert (same.status_code, same.json()["copy"]) == (200, "same")
    altered = requests.post(url, pdf + b"\n", headers=head, timeout=60)
    assert altered.json()["copy"] == "altered"
    broken = requests.post(url, pdf[:900], headers=head, timeout=60)
    assert (broken.status_code, broken.json()["errors"][0]["field"]) == (422, "file")


def test_the_page_of_the_qr_code_says_it_to_people(signers, document):
    _, pdf, code = document
    url = f"{signers.house.url}/verify/{code}"
    page = requests.get(url, timeout=20)
    assert 'data-state="signed"' in page.text
    assert "WALI KOTA CONTOH" in page.text
    english = requests.get(url, params={"lang": "en"}, timeout=20)
    assert "Verify a letter" in english.text
    copy = requests.post(url, files={"file": ("surat.pdf", pdf)}, timeout=60)
    assert 'data-copy="same"' in copy.text
    other = requests.post(url, files={"file": ("surat.pdf", b"GIF89a")}, timeout=60)
    assert (other.status_code, 'data-copy="refused"' in other.text) == (422, True)


def test_a_code_is_typed_as_people_type_it(signers, document):
    _, _, code = document
    root = f"{signers.house.url}/verify"
    typed = f"{code[:4].lower()}-{code[4:8]} {code[8:]}"
    page = requests.get(root, params={"code": typed}, timeout=20)
    assert 'data-state="signed"' in page.text
    none = requests.get(f"{root}/0000000000000000", timeout=20)
    assert (none.status_code, 'data-state="unknown"' in none.text) == (404, True)
    assert 'data-state="empty"' in requests.get(root, timeout=20).text


def test_the_passphrase_stands_in_no_log(signers, document):
    wrong = "frasa sandi yang salah"
    answer = order(signers, ready(signers), wrong)
    assert ended(signers, answer)["message"] == "The passphrase does not open this key"
    for process in signers.house.processes.values():
        said = process.text()
        assert PASSPHRASE not in said
        assert wrong not in said


def test_a_service_that_is_killed_while_it_signs_leaves_the_letter_with_its_number(signers):
    letter = ready(signers)
    answer = order(signers, letter)
    path = f"letters/{letter['id']}"
    state = "SELECT state, number FROM eoffice.letters WHERE id = '{}'".format(letter["id"])
    database = signers.house.database
    [[_, number]] = until(lambda: [row for row in database.execute(state) if row[0] == "signing"])
    signers.house.processes["eoffice-rpc"].kill()
    database.execute("UPDATE eoffice.jobs SET leased_until = now() - interval '1 s'")
    until(lambda: database.execute(state) == [("signing_failed", number)], 60)
    signers.house.launch("eoffice", "rpc").ready()
    assert ended(signers, answer)["message"] == "the signing was interrupted"
    again = signers.ask("walikota", "GET", path).json()
    assert ended(signers, order(signers, again))["message"] == "1 signed"
    after = signers.ask("walikota", "GET", path).json()
    assert (after["state"], after["number"]) == ("signed", number)
    count = f"SELECT count(*) FROM eoffice.signed_documents WHERE letter = '{letter['id']}'"
    assert database.execute(count) == [(1,)]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_reader_compares_a_copy_in_a_browser(signers, document, browser, size):
    _, pdf, code = document
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    try:
        page.goto(f"{signers.house.url}/verify/{code}")
        file = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": pdf}
        page.set_input_files("#file", files=[file])
        page.click("form button[type=submit]")
        page.wait_for_selector('[data-copy="same"]', timeout=60_000)
        page.screenshot(path=folder() / f"verify-{size}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [one["id"] for one in found["violations"]] == []
    finally:
        page.close()


def folder():
    made = ROOT / "artifacts" / "office"
    made.mkdir(parents=True, exist_ok=True)
    return made
