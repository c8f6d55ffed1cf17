"""Photos of forms for tests: a page of C.HASIL drawn with its figures, a little askew."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dots an inch
PAPER, LINE, SOFT, INK = "#e6e7e4", "#8b9294", "#a9aeaf", "#24313f"
BOX, TALLY = (76, 104), 34


def page(lines: Sequence[tuple[str, int]], top: float, bottom: float) -> bytes:
    """Return a JPEG of a page whose lines (label, figure) lie evenly between two heights."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    for x in (60, WIDTH - 120):
        draw.rectangle((x, 60, x + 60, 120), fill=LINE)
    draw.text((WIDTH / 2, 90), "C.HASIL", font=_font(44), fill=LINE, anchor="mm")
    draw.rectangle((60, 190, WIDTH - 60, 240), fill="#c4c8c7")
    height = (bottom - top) * HEIGHT / len(lines)
    for place, (label, figure) in enumerate(lines):
        _line(draw, label, figure, (top * HEIGHT + place * height, height))
    askew = sheet.rotate(0.9, Image.Resampling.BICUBIC, fillcolor="#3a444c")
    kept = io.BytesIO()
    askew.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _line(draw: ImageDraw.ImageDraw, label: str, figure: int, place: tuple[float, float]) -> None:
    top, height = place
    draw.rectangle((60, top + 6, WIDTH - 60, top + height - 6), outline=LINE, width=3)
    draw.text((90, top + 40), label, font=_font(34), fill=LINE, anchor="lm")
    for count in range(min(figure // 5, int((height - 90) // 60) * 12)):
        x, y = 100 + count % 12 * 58, top + 84 + count // 12 * 60
        for stroke in range(4):
            draw.line((x + stroke * 9, y, x + stroke * 9, y + TALLY), fill=SOFT, width=3)
        draw.line((x - 6, y + TALLY, x + 34, y), fill=SOFT, width=3)
    wide, high = BOX
    high = int(min(high, height - 24))
    for place_of, digit in enumerate(str(figure).rjust(3)):
        x = WIDTH - 90 - (3 - place_of) * (wide + 12)
        y = top + (height - high) / 2
        draw.rectangle((x, y, x + wide, y + high), fill="white", outline=LINE, width=3)
        draw.text((x + wide / 2, y + high / 2), digit, font=_font(high), fill=INK, anchor="mm")


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
