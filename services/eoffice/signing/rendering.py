"""A sheet as PDF: letterhead, number, body, signature, copies, as Permendagri 1/2023 draws them.

WeasyPrint's libraries take a second of processor time to load and a page a few tenths more: a
service that answers others renders in a process of its own (engine.py), never in itself.
"""

from __future__ import annotations

import base64
from pathlib import Path

import segno
from markupsafe import Markup

from libs.kit.rendering import templates
from services.eoffice.signing.sheet import Sheet

FOLDER = Path(__file__).with_name("templates")
SECURITY = {
    "ordinary": "",
    "limited": "Terbatas",
    "secret": "Rahasia",
    "top_secret": "Sangat rahasia",
}
SECRETS = ("secret", "top_secret")
URGENCY = {"ordinary": "Biasa", "urgent": "Segera", "very_urgent": "Sangat segera"}
PNG = b"\x89PNG\r\n\x1a\n"
MODIFIED = "2000-01-01T00:00:00Z"  # of the file's own marks: the letter's date stands in its text


def render(sheet: Sheet) -> bytes:
    """Return the PDF; the same sheet gives the same text, fonts and pictures each time."""
    from weasyprint import HTML, URLFetcher  # noqa: PLC0415 - its libraries are for here alone

    nowhere = URLFetcher(allowed_protocols=("data",))
    page = HTML(string=html(sheet), url_fetcher=nowhere)
    made: bytes = page.write_pdf(pdf_identifier=b"kendali")
    return made


def html(sheet: Sheet) -> str:
    """Return the page that is laid out; nothing in it is fetched from anywhere."""
    return (
        templates(FOLDER)
        .get_template("letter.html")
        .render(
            sheet=sheet,
            body=Markup(sheet.body_html),  # noqa: S704 - sanitised by the letters, as Sheet says
            style=Markup((FOLDER / "letter.css").read_text()),  # noqa: S704 - our own file
            logo=_logo(sheet.letterhead.logo),
            qr=_qr(sheet.verify_url),
            nature=nature(sheet.security, sheet.urgency),
            secret=SECURITY[sheet.security] if sheet.security in SECRETS else "",
            modified=MODIFIED,
        )
    )


def nature(security: str, urgency: str) -> str:
    """Return what stands behind "Sifat": the two axes, the usual one unsaid."""
    said = [SECURITY[security], URGENCY[urgency]]
    if said[0] and urgency == "ordinary":
        said.pop()
    return ", ".join(word for word in said if word)


def _logo(picture: bytes | None) -> str | None:
    if picture is None:
        return None
    kind = "png" if picture.startswith(PNG) else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _qr(url: str | None) -> str | None:
    if url is None:
        return None
    made: str = segno.make(url, error="m", micro=False).svg_data_uri(border=0, scale=4)
    return made
