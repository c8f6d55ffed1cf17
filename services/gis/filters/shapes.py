"""Geometries of a filter, and how they relate (DE-9IM), by PostGIS."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
import sqlalchemy as sa
from shapely import GeometryCollection, LineString, Point
from shapely.geometry.base import BaseGeometry

from services.gis.filters.domain import Path, bad, shown
from services.gis.filters.values import BOOLEAN, GEOMETRY, Term, need

RELATIONS = {
    "s_intersects": "ST_Intersects",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
    "s_contains": "ST_Contains",
    "s_disjoint": "",  # not intersecting, which an index knows
}
_TYPES = {"Point", "LineString", "Polygon"}
_TYPES |= {f"Multi{one}" for one in _TYPES} | {"GeometryCollection"}
_ANY_COLLECTION = {"s_intersects", "s_disjoint"}


@dataclass(frozen=True)
class Frame:
    """The reference system of the filter's coordinates, and the layer's, which all end in.

    `north_first`: the filter's coordinates are (north, east), as EPSG:4326 has them.
    """

    srid: int = 4326
    north_first: bool = False
    layer: int = 4326

    @property
    def round_the_world(self) -> bool:
        return self.srid == 4326


def geometry(node: dict[str, Any], frame: Frame, path: Path) -> Term:
    """Return the GeoJSON geometry. Raises BadFilter if it is malformed, empty or not valid."""
    kind = node["type"]
    if not isinstance(kind, str) or kind not in _TYPES:
        raise bad(path, f"is no geometry that a filter knows: {shown(kind)}")
    _check_members(node, path)
    try:
        found = shapely.force_2d(shapely.from_geojson(orjson.dumps(node)))
    except (shapely.GEOSException, ValueError, TypeError) as error:
        said = str(error).rpartition("Exception: ")[2]
        raise bad(path, f"is not a {kind}: {shown(said)}") from None
    if found.is_empty or not all(math.isfinite(edge) for edge in found.bounds):
        raise bad(path, "is a geometry without finite coordinates")
    if not found.is_valid:
        raise bad(path, f"is not a valid {kind}: {shapely.is_valid_reason(found)}")
    return _term(_turned(found, frame), frame)


def _check_members(node: dict[str, Any], path: Path) -> None:
    members = "geometries" if node["type"] == "GeometryCollection" else "coordinates"
    if set(node) != {"type", members} or not isinstance(node[members], list):
        raise bad(path, f"a {node['type']} has type and {members}, nothing else")
    if members == "geometries":
        for number, part in enumerate(node[members]):
            place = (*path, members, number)
            if not isinstance(part, dict) or part.get("type") not in _TYPES - {node["type"]}:
                raise bad(place, "is no geometry that a collection may hold")
            _check_members(part, place)


def box(numbers: Any, frame: Frame, path: Path) -> Term:
    """Return the box of `[west, south, east, north]`, or of six numbers, whose heights don't count.

    West may lie beyond east: such a box crosses the antimeridian. Raises BadFilter.
    """
    edges = numbers if isinstance(numbers, list) else []
    if len(edges) not in {4, 6} or not all(_finite(edge) for edge in edges):
        raise bad(path, "a box needs four numbers: west, south, east, north")
    half = len(edges) // 2
    lower, upper = edges[:2], edges[half : half + 2]
    if frame.north_first:
        lower, upper = lower[::-1], upper[::-1]
    if lower[1] > upper[1]:
        raise bad(path, "the box's south lies north of its north")
    return _term(_box(lower[0], lower[1], upper[0], upper[1], frame, path), frame)


def _box(
    west: float, south: float, east: float, north: float, frame: Frame, path: Path
) -> BaseGeometry:
    if west <= east:
        return _flat(west, south, east, north)
    if not frame.round_the_world:
        raise bad(path, "the box's west lies east of its east")
    parts = [_flat(west, south, 180.0, north), _flat(-180.0, south, east, north)]
    return shapely.union_all(parts)


def _flat(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return the box, which may have no width or no height."""
    if (west, south) == (east, north):
        return Point(west, south)
    if west == east or south == north:
        return LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _finite(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < math.inf


def _turned(found: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Return the geometry with its coordinates in the order (east, north)."""
    if not frame.north_first:
        return found
    return shapely.transform(found, lambda pairs: pairs[:, ::-1])


def _term(found: BaseGeometry, frame: Frame) -> Term:
    marked = shapely.set_srid(found, frame.srid)
    sql = sa.func.ST_GeomFromEWKB(sa.literal(shapely.to_wkb(marked, include_srid=True)))
    if frame.srid != frame.layer:
        sql = sa.func.ST_Transform(sql, frame.layer)
    return Term(GEOMETRY, sql, found)


def relate(name: str, left: Term, right: Term, path: Path) -> Term:
    """Return whether the two geometries relate so."""
    for number, term in enumerate((left, right)):
        need(term, GEOMETRY, (*path, "args", number), name.upper())
        _check_collection(name, term, (*path, "args", number))
    if name == "s_disjoint":
        return Term(BOOLEAN, sa.not_(sa.func.ST_Intersects(left.sql, right.sql)))
    function = getattr(sa.func, RELATIONS[name])
    return Term(BOOLEAN, function(left.sql, right.sql, type_=sa.Boolean()))


def _check_collection(name: str, term: Term, path: Path) -> None:
    if isinstance(term.known, GeometryCollection) and name not in _ANY_COLLECTION:
        raise bad(path, f"{name.upper()} knows no collections of different geometries")
