"""Areas and their shapes: where only points are known, each place belongs to the nearest one.

Distances are metres in a plane laid on the middle of the points, so that a cell is right by true
distance and not by degrees; across a regency the plane is off by less than one part in a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPoint, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from libs.kit.errors import Conflict

METRES = 111_320.0  # in a degree of latitude
GRID = 1e-6  # degrees, 0.1 m: vertices that neighbours share are rounded to the same place
CLOSEST = 10.0  # metres between two villages; nearer is a slip of the pen
# How far the outline reaches beyond the outermost points, in mean distances between points. Against
# surveyed boundaries 0.9 serves best where both a compact city (Pangkalpinang, overlap 0.78 of the
# union) and a regency of many villages (Blora, 0.79) are drawn; the one likes 1.2, the other 0.3.
RIM = 0.9
LEAST_RIM = 500.0  # metres
DISTRICT, REGENCY = 6, 4  # digits

Shapes = dict[str, MultiPolygon]


class SamePoint(Conflict):
    slug, title = "same-point", "Two villages at one point"


@dataclass(frozen=True)
class Area:
    """A named area. A village has a point (lon, lat in degrees, WGS 84)."""

    code: str
    name: str
    point: Point | None


@dataclass(frozen=True)
class Boundary:
    """The boundary of an area; put without a name, the known one stays."""

    code: str
    name: str | None
    shape: MultiPolygon | None
    quality: str = "surveyed"


@dataclass(frozen=True)
class Station:
    """A polling station (TPS), as elections last registered it."""

    code: str
    election: str
    number: int
    special: bool
    name: str | None
    dpt: int | None
    point: Point | None


def shapes(villages: dict[str, Point]) -> Shapes:
    """Return the Voronoi cells of one regency's villages, its districts and itself, by code.

    Cells cover the outline without overlap, and each holds its point. The same points give the same
    shapes in any order. Raises SamePoint. Areas of another regency are not looked at: where two
    regencies meet, their outlines may overlap by the rim.
    """
    if not villages:
        return {}
    codes = sorted(villages)
    to_plane, to_degrees = _plane([villages[code] for code in codes])
    points = [shapely.transform(villages[code], to_plane) for code in codes]
    _check_distances(codes, points)
    flat = _cells(points)
    cells = [shapely.set_precision(shapely.transform(c, to_degrees), GRID) for c in flat]
    found = {code: _multi(cell) for code, cell in zip(codes, cells, strict=True)}
    return found | _unions(found, DISTRICT) | _unions(found, REGENCY)


def outline(points: Sequence[Point]) -> BaseGeometry:
    """Return what the cells cover: the convex hull of the points (metres) and a rim around it."""
    hull = MultiPoint(points).convex_hull
    spacing = math.sqrt(hull.area / len(points))
    return hull.buffer(max(RIM * spacing, LEAST_RIM))


def _cells(points: Sequence[Point]) -> list[BaseGeometry]:
    edge = outline(points)
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=edge, ordered=True)
    return [cell.intersection(edge) for cell in cells.geoms]


def _check_distances(codes: Sequence[str], points: Sequence[Point]) -> None:
    pairs = shapely.STRtree(points).query(points, predicate="dwithin", distance=CLOSEST)
    for one, other in pairs.T.tolist():
        if one < other:
            raise SamePoint(f"{codes[one]} and {codes[other]} lie within {CLOSEST:.0f} m")


def _unions(cells: Shapes, digits: int) -> Shapes:
    groups: dict[str, list[MultiPolygon]] = {}
    for code, cell in cells.items():
        groups.setdefault(code[:digits], []).append(cell)
    return {code: _multi(shapely.coverage_union_all(group)) for code, group in groups.items()}


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([part for part in shapely.get_parts(geometry) if part.area > 0])


Move = Callable[[np.ndarray], np.ndarray]


def _plane(points: Sequence[Point]) -> tuple[Move, Move]:
    middle = np.array([[p.x, p.y] for p in points]).mean(axis=0)
    scale = np.array([METRES * math.cos(math.radians(middle[1])), METRES])
    return lambda degrees: (degrees - middle) * scale, lambda metres: metres / scale + middle
