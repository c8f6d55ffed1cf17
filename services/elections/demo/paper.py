"""Photos of C.HASIL for the demo: its pages drawn with their figures, a little askew.

Lines lie where the verifiers' desk looks for them (static/js/verify/fields.js). Each page says on
its face that it is made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dots an inch
PAPER, LINE, SOFT, INK = "#e6e7e4", "#6f7779", "#a9aeaf", "#24313f"
DESK, BAND = "#3a444c", "#c4c8c7"
BOX, TALLY = (76, 104), 34
PEOPLE = {
    "I.A  Pemilih dalam DPT": "dpt",
    "I.B.1  Pengguna dari DPT": "users.dpt",
    "I.B.2  Pengguna dari DPTb": "users.dptb",
    "I.B.3  Pengguna dari DPK": "users.dpk",
    "I.B.4  Seluruh pengguna": "users.total",
}
BALLOTS = {
    "II.1  Surat suara diterima": "ballots.received",
    "II.2  Surat suara digunakan": "ballots.used",
    "II.3  Surat suara dikembalikan": "ballots.returned",
    "II.4  Surat suara tidak digunakan": "ballots.unused",
}
DISABLED = {"III  Pemilih disabilitas": "disabled"}
SUMS = {"V.A  Suara sah": "valid", "V.B  Suara tidak sah": "invalid", "V.C  Jumlah": "total"}

Line = tuple[str, int, str]  # what it is of, its figure, and what stands between


def pages(form: Mapping[str, Any], station: str) -> dict[int, bytes]:
    """Return JPEGs of the three pages of a form, by their numbers; `station` is their heading."""
    one = [_sexed(label, _part(form, path)) for label, path in PEOPLE.items()]
    one += [(label, _part(form, path), "") for label, path in BALLOTS.items()]
    one += [_sexed(label, _part(form, path)) for label, path in DISABLED.items()]
    votes = [(f"Nomor {number}", int(count), "") for number, count in form["votes"].items()]
    sums = [(label, _part(form, path), "") for label, path in SUMS.items()]
    return {
        1: _page(station, one, 0.2, 0.92),
        2: _page(station, votes, 0.18, 0.9),
        3: _page(station, sums, 0.16, 0.4),
    }


def _part(form: Mapping[str, Any], path: str) -> Any:
    found: Any = form
    for name in path.split("."):
        found = found[name]
    return found


def _sexed(label: str, counts: Mapping[str, int]) -> Line:
    return label, counts["total"], f"L {counts['male']}     P {counts['female']}"


def _page(station: str, lines: Sequence[Line], top: float, bottom: float) -> bytes:
    """Draw a page whose lines lie evenly between two heights, as parts of it."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    for x in (60, WIDTH - 120):
        draw.rectangle((x, 60, x + 60, 120), fill=LINE)
    draw.text((WIDTH / 2, 90), "C.HASIL (PERAGAAN)", font=_font(44), fill=LINE, anchor="mm")
    draw.rectangle((60, 190, WIDTH - 60, 240), fill=BAND)
    draw.text((WIDTH / 2, 215), station, font=_font(32), fill=INK, anchor="mm")
    height = (bottom - top) * HEIGHT / len(lines)
    for place, line in enumerate(lines):
        _line(draw, line, top * HEIGHT + place * height, height)
    askew = sheet.rotate(0.9, Image.Resampling.BICUBIC, fillcolor=DESK)
    kept = io.BytesIO()
    askew.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _line(draw: ImageDraw.ImageDraw, line: Line, top: float, height: float) -> None:
    label, figure, between = line
    draw.rectangle((60, top + 6, WIDTH - 60, top + height - 6), outline=LINE, width=3)
    draw.text((90, top + 40), label, font=_font(34), fill=LINE, anchor="lm")
    draw.text((90, top + height - 40), between, font=_font(38), fill=INK, anchor="lm")
    _tallies(draw, figure, top, height)
    _boxes(draw, figure, top, height)


def _tallies(draw: ImageDraw.ImageDraw, figure: int, top: float, height: float) -> None:
    """Draw fives, as many rows of them as there is room for."""
    for count in range(min(figure // 5, int((height - 90) // 60) * 12)):
        x, y = 100 + count % 12 * 58, top + 84 + count // 12 * 60
        for stroke in range(4):
            draw.line((x + stroke * 9, y, x + stroke * 9, y + TALLY), fill=SOFT, width=3)
        draw.line((x - 6, y + TALLY, x + 34, y), fill=SOFT, width=3)


def _boxes(draw: ImageDraw.ImageDraw, figure: int, top: float, height: float) -> None:
    """Draw a digit in each of three boxes."""
    wide, high = BOX[0], int(min(BOX[1], height - 24))
    for place, digit in enumerate(str(figure).rjust(3)):
        x = WIDTH - 90 - (3 - place) * (wide + 12)
        y = top + (height - high) / 2
        draw.rectangle((x, y, x + wide, y + high), fill="white", outline=LINE, width=3)
        draw.text((x + wide / 2, y + high / 2), digit, font=_font(high), fill=INK, anchor="mm")


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
