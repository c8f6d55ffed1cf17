"""What is written on a scan, read by a program of its own in bounds."""

import pytest
from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

from services.eoffice.incoming import ocr
from services.eoffice.incoming.ocr import EMPTY, FAILED, READ, SIGNED, Found
from tests.unit.eoffice.documents import PDF


def scan_of(tmp_path, *lines, kind="PNG"):
    """Return a picture of these lines, as a scanner would give it."""
    page = Image.new("RGB", (1654, 600), "white")
    pen = ImageDraw.Draw(page)
    for n, line in enumerate(lines):
        pen.text((120, 80 + 90 * n), line, fill="black", font=ImageFont.load_default(48))
    page.save(tmp_path / "scan", kind, dpi=(200, 200))
    return (tmp_path / "scan").read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
def test_what_is_written_on_a_scan_is_read(tmp_path, kind):
    scan = scan_of(tmp_path, "Permohonan data genangan", "Kantor Pos Wilayah", kind=kind)
    found = ocr.read(scan)
    assert found.state == READ
    assert "Permohonan data genangan" in found.text
    assert "Kantor Pos Wilayah" in found.text


def test_a_pdf_that_has_its_text_gives_it_as_it_stands():
    pdf = HTML(string="<p>Undangan rapat koordinasi banjir</p>").write_pdf()
    assert ocr.read(pdf) == Found(READ, "Undangan rapat koordinasi banjir")


def test_an_empty_sheet_has_no_text(tmp_path):
    assert ocr.read(scan_of(tmp_path)) == Found(EMPTY)


@pytest.mark.parametrize("broken", [PDF[:40] + b"\n%%EOF", b"\x89PNG\r\n\x1a\nnothing of one"])
def test_what_is_broken_is_told_so(broken):
    assert ocr.read(broken) == Found(FAILED)


def test_what_takes_too_long_is_ended(tmp_path):
    assert ocr.read(scan_of(tmp_path, "Permohonan"), seconds=0.05) == Found(FAILED)


def test_a_signed_pdf_is_left_alone():
    assert ocr.read(PDF + b"<< /ByteRange [0 10 20 30] >>\n%%EOF") == Found(SIGNED)


def test_what_is_not_installed_is_known(monkeypatch, tmp_path):
    assert ocr.is_installed()
    ocr.is_installed.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ocr.is_installed()
    monkeypatch.undo()
    ocr.is_installed.cache_clear()
