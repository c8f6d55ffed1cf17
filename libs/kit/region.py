"""The region that an installation serves, as one file says: `KENDALI_REGION` is its path.

    name = "Kabupaten Contoh"         # as pages, downloads and prints call it
    area = "9901"                     # code of the province or regency
    zone = "Asia/Makassar"            # its zone; Asia/Jakarta without
    languages = ["id", "en"]          # of its pages, the usual one first; both without
    logo = "logo.png"                 # beside the file: PNG, JPEG or WebP of up to 256 KiB

    [targets]                         # percent, or in the indicator's own unit
    turnout = 80
    kemantapan-jalan = 75             # any indicator that our own services' events make

An installation without the file is called Kendali, and has no area of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from libs.kit.errors import Invalid
from libs.kit.reading import SLUG, Reader

PRODUCT = "Kendali"
LANGUAGES = ("id", "en")
FIELDS = ("name", "area", "zone", "languages", "logo", "targets")
FILE_BYTES, LOGO_BYTES = 64 * 1024, 256 * 1024
TURNOUT, USUAL_TURNOUT = "turnout", 83
MOST_TARGETS = 100
PNG, JPEG, RIFF, WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"WEBP"


@dataclass(frozen=True)
class Logo:
    """A picture's bytes, and its media type as the bytes say."""

    data: bytes = field(repr=False)
    type: str


@dataclass(frozen=True)
class Region:
    """Which region it is; as it ships it is none in particular."""

    name: str = ""
    area: str = ""
    zone: ZoneInfo = ZoneInfo("Asia/Jakarta")
    languages: tuple[str, ...] = LANGUAGES
    targets: Mapping[str, float] = field(default_factory=dict)
    logo: Logo | None = None

    @property
    def title(self) -> str:
        """What the installation is called, such as Kendali Kabupaten Contoh."""
        return f"{PRODUCT} {self.name}".strip()

    @property
    def room(self) -> str:
        """What its control room is called where it speaks to people."""
        return f"Ruang kendali {self.name}".strip()

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def turnout(self) -> int:
        """Turnout that is aimed at, percent."""
        return int(self.targets.get(TURNOUT, USUAL_TURNOUT))


def read(text: str) -> Region:
    """Read the file of this path, none for "". Raises ValueError that names every fault."""
    if not text:
        return Region()
    path = Path(text)
    with path.open("rb") as file:
        found = file.read(FILE_BYTES + 1)
    if len(found) > FILE_BYTES:
        raise ValueError(f"{path.name} has more than {FILE_BYTES} bytes")
    try:
        return _region(Reader(tomllib.loads(found.decode())), path.parent)
    except ValueError as error:
        raise ValueError(f"{path.name} is no TOML: {error}") from None
    except Invalid as error:
        faults = "; ".join(f"{one.field} {one.message}" for one in error.errors)
        raise ValueError(f"{path.name}: {faults}") from None


def _region(reader: Reader, folder: Path) -> Region:
    reader.only(FIELDS)
    made = Region(
        reader.text("name", longest=80),
        reader.code("area", 2, 4),
        _zone(reader),
        _languages(reader),
        _targets(reader),
        _logo(reader, folder),
    )
    reader.end()
    return made


def _zone(reader: Reader) -> ZoneInfo:
    name = reader.text("zone", Region.zone.key)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        reader.wrong("zone", "needs the name of a zone such as Asia/Makassar")
        return Region.zone


def _languages(reader: Reader) -> tuple[str, ...]:
    value = reader.raw("languages")
    if value is None:
        return LANGUAGES
    if not isinstance(value, list) or not value or any(one not in LANGUAGES for one in value):
        reader.wrong("languages", f"needs a list of {', '.join(LANGUAGES)}")
        return LANGUAGES
    return tuple(dict.fromkeys(value))


def _targets(reader: Reader) -> dict[str, float]:
    value = reader.raw("targets")
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MOST_TARGETS:
        reader.wrong("targets", f"needs a table of up to {MOST_TARGETS}")
        return {}
    for name, number in value.items():
        if not SLUG.fullmatch(name) or type(number) not in (int, float):
            reader.wrong(f"targets.{name}", "needs an indicator's code and a number")
        elif name == TURNOUT and not (type(number) is int and 1 <= number <= 100):
            reader.wrong(f"targets.{name}", "needs a whole number from 1 to 100")
    return dict(value)


def _logo(reader: Reader, folder: Path) -> Logo | None:
    if reader.raw("logo") is None:
        return None
    name = reader.text("logo")
    try:
        with (folder / name).open("rb") as file:
            data = file.read(LOGO_BYTES + 1)
    except OSError:
        reader.wrong("logo", f"there is no file {name} that can be read beside this one")
        return None
    found = sniffed(data)
    if found is None or len(data) > LOGO_BYTES:
        reader.wrong("logo", f"needs a PNG, JPEG or WebP of up to {LOGO_BYTES} bytes")
        return None
    return Logo(data, found)


def sniffed(data: bytes) -> str | None:
    """Return the media type of a picture that browsers show and that holds no script."""
    if data.startswith(PNG):
        return "image/png"
    if data.startswith(JPEG):
        return "image/jpeg"
    if data.startswith(RIFF) and data[8:12] == WEBP:
        return "image/webp"
    return None
