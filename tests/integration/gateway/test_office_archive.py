"""The archive over HTTP, by people of a made city: files, books, figures, sheets of paper."""

from __future__ import annotations

import io
import subprocess
import uuid
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from libs.kit.db import Database
from services.eoffice.organisation.tables import positions
from tests import offices
from tests.integration.gateway.office import ROOT, opened
from tests.servers import until

AT_ONCE = "kode,aktif,inaktif,nasib,dasar\n600,0,0,musnah,JRA uji\n"
STRANGERS = ("walikota", "kadis", "lurah", "sekda")
YEAR = {"since": "2020-01-01", "until": "2099-12-31"}


def officers(url: str) -> None:
    """Give the record centre a records officer."""
    db = Database(url)
    row = {"unit": "1971.SETDA", "title": "Arsiparis", "level": "functional", "above": "SEKDA"}
    with db.begin() as tx:
        tx.execute(sa.insert(positions).values(code="ARSIP-SETDA", records=True, **row))
        offices.hold(tx, "ARSIP-SETDA", "arsip-setda")
    db.close()


@pytest.fixture(scope="module")
def office(bare_house):
    made = opened(bare_house)
    made.house.launch("eoffice", "events").ready()
    officers(made.house.database.url("eoffice"))
    where = {"area": "1971", "record_centre": "1971.SETDA", "institution": "1971.KOMINFO"}
    for _ in range(2):
        assert ask(made, "admin", "PUT", "archive/institution", where).json() == where
    assert ask(made, "camat", "GET", "archive/institution?area=1971").json() == where
    put = made.ask(
        "admin", "POST", "archive/schedule/import", role="admin", data=AT_ONCE.encode(),
    )  # fmt: skip
    assert put.json() == {"lines": 1}, put.text
    return made


def ask(office: Any, name: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
    role = "admin" if name == "admin" else "officer"
    return office.ask(name, method, path, body, **{"role": role, **more})


def done(office: Any, name: str, path: str, body: Any, status: int = 201) -> dict[str, Any]:
    answer = ask(office, name, "POST", path, body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def step(office: Any, name: str, path: str, **body: Any) -> dict[str, Any]:
    now = ask(office, name, "GET", path.rpartition("/")[0]).json()
    return done(office, name, path, {"version": now["version"], **body}, 200)


def incoming(office: Any, **changes: Any) -> dict[str, Any]:
    entry = {
        "number": "=1+1",
        "sender": "Kantor Pos",
        "subject": "Genangan",
        "dated": "2026-03-01",
        "received": "2026-03-02",
        "to": "CAMAT",
        **changes,
    }
    return done(office, "arsip-bi", "incoming", entry)


def filed(office: Any) -> dict[str, Any]:
    letter = incoming(office)
    letter = step(office, "camat", f"incoming/{letter['id']}/reading")
    return step(office, "camat", f"incoming/{letter['id']}/filing")


def file_with(office: Any, *letters: dict[str, Any]) -> dict[str, Any]:
    said = {"code": f"600/{uuid.uuid4().hex[:6]}", "title": "Jalan", "classification": "600.1"}
    file = done(office, "arsip-bi", "archive/files", said)
    for one in letters:
        put = {"kind": "incoming", "letter": one["id"]}
        done(office, "camat", f"archive/files/{file['id']}/letters", put)
    return file


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF-")
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(said.stdout.decode().split())


def test_a_file_goes_to_its_destruction_and_leaves_a_record_on_paper(office):
    letter = filed(office)
    file = file_with(office, letter)
    path = f"archive/files/{file['id']}"
    key = str(uuid.uuid4())
    out = f"{path}/letters/incoming/{letter['id']}"
    assert [ask(office, "camat", "DELETE", out, key=key).status_code for _ in range(2)] == [
        200,
        200,
    ]
    done(office, "camat", f"{path}/letters", {"kind": "incoming", "letter": letter["id"]})
    assert step(office, "arsip-bi", f"{path}/closing")["retention"]["basis"] == "JRA uji"
    due = ask(office, "camat", "GET", "archive/due").json()
    assert (due["ending"] + due["overdue"], due["items"][0]["what"]) == (1, "transfer")
    made = done(office, "arsip-bi", "archive/transfers", {"files": [file["id"]]})
    sheet = ask(office, "arsip-bi", "GET", f"archive/lists/{made['id']}/sheet.pdf")
    assert "DAFTAR ARSIP INAKTIF YANG DIPINDAHKAN" in text_of(sheet.content)
    step(office, "arsip-setda", f"archive/lists/{made['id']}/acceptance")
    made = done(office, "arsip-setda", "archive/destructions", {"files": [file["id"]]})
    where = f"archive/lists/{made['id']}"
    for name in ("camat", "kadis"):
        step(office, name, f"{where}/approval")
    assert step(office, "arsip-setda", f"{where}/carrying-out")["state"] == "carried_out"
    said = text_of(ask(office, "camat", "GET", f"{where}/sheet.pdf").content)
    for word in ("BERITA ACARA PEMUSNAHAN ARSIP", "Kantor Pos", "Disetujui pimpinan lembaga"):
        assert word in said
    for name in ("walikota", "lurah"):
        assert ask(office, name, "GET", where).status_code == 404
        assert ask(office, name, "GET", f"{where}/sheet.pdf").status_code == 404
        assert ask(office, name, "GET", "archive/lists").json()["items"] == []
    place = ask(
        office, "camat", "GET", "archive/place",
        params={"kind": "incoming", "letter": letter["id"]},
    )  # fmt: skip
    assert place.json()["state"] == "destroyed"


def test_who_is_not_of_the_unit_neither_lists_opens_counts_nor_downloads(office):
    letter = filed(office)
    file = file_with(office, letter)
    path = f"archive/files/{file['id']}"
    step(office, "arsip-bi", f"{path}/closing")
    for name in STRANGERS:
        for one in (path, f"{path}/letters"):
            assert ask(office, name, "GET", one).status_code == 404
        assert ask(office, name, "GET", "archive/files").json()["items"] == []
        due = ask(office, name, "GET", "archive/due").json()
        assert (due["items"], due["ending"], due["overdue"]) == ([], 0, 0)
        for more in ({}, {"unit": "1971.BI"}):
            asked = {"kind": "incoming", **YEAR, **more}
            assert ask(office, name, "GET", "books", params=asked).status_code == 403
            ordered = ask(office, name, "POST", "books", {**asked, "format": "pdf"})
            assert ordered.status_code == 403
        figures = ask(office, name, "GET", "statistics", params={"unit": "1971.BI"})
        assert figures.status_code == 403
        if name != "walikota":
            history = ask(office, name, "GET", f"incoming/{letter['id']}/history.pdf")
            assert history.status_code == 404
    for role in ("viewer", "operator", "verifier", "gis_editor"):
        for one in ("archive/files", "archive/due", "archive/lists", "books", "statistics"):
            assert ask(office, "camat", "GET", one, role=role).status_code == 403
    for body in ({"area": "1971", "record_centre": "1971", "institution": "1971"},):
        assert ask(office, "camat", "PUT", "archive/institution", body).status_code == 403


def made_book(office: Any, **said: Any) -> Any:
    order = {"kind": "incoming", **YEAR, **said}
    job = done(office, "arsip-bi", "books", order, 202)
    path = f"books/{job['id']}"
    told: dict[str, Any] = {}

    def ended() -> bool:
        told.update(ask(office, "arsip-bi", "GET", path).json())
        return told["state"] in {"done", "failed"}

    until(ended, 60)
    assert told["state"] == "done", told
    assert ask(office, "camat", "GET", path).status_code == 404
    assert ask(office, "camat", "GET", f"{path}/file").status_code == 404
    return ask(office, "arsip-bi", "GET", f"{path}/file")


def test_an_agenda_book_holds_letters_secret_ones_without_words_and_no_formula(office):
    plain = incoming(office, subject="@SUM(A1)", number="=HYPERLINK(1)")
    secret = incoming(office, security="secret", subject="Perkara batu", sender="Intel")
    page = ask(office, "arsip-bi", "GET", "books", params={"kind": "incoming", **YEAR, "limit": 1})
    assert (page.status_code, len(page.json()["items"])) == (200, 1)
    book = made_book(office, format="xlsx")
    assert "agenda-incoming-1971.BI" in book.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows[plain["agenda"]][2:6] == ("'=HYPERLINK(1)", "01-03-2026", "Kantor Pos", "'@SUM(A1)")
    assert rows[secret["agenda"]][2:6] == ("(rahasia)", "01-03-2026", "(rahasia)", "(rahasia)")
    said = text_of(made_book(office, format="pdf").content)
    assert "BUKU AGENDA SURAT MASUK" in said
    assert "Perkara batu" not in said
    wrong = ask(
        office, "arsip-bi", "POST", "books",
        {"kind": "incoming", "since": "2026-02-01", "until": "2026-01-01", "format": "pdf"},
    )  # fmt: skip
    assert [one["field"] for one in wrong.json()["errors"]] == ["until"]


def test_the_book_of_what_went_out_names_recipients(office):
    letter = office.drafted()
    office.step("camat", letter, "submission")
    asked = {"kind": "outgoing", **YEAR}
    page = ask(office, "arsip-bi", "GET", "books", params=asked).json()
    assert (page["items"], page["heads"][0]) == ([], "Nomor surat")  # no number, no line


def test_figures_say_how_long_letters_lay_where(office):
    letter = incoming(office)
    figures = ask(office, "camat", "GET", "statistics").json()
    assert figures["unit"] == "1971.BI"
    lines = {(one["stage"], one["position"]): one for one in figures["items"]}
    before = lines["read", "CAMAT"]
    assert before["open"] >= 1
    assert before["oldest"] is not None
    letter = step(office, "camat", f"incoming/{letter['id']}/reading")
    figures = ask(office, "arsip-bi", "GET", "statistics").json()
    after = {(one["stage"], one["position"]): one for one in figures["items"]}["read", "CAMAT"]
    assert (after["open"], after["done"]) == (before["open"] - 1, before["done"] + 1)
    assert 0 <= after["median_hours"] <= after["p90_hours"] < 1
    assert after["title"] == "Camat Bukit Intan"


def test_a_history_is_printed_for_those_on_the_way_and_for_an_auditor(office):
    letter = office.drafted(subject="Hal yang ditulis")
    letter = office.step("camat", letter, "submission")
    path = f"letters/{letter['id']}/history.pdf"
    said = text_of(ask(office, "camat", "GET", path).content)
    for word in ("RIWAYAT SURAT KELUAR", "Konsep dibuat", "Diajukan", "Camat Bukit Intan", "camat"):
        assert word in said
    printed = text_of(ask(office, "admin", "GET", path, area="1971").content)
    assert "Riwayat dicetak" in printed
    assert "127.0.0.1" in printed
    for name, more in (("lurah", {}), ("kadis", {}), ("admin", {"area": "3522"})):
        assert ask(office, name, "GET", path, **more).status_code == 404
    assert ask(office, "admin", "GET", f"letters/{uuid.uuid4()}/history.pdf").status_code == 404


def test_of_a_secret_letter_the_auditor_reads_no_words(office):
    letter = incoming(office, security="top_secret", subject="Perkara batu", sender="Intel")
    path = f"incoming/{letter['id']}/history.pdf"
    said = text_of(ask(office, "admin", "GET", path, area="1971").content)
    assert "Sangat rahasia" in said
    assert "Perkara batu" not in said
    assert "Intel" not in said
    assert f"{ROOT}/incoming" not in said
