"""A letter as PDF, read back by poppler."""

import dataclasses
import io
import subprocess

import pytest
from PIL import Image

from services.eoffice.signing.rendering import nature, render
from services.eoffice.signing.sheet import Letterhead, Sheet, Signatory, from_wire, to_wire

SHEET = Sheet(
    title="Surat Dinas",
    letterhead=Letterhead(("Pemerintah Kota", "Dinas Pekerjaan Umum"), ("Jalan Merdeka 1",)),
    subject="Pengalihan arus <ruas> Malo",
    body_html="<p>Bersama ini diberitahukan.</p><table><tr><td>Ruas</td></tr></table>",
    signatory=Signatory(("a.n. WALI KOTA", "SEKRETARIS DAERAH"), "Pejabat", ("Pembina",)),
    place="Pangkalpinang",
    recipients=("Camat Rangkui", "Camat Gerunggang"),
    copies=("Wali Kota", "Arsip"),
    attachments="1 lembar",
    urgency="very_urgent",
)
SIGNED = dataclasses.replace(
    SHEET,
    number="600.1.9/012/DPU",
    date="27 November 2026",
    verify_url="https://kota.example/verify/7Q2M9KXAPT4C8HVD",
)


def text(pdf, *options):
    words = ["pdftotext", *options, "-", "-"]
    return subprocess.run(words, input=pdf, capture_output=True, check=True).stdout.decode()


def is_green(pdf):
    """Tell whether poppler draws anything on the first page in the green of certified ones."""
    words = ["pdftoppm", "-r", "100", "-"]
    drawn = subprocess.run(words, input=pdf, capture_output=True, check=True).stdout
    colours = Image.open(io.BytesIO(drawn)).convert("RGB").getcolors(1 << 24)
    return any(green > red + 60 for _, (red, green, _) in colours)


def test_a_draft_says_what_signing_will_fill_in():
    said = text(render(SHEET), "-layout")
    for words in (
        "PEMERINTAH KOTA",
        "nomor terbit saat ditandatangani",
        "tanggal terbit",
        "Sangat segera",
        "Pengalihan arus <ruas> Malo",
        "Camat Gerunggang",
        "a.n. WALI KOTA",
        "QR tampil setelah",
        "Tembusan:",
    ):
        assert words in said
    assert "/verify/" not in said


def test_a_signed_letter_bears_number_date_and_where_to_verify_it():
    said = text(render(SIGNED))
    for words in (SIGNED.number, SIGNED.date, SIGNED.verify_url, "dengan sertifikat elektronik"):
        assert words in said
    assert "terbit" not in said


def test_a_certified_signature_does_not_look_like_a_mere_reference():
    reference = dataclasses.replace(SIGNED, certified=False)
    assert "bukan tanda tangan elektronik" in text(render(reference))
    assert "bukan tanda tangan" not in text(render(SIGNED))
    assert is_green(render(SIGNED))
    assert not is_green(render(reference))


def test_a_decree_has_its_title_in_the_middle_and_no_opening_lines():
    decree = dataclasses.replace(SIGNED, title="Keputusan", letter=False, recipients=())
    said = text(render(decree))
    assert "KEPUTUSAN" in said
    assert "Ditetapkan di Pangkalpinang" in said
    assert "Lampiran" not in said


def test_a_secret_letter_says_so_at_its_head():
    secret = dataclasses.replace(SIGNED, security="top_secret")
    assert text(render(secret)).strip().startswith("SANGAT RAHASIA")


def test_pages_are_numbered_and_name_their_letter():
    long = dataclasses.replace(SIGNED, body_html=SIGNED.body_html * 60)
    pages = text(render(long)).split("\f")[:-1]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page.replace(" ", "")
        assert SIGNED.verify_url in page
    assert all(SIGNED.number in page for page in pages)


def test_the_same_sheet_gives_the_same_bytes():
    assert render(SIGNED) == render(SIGNED)


def test_a_picture_from_elsewhere_is_not_fetched(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    body = f'<p>vor<img src="file://{tmp_path}/a.png" alt="">nach</p>'
    assert "vor" in text(render(dataclasses.replace(SHEET, body_html=body)))


@pytest.mark.parametrize(
    ("security", "urgency", "said"),
    [
        ("ordinary", "ordinary", "Biasa"),
        ("ordinary", "urgent", "Segera"),
        ("secret", "ordinary", "Rahasia"),
        ("limited", "very_urgent", "Terbatas, Sangat segera"),
    ],
)
def test_the_two_axes_are_said_beside_each_other(security, urgency, said):
    assert nature(security, urgency) == said


def test_a_sheet_crosses_as_json():
    logo = dataclasses.replace(SIGNED.letterhead, logo=b"\x89PNG\r\n\x1a\n")
    sheet = dataclasses.replace(SIGNED, letterhead=logo)
    assert from_wire(to_wire(sheet)) == sheet
