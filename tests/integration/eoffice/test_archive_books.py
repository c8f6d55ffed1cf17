"""Agenda books of what went out, in pages, and figures of each stage."""

import io
import subprocess

import openpyxl
import pytest

from libs.kit.errors import FieldError, NotFound
from libs.kit.request import Request
from services.eoffice.archive import books
from services.eoffice.archive.books import NotMade, NotYourBook, TooLong
from services.eoffice.archive.statistics import NotYourFigures
from tests.integration.eoffice.archiving import ADMIN, Archive

YEAR = {"since": "2020-01-01", "until": "2099-12-31"}


@pytest.fixture
def archive(desks):
    return Archive(desks)


def lines(archive, kind="outgoing", **more):
    """Return the lines of a book, read in pages of one."""
    found, after = [], None
    while True:
        asked = {"kind": kind, **YEAR, "limit": 1, **({"after": after} if after else {}), **more}
        page = archive.city.see("arsip-bi", "list_agenda", **asked)
        found += page["items"]
        after = page["next"]
        if after is None:
            assert len(found) == page["total"]
            return found


def void(archive):
    letter = archive.city.ready()
    archive.city.begun(letter)
    archive.city.failed(letter["id"])
    letter = archive.city.see("walikota", "get_letter", letter=letter["id"])
    return archive.city.step("walikota", "void_letter", letter, note="rusak")


def test_the_book_of_what_went_out_has_every_number_once(archive):
    sent, secret, lost = archive.city.sent(), archive.secret(), void(archive)
    rows = {row[0]: row for row in lines(archive)}
    day = f"{archive.desks.today:%d-%m-%Y}"
    assert rows[sent["number"]][1:] == [
        day, day, "Lurah Air Itam; Balai Jalan", "Laporan genangan", "600.1",
    ]  # fmt: skip
    assert rows[secret["number"]][3:5] == ["(rahasia)", "(rahasia)"]
    assert rows[lost["number"]][2] == "-"
    assert rows[lost["number"]][5] == "600.1, nomor batal: rusak"
    assert len(rows) == 3


def test_a_number_put_in_stands_behind_its_own_in_the_book(archive):
    city, today = archive.city, archive.desks.today.isoformat()
    for _ in range(2):
        city.sent()
    letter = city.ready()
    city.step("arsip-bi", "put_number_in", letter, behind=1, day=today, reason="terlambat")
    city.begun(letter)
    city.finished(letter["id"])
    assert [row[0].split("/")[1] for row in lines(archive)] == ["001", "001a", "002"]


def test_a_job_makes_a_book_of_many_parts(archive, monkeypatch):
    for _ in range(5):
        archive.desks.registered("arsip-bi", "CAMAT")
    monkeypatch.setitem(books.STEP, books.XLSX, 2)
    job = archive.city.do(
        "arsip-bi", "order_agenda_book", kind="incoming", **YEAR, format="xlsx"
    )  # fmt: skip
    see = archive.city.see
    with pytest.raises(NotMade):
        see("arsip-bi", "read_agenda_book", id=job["id"])
    archive.city.service.make_agenda_books()
    told = see("arsip-bi", "get_agenda_book", id=job["id"])
    assert (told["state"], told["done"], told["total"]) == ("done", 5, 5)
    body = see("arsip-bi", "read_agenda_book", id=job["id"])
    with pytest.raises(NotMade):  # an administrator sees the job, and no book
        archive.city.service.read_agenda_book(Request({"id": job["id"]}, ADMIN))
    with pytest.raises(NotFound):
        see("camat", "read_agenda_book", id=job["id"])
    rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))
    year = archive.desks.today.year
    assert [row[0] for row in rows[4:]] == [f"{n}/{year}" for n in range(1, 6)]


def test_a_long_book_is_pdfs_whose_pages_are_counted_through(archive, monkeypatch):
    for _ in range(3):
        archive.desks.registered("arsip-bi", "CAMAT")
    monkeypatch.setitem(books.STEP, books.PDF, 1)
    monkeypatch.setattr(books, "PART", 2)
    asked = {"kind": "incoming", **YEAR, "format": "pdf"}
    job = archive.city.do("arsip-bi", "order_agenda_book", **asked)
    archive.city.service.make_agenda_books()
    see = archive.city.see
    told = see("arsip-bi", "get_agenda_book", id=job["id"])
    assert (told["state"], told["parts"]) == ("done", 2)
    parts = [see("arsip-bi", "read_agenda_book", id=job["id"], part=n) for n in (1, 2)]
    first, second = (pages(one) for one in parts)
    assert (len(first), len(second)) == (2, 1)
    year = archive.desks.today.year
    assert f"2/{year}" in first[1]
    assert f"3/{year}" in second[0]
    with pytest.raises(NotMade):
        see("arsip-bi", "read_agenda_book", id=job["id"], part=3)


def test_a_book_of_nothing_says_so(archive):
    asked = {"kind": "outgoing", "since": "2020-01-01", "until": "2020-01-02", "format": "pdf"}
    job = archive.city.do("arsip-bi", "order_agenda_book", **asked)
    archive.city.service.make_agenda_books()
    body = archive.city.see("arsip-bi", "read_agenda_book", id=job["id"])
    assert "Tidak ada surat" in pages(body)[0]


def pages(pdf):
    """Return the text of each page."""
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return said.stdout.decode().split("\f")[:-1]


def test_a_book_that_is_too_long_or_anothers_is_refused(archive, monkeypatch):
    archive.desks.registered("arsip-bi", "CAMAT")
    monkeypatch.setattr(books, "MOST_LINES", 0)
    with pytest.raises(TooLong) as caught:
        archive.city.do("arsip-bi", "order_agenda_book", kind="incoming", **YEAR, format="pdf")
    assert [one.field for one in caught.value.errors] == ["until"]
    assert isinstance(caught.value.errors[0], FieldError)
    for name in ("camat", "walikota", "arsip-setda"):
        with pytest.raises(NotYourBook):
            archive.city.see(name, "list_agenda", kind="incoming", unit="1971.BI", **YEAR)


def figures(archive, name, **more):
    told = archive.city.see(name, "get_office_statistics", **more)
    return {(one["stage"], one["position"]): one for one in told["items"]}


def test_each_stage_counts_to_who_had_to_act(archive):
    city, desks = archive.city, archive.desks
    waiting = city.submitted()  # initials of sekda
    letter = city.submitted()
    letter = city.step("sekda", "initial_letter", letter)
    city.begun(letter)
    city.finished(letter["id"])
    read = desks.read()
    [order] = desks.given(read)
    desks.reported("sekda", order)
    city.sent(security="secret")  # in no figure
    setda = figures(archive, "sekda")
    assert (setda["initial", "SEKDA"]["done"], setda["initial", "SEKDA"]["open"]) == (1, 1)
    assert setda["report", "SEKDA"]["done"] == 1
    mayor = figures(archive, "walikota")
    for stage in ("sign", "read", "dispose"):
        assert mayor[stage, "WALI"]["done"] == 1
        assert mayor[stage, None]["p90_hours"] is not None
    assert waiting["state"] == "review"
    with pytest.raises(NotYourFigures):
        figures(archive, "walikota", unit="1971.SETDA")
    with pytest.raises(NotYourFigures):
        figures(archive, "asisten")
