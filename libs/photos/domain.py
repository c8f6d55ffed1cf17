"""What a photo is, by its bytes. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from libs.kit.errors import Invalid, KendaliError, TooLarge

MOST_BYTES = 10 << 20
HASH = 64  # hexadecimal digits
EARTH_METRES = 6_371_008.8  # mean radius, IUGG
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class NotAPhoto(KendaliError):
    status, slug, title = 415, "not-a-photo", "Send a JPEG, PNG or HEIC photo"


class PhotoTooLarge(TooLarge):
    slug, title = "photo-too-large", "The photo is too large"


class PhotoTooManyPixels(TooLarge):
    slug, title = "photo-too-many-pixels", "The photo has too many pixels"


class PhotoTooSmall(Invalid):
    slug, title = "photo-too-small", "The photo is too small to be read"


class PhotoUnreadable(Invalid):
    slug, title = "photo-unreadable", "The photo can't be read"


@dataclass(frozen=True)
class Facts:
    """What is known of the bytes themselves. `position` is (lon, lat), `dhash` 64 hex digits.

    `turned` are the hashes of the picture turned clockwise by 90, 180 and 270 degrees, 192 digits;
    empty for photos of before it was looked at.
    """

    sha256: str
    size: int
    width: int
    height: int
    dhash: str
    icon: bytes
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None
    turned: str = ""

    def hashes(self) -> list[int]:
        """Return the hash of the picture as it is, and of it turned, as far as they are known."""
        digits = self.dhash + self.turned
        return [int(digits[at : at + HASH], 16) for at in range(0, len(digits), HASH)]


def sniff(data: bytes) -> str:
    """Return JPEG, PNG or HEIF by the bytes themselves; raises NotAPhoto or PhotoTooLarge."""
    if len(data) > MOST_BYTES:
        raise PhotoTooLarge(f"a photo has at most {MOST_BYTES >> 20} MiB", limit=MOST_BYTES)
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise NotAPhoto("what was sent begins like no JPEG, PNG or HEIC photo")


def distance(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Return the metres between two (lon, lat) on a sphere, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, point)) for point in (a, b))
    part = math.sin((lat2 - lat1) / 2) ** 2
    part += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(part))))
