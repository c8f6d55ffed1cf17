import pytest

from services.eoffice.letters import sniffing
from services.eoffice.letters.sniffing import (
    ActiveContent,
    AttachmentTooLarge,
    AttachmentUnreadable,
    NotAnAttachment,
    look,
    plain,
)
from tests.unit.eoffice.documents import (
    ELSEWHERE,
    JPEG,
    LOCKED_PDF,
    OLD_DOC,
    PDF,
    PLAIN,
    PNG,
    WITH_MACROS,
    docx,
    zip_of,
)

SHEET = {"[Content_Types].xml": PLAIN.encode(), "xl/workbook.xml": b"<workbook/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF, "a.pdf"),
        (JPEG, "a.jpg"),
        (PNG, "a.png"),
        (docx(), "a.docx"),
        (docx(**{"word/embeddings/chart.xlsx": b"x"}), "a.docx"),
        (zip_of(SHEET), "a.xlsx"),
        (zip_of(ODT), "a.odt"),
    ],
)
def test_a_file_is_what_its_bytes_are(data, name):
    found = look("a.exe", data)
    assert found.name == "a.exe" + name[1:]
    assert found.data == data
    assert look(name.upper(), data).name.lower() == name


@pytest.mark.parametrize(
    "data",
    [
        docx(**{"word/vbaProject.bin": b"x"}),
        docx(**{"word\\VBAPROJECT.BIN": b"x"}),
        docx(WITH_MACROS),
        docx(**{"word/activeX/activeX1.xml": b"x"}),
        docx(**{"word/embeddings/oleObject1.bin": b"x"}),
        docx(**{"word/embeddings/sheet.xlsm": b"x"}),
        docx(**{"word/_rels/settings.xml.rels": ELSEWHERE.encode()}),
        zip_of({**SHEET, "xl/macrosheets/sheet1.xml": b"x"}),
        zip_of({**ODT, "Basic/Standard/Module1.xml": b"x"}),
        zip_of({**ODT, "Scripts/python/x.py": b"x"}),
    ],
)
def test_a_document_with_active_content_is_refused(data):
    with pytest.raises(ActiveContent) as caught:
        look("a.docx", data)
    assert [one.field for one in caught.value.errors] == ["file"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"MZ\x90\0", b"<html><script>", b"#!/bin/sh\n", OLD_DOC, b"\x89PNG",
        zip_of({"a.exe": b"MZ"}), zip_of({"word/document.xml": b"x"}),
    ],
)  # fmt: skip
def test_what_is_no_attachment_is_refused_whatever_its_name(data):
    with pytest.raises(NotAnAttachment):
        look("surat.pdf", data)


@pytest.mark.parametrize("data", [LOCKED_PDF, PDF[:-10], docx()[:-30], b"PK\x03\x04" + b"\0" * 99])
def test_what_is_locked_or_damaged_is_refused(data):
    with pytest.raises(AttachmentUnreadable):
        look("a.pdf", data)


def test_what_is_too_large_is_refused(monkeypatch):
    with pytest.raises(AttachmentTooLarge):
        look("a.pdf", PDF + b"\0" * sniffing.MOST_BYTES)
    bomb = docx(**{"word/media/a.xml": b"\0" * (sniffing.MOST_UNPACKED + 1)})
    assert len(bomb) < sniffing.MOST_BYTES
    with pytest.raises(AttachmentTooLarge):
        look("a.docx", bomb)
    with pytest.raises(AttachmentTooLarge):
        look("a.docx", docx(**{f"word/{n}.xml": b"" for n in range(sniffing.MOST_MEMBERS)}))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\surat.PDF", "surat.PDF"),
        ("/etc/surat.pdf", "surat.pdf"),
        ("surat\u202efdp.exe", "suratfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\0.pdf", "lampiran.pdf"),
        ("....", "lampiran.pdf"),
        ("", "lampiran.pdf"),
        (".pdf", "lampiran.pdf"),
        ('<b>"x".pdf', "bx.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("Undangan  rapat é.pdf", "Undangan rapat é.pdf"),
    ],
)
def test_a_name_is_made_harmless(name, kept):
    assert plain(name, (".pdf",)) == kept
