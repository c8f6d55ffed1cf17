"""A tile: its place, what it may hold, and which attributes it brings. Pure.

Tiles are those of WebMercatorQuad (OGC 17-083r4, the same as XYZ): at zoom z the world is 2^z tiles
wide and high, x counts from the west, y from the north.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from libs.kit.errors import Unavailable
from services.gis.layers.domain import Attribute, Layer

MOST_ZOOM = 22
EXTENT, BUFFER = 4096, 64  # units of a tile's side, and how far beyond it its geometries reach
MOST_BYTES = 500_000
MOST_LAYERS = 10
NOTE = "left-out"  # the layer that says what a tile does not hold; no layer's id has a hyphen
NOTE_BYTES = 150  # of the note on one layer, at most
FEW = 2000  # candidates that are drawn before it is known how many there are
# Of more than MOST_CANDIDATES the largest of each cell of a grid is drawn.
CELLS = 128  # on a tile's side: four pixels of a tile that is shown 512 pixels wide
MOST_CANDIDATES = CELLS * CELLS
DETAIL_ZOOM = 12  # from here on a tile brings all small attributes
EXACT_ZOOM = 16  # from here on lines are not simplified; a map enlarges the tiles of this zoom
TOLERANCE = 2  # units by which a simplified line may be off: a quarter of such a pixel
MOST_SECONDS = 4.0  # for a layer's part: the gateway waits for 5 (KENDALI_RPC_SECONDS)
LONGEST_TEXT = 200  # characters; the feature itself has the longer ones
LONGEST_NAME = 63  # bytes that PostgreSQL gives a column's name
ID, GEOMETRY = "id_", "geometry_"  # names of columns that no attribute of a tile may have

Box = tuple[float, float, float, float]


class SlowTile(Unavailable):
    slug, title = "slow-tile", "The tile could not be drawn in time"


@dataclass(frozen=True)
class Tile:
    """One tile of the world."""

    z: int
    x: int
    y: int

    @property
    def unit(self) -> float:
        """The tile's unit in degrees of longitude."""
        return 360 / (EXTENT << self.z)

    @property
    def cell(self) -> float:
        """The side of a cell in degrees of longitude; a cell is as high as it is wide."""
        return 360 / (CELLS << self.z)

    @property
    def tolerance(self) -> float:
        """By how many degrees a line may be off."""
        return TOLERANCE * self.unit if self.z < EXACT_ZOOM else 0.0

    def box(self) -> Box:
        """Return west, south, east, north in degrees of what the tile shows with its buffer."""
        rim = BUFFER / EXTENT
        west, east = (self._longitude(self.x + part) for part in (-rim, 1 + rim))
        south, north = (self._latitude(self.y + part) for part in (1 + rim, -rim))
        return west, south, east, north

    def _longitude(self, column: float) -> float:
        return column * 360 / (1 << self.z) - 180

    def _latitude(self, row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << self.z)))))


@dataclass(frozen=True)
class Drawn:
    """A layer's part of a tile, and how many features it has no room for or can't show."""

    body: bytes
    left_out: int


def shown(layer: Layer, z: int) -> tuple[Attribute, ...]:
    """Return the attributes that a tile of this zoom brings.

    Far out those that the layer's style or label names, and its key; close up all but JSON.
    """
    fitting = [one for one in layer.attributes if _fits(one.name)]
    if z >= DETAIL_ZOOM:
        return tuple(one for one in fitting if one.kind != "json")
    named = {*_texts(layer.style), layer.label}
    return tuple(one for one in fitting if one.name in named or one.column == layer.key)


def _fits(name: str) -> bool:
    return len(name.encode()) <= LONGEST_NAME and name not in (ID, GEOMETRY)


def _texts(style: Any) -> Iterator[str]:
    """Return every text of a style: where one is an attribute's name, the style needs it."""
    match style:
        case str():
            yield style
        case dict():
            yield from (text for part in style.values() for text in _texts(part))
        case list() | tuple():
            yield from (text for part in style for text in _texts(part))
