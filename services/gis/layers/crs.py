"""Coordinate reference systems that features are read and written in, by their OGC names. Pure.

CRS84 (longitude first) is the default; EPSG:4326 has latitude first, all others easting first:
Web Mercator, UTM zones 46 to 54 of both hemispheres, DGN95 TM-3 (EPSG:23830 to 23845).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from libs.kit.errors import FieldError, Invalid

WGS84 = 4326
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@dataclass(frozen=True)
class Crs:
    """`north_first`: positions are latitude, longitude. `digits` of a coordinate: 1 cm or less."""

    uri: str
    srid: int
    north_first: bool = False
    digits: int = 3

    @property
    def plain(self) -> bool:
        """Tell whether coordinates are as they are kept."""
        return self.srid == WGS84 and not self.north_first


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84, digits=7)
_METRES = (
    3857,
    *range(32646, 32655),
    *range(32746, 32755),
    *range(23830, 23846),
)
KNOWN: dict[str, Crs] = {
    one.uri: one
    for one in (
        CRS84,
        Crs(_EPSG.format(WGS84), WGS84, north_first=True, digits=7),
        *(Crs(_EPSG.format(srid), srid) for srid in _METRES),
    )
}


def find(name: Any, field: str) -> Crs:
    """Return the system of this URI, CRS84 for None; raises Invalid that names the field."""
    if name is None:
        return CRS84
    found = KNOWN.get(name) if isinstance(name, str) else None
    if found is None:
        raise Invalid("no such CRS", (FieldError(field, "is not one of this layer's systems"),))
    return found
