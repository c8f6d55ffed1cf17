"""Reads one photo, in a process of its own: `python -I decoder.py TYPE` (JPEG, PNG or HEIF).

The photo comes by stdin. Out go a line of JSON with what is known of it, and then its blobs: the
picture for people to read, its small picture, and its fingerprint, of the lengths in `blobs`. A
photo that is none goes out as `{"wrong": slug, "detail": text}`.

What strangers send is given to image libraries written in C. So this runs apart from the service,
without its secrets, under limits of memory and processor time, and can be killed; it imports
nothing of the service, which also makes it start in a tenth of a second.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import math
import os
import re
import resource
import sys
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 64_000_000  # cameras of phones give 12 to 50 million
LEAST_SIDE = 200  # below that no figure of a form can be read, nor a hole in a road be told
FULL, THUMB = 3000, 320  # the longer side of what is shown
QUALITY = 82
BITS, ICON = 16, 32  # cells in a row of the difference hash, and of the fingerprint
# Clockwise by 90, 180 and 270 degrees; Pillow counts the other way round.
TURNS = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
MEMORY, SECONDS, NICENESS = 3 << 29, 30, 10

EXIF, GPS = 0x8769, 0x8825
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, GPS_TIME, GPS_DATE = 1, 2, 3, 4, 7, 29
_TAKEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


class Wrong(Exception):
    """Why this is no photo that is taken: a slug, and a text for people."""


def read(data: bytes, kind: str) -> tuple[dict[str, Any], list[bytes]]:
    """Return what is known of the photo and its blobs; raises Wrong."""
    try:
        image = Image.open(io.BytesIO(data), formats=[kind])
        _bound(image)
        known = _told(image)
        if kind == "JPEG":  # decoded smaller at once, where it is much larger than what is shown
            image.draft("RGB", (FULL, FULL))
        size = _turned(image, known.pop("pixels"))
        picture = _upright(image)
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise Wrong("photo-unreadable", f"this is no readable {kind}") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        text = f"the file is cut off or damaged ({type(error).__name__})"
        raise Wrong("photo-unreadable", text) from None
    grey = picture.convert("L")
    known |= {"width": size[0], "height": size[1], "dhash": dhash(grey)}
    known["turned"] = "".join(dhash(grey.transpose(turn)) for turn in TURNS)
    return known, [_jpeg(picture, FULL), _jpeg(picture, THUMB), icon(grey)]


def dhash(grey: Image.Image) -> str:
    """Return 256 bits, in hexadecimal: whether each cell is lighter than its right neighbour.

    The difference hash of N. Krawetz, "Kind of Like That" (hackerfactor.com, 2013), on 16 rows of
    17 cells instead of 8 of 9: pictures of forms are too much alike for 64 bits. Lighter is more
    than by one grey: much of a form is paper, where a copy's last grey is chance.
    """
    cells = grey.resize((BITS + 1, BITS), Image.Resampling.BOX).tobytes()
    rows = (cells[start : start + BITS + 1] for start in range(0, len(cells), BITS + 1))
    bits = "".join("1" if a > b + 1 else "0" for row in rows for a, b in itertools.pairwise(row))
    return f"{int(bits, 2):0{BITS * BITS // 4}x}"


def icon(grey: Image.Image) -> bytes:
    """Return the grey of 32 by 32 cells: two pictures are compared by their correlation."""
    return grey.resize((ICON, ICON), Image.Resampling.BOX).tobytes()


def _bound(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        text = f"{width} by {height} pixels are more than {MOST_PIXELS // 1_000_000} million"
        raise Wrong("photo-too-many-pixels", text)
    if min(width, height) < LEAST_SIDE:
        text = f"{width} by {height} pixels: nothing can be read from less than {LEAST_SIDE}"
        raise Wrong("photo-too-small", text)


def _turned(image: Image.Image, pixels: tuple[int, int]) -> tuple[int, int]:
    """Return the size as people see it: orientations 5 to 8 lie on their side."""
    orientation = image.getexif().get(0x0112, 1)
    return (pixels[1], pixels[0]) if orientation in (5, 6, 7, 8) else pixels


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    if max(image.size) > FULL:
        image.thumbnail((FULL, FULL), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGB", "L"):
        return upright
    if "A" in upright.mode or "transparency" in upright.info:
        whole = upright.convert("RGBA")
        paper = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(paper, whole).convert("RGB")
    if upright.mode.startswith("I"):  # 16 bits of grey
        return upright.point(lambda grey: grey / 256).convert("L")
    return upright.convert("RGB")


def _jpeg(picture: Image.Image, side: int) -> bytes:
    """Return a copy that holds the picture and nothing else: no EXIF, no profile, no comment."""
    copy = picture.copy()
    copy.info.clear()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    copy.save(kept, "JPEG", quality=QUALITY, optimize=side == THUMB, exif=b"", icc_profile=None)
    return kept.getvalue()


def _told(image: Image.Image) -> dict[str, Any]:
    """Return what the camera says of time and place; what it says wrongly is not told."""
    known: dict[str, Any] = {"pixels": image.size}
    try:
        found = image.getexif()
        exif, gps = found.get_ifd(EXIF), found.get_ifd(GPS)
    except Exception:  # noqa: BLE001 - damaged tags fail in many ways, and the picture may be good
        return known
    for tell in (_local_time, _satellite_time, _position):
        with contextlib.suppress(Exception):  # the same
            known |= tell(exif if tell is _local_time else gps)
    return known


def _local_time(exif: dict[int, Any]) -> dict[str, Any]:
    """Return the camera's own time, which has no zone unless the camera knows it."""
    parts = _TAKEN.fullmatch(str(exif[TAKEN]).strip("\0 "))
    if parts is None:
        return {}
    year, month, day, hour, minute, second = parts.groups()
    told = {"taken": f"{year}-{month}-{day}T{hour}:{minute}:{second}"}
    offset = str(exif.get(TAKEN_OFFSET, "")).strip("\0 ")
    return told | ({"offset": offset} if _OFFSET.fullmatch(offset) else {})


def _satellite_time(gps: dict[int, Any]) -> dict[str, Any]:
    parts = _DATE.fullmatch(str(gps[GPS_DATE]).strip("\0 "))
    hour, minute, second = (int(part) for part in gps[GPS_TIME])
    day = "-".join(parts.groups()) if parts else ""
    return {"satellite": f"{day}T{hour:02}:{minute:02}:{second:02}+00:00"} if day else {}


def _position(gps: dict[int, Any]) -> dict[str, Any]:
    latitude = _degrees(gps[LATITUDE], gps[LATITUDE_REF], "S", 90)
    longitude = _degrees(gps[LONGITUDE], gps[LONGITUDE_REF], "W", 180)
    if not latitude and not longitude:  # a phone that knew no place
        return {}
    return {"position": [longitude, latitude]}


def _degrees(parts: Any, reference: Any, negative: str, most: int) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most:
        raise ValueError("no such place")
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return -found if text.strip("\0 ").upper() == negative else found


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def main(kind: str) -> None:
    """Read the photo at stdin."""
    if kind == "HEIF":
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - only where it is needed

        register_heif_opener(thumbnails=False)
    _limit()
    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at before a pixel is decoded
    blobs: list[bytes] = []
    try:
        head, blobs = read(sys.stdin.buffer.read(), kind)
    except Wrong as wrong:
        head = {"wrong": wrong.args[0], "detail": wrong.args[1]}
    except MemoryError:
        head = {"wrong": "photo-unreadable", "detail": "the photo needs too much memory"}
    line = json.dumps(head | {"blobs": [len(blob) for blob in blobs]}).encode()
    sys.stdout.buffer.write(b"".join((line, b"\n", *blobs)))


if __name__ == "__main__":
    main(sys.argv[1])
