"""Photos of forms for tests: drawn, held a little askew, and saved as cameras save them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from datetime import datetime
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 900, 1200
ORIENTATION, EXIF, GPS = 0x0112, 0x8769, 0x8825


def form(seed: int, *, askew: bool = True) -> Image.Image:
    """Draw a form with figures of its own by hand; a scanner holds it straight, no hand does."""
    dice = random.Random(seed)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=22)
    draw.text((80, 30), "BERITA ACARA C.HASIL-KWK", font=font, fill="black")
    for row in range(28):
        y = 90 + row * 38
        draw.line((40, y, 860, y), fill="black", width=2)
        draw.text((60, y + 7), f"Rincian {row}", font=font, fill=(30, 30, 30))
        for column in range(3):
            x = 560 + column * 100 + dice.randint(-5, 5)
            ink = (dice.randint(0, 60), dice.randint(0, 60), dice.randint(60, 160))
            draw.text(
                (x, y + 7 + dice.randint(-3, 3)), f"{dice.randint(0, 999):3d}", font=font, fill=ink
            )
    if not askew:
        return image
    corner = [dice.randint(10, 90) * sign for sign in (-1, -1, -1, 1, 1, 1, 1, -1)]
    base = (0, 0, 0, HEIGHT, WIDTH, HEIGHT, WIDTH, 0)
    quad = tuple(a + b for a, b in zip(base, corner, strict=True))
    table = tuple(dice.randint(60, 140) for _ in range(3))
    return image.transform(
        (WIDTH, HEIGHT), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=table
    )


def exif(
    taken: datetime | None = None,
    offset: str = "",
    position: tuple[float, float] | None = None,
    orientation: int = 1,
) -> Image.Exif:
    """Return what a phone writes; `position` is (lon, lat)."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = "a phone of somebody"
    if taken:
        tags.get_ifd(EXIF)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
        if offset:
            tags.get_ifd(EXIF)[0x9011] = offset
    if position:
        lon, lat = position
        tags.get_ifd(GPS).update(
            {
                1: "S" if lat < 0 else "N",
                2: _sexagesimal(lat),
                3: "W" if lon < 0 else "E",
                4: _sexagesimal(lon),
            }
        )
    return tags


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the file; `kind` is JPEG, PNG or HEIF."""
    file = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def copy(data: bytes, scale: float = 0.5, quality: int = 60) -> bytes:
    """Return the photo as a messenger sends it on: smaller, compressed anew, without EXIF."""
    image = opened(data).convert("RGB")
    size = (int(image.width * scale), int(image.height * scale))
    return saved(image.resize(size, Image.Resampling.LANCZOS), quality=quality)


def png_bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes that would be this many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = zlib.compressobj(9)
    body = (
        b"".join(rows.compress(bytes(1 + width // 8)) for _ in range(min(height, 2000)))
        + rows.flush()
    )
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees) * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return whole, minutes, round(seconds, 4)
