"""The base map that an operator may put below the layers: tiles by address, or a PMTiles archive.

None is the default: nothing of the map comes from the internet unless somebody says so here. The
pages' policy (CSP) then lets browsers connect to this one origin besides our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ARCHIVE = ".pmtiles"
FILE_ADDRESS = "/map/base.pmtiles"
XYZ, PMTILES = "xyz", "pmtiles"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_PLACES = ("{z}", "{x}", "{y}")
_WANTED = "needs an address with {z}, {x} and {y}, or the address or path of a .pmtiles archive"


@dataclass(frozen=True)
class BaseMap:
    """`kind` is xyz or pmtiles; `url` is where browsers ask; `origin` is "" where that is here."""

    kind: str
    url: str
    origin: str = ""
    file: Path | None = None


def base_map(text: str) -> BaseMap | None:
    """Read KENDALI_MAP_BASE; raises ValueError. The text may hold a key, so no error repeats it."""
    if not text:
        return None
    if text.startswith("/"):
        return _file(Path(text))
    origin = _ORIGIN.match(text)
    rest = text[origin.end() :] if origin else ""
    if origin is None or not rest.startswith("/") or re.search(r"\s", text):
        raise ValueError(_WANTED)
    if urlsplit(text).path.endswith(ARCHIVE):
        return BaseMap(PMTILES, text, origin[0])
    if not all(rest.count(one) == 1 for one in _PLACES):
        raise ValueError(_WANTED)
    return BaseMap(XYZ, text, origin[0])


def _file(path: Path) -> BaseMap:
    if path.suffix != ARCHIVE or not path.is_file():
        raise ValueError(f"{path} is not a {ARCHIVE} file")
    return BaseMap(PMTILES, FILE_ADDRESS, file=path)
