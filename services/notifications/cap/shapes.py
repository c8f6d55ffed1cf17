"""Polygons as CAP has them: simple rings without holes, of a bounded number of points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely.geometry import Polygon, box

from services.notifications.cap.domain import Alert, Circle, Point

Ring = tuple[Point, ...]
Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees
KM_OF_DEGREE = 111.2
COARSEST = 90.0  # degrees: a ring that says nothing of where it is


def repaired(ring: Sequence[Point]) -> tuple[list[Ring], list[str]]:
    """Return the rings that cover what one means, closed, with what had to be done to it.

    A ring that crosses itself is taken apart (`shapely.make_valid`): each part is a polygon of its
    own, since CAP takes several in one area. CAP has no holes, so one that comes of it is filled.
    Lines and points that are left over bound no place and are dropped.
    """
    closed = tuple(ring) if ring and ring[0] == ring[-1] else (*ring, *ring[:1])
    if len(set(closed)) < 3:
        return [], ["a polygon of less than three points holds no place"]
    shape = _shape(closed)
    if shape.is_valid and shape.area > 0:
        return [closed], []
    parts = [one for one in _polygons(shapely.make_valid(shape)) if one.area > 0]
    if not parts:
        return [], ["a polygon that holds no place was left out"]
    notes = [f"a polygon that crosses itself was taken apart into {len(parts)}"]
    if any(one.interiors for one in parts):
        notes.append("its holes were filled: CAP has none")
    return [_ring(one) for one in parts], notes


def simplified(ring: Ring, most: int) -> tuple[Ring, list[str]]:
    """Return a ring of `most` points at most that keeps its shape as well as it can."""
    if len(ring) <= most:
        return ring, []
    tolerance = 0.0001
    made = ring
    while len(made) > most and tolerance < COARSEST:
        made = _ring(_shape(ring).simplify(tolerance))
        tolerance *= 2
    metres = round(tolerance / 2 * KM_OF_DEGREE * 1000)
    return made, [f"{len(ring)} points became {len(made)}, within about {metres} m"]


def touches(alert: Alert, bounds: Bounds) -> bool:
    """Tell whether any polygon or circle of it reaches into the bounds."""
    region = box(*bounds)
    return any(one.intersects(region) for one in shapes(alert))


def shapes(alert: Alert) -> Iterable[Any]:
    """Return its polygons and circles as shapes of longitude and latitude."""
    for area in alert.areas:
        for polygon in area.polygons:
            yield from (_shape(one) for one in repaired(polygon)[0])
        yield from map(_disc, area.circles)


def inside(alert: Alert, bounds: Bounds | None) -> tuple[float, float] | None:
    """Return a point (longitude, latitude) that lies in what it warns of, and in the bounds."""
    found = shapely.union_all(list(shapes(alert)))
    cut = found if bounds is None else found.intersection(box(*bounds))
    if cut.is_empty:
        return None
    point = cut.representative_point()
    return round(point.x, 5), round(point.y, 5)


def _disc(circle: Circle) -> Any:
    """Return about where the circle is; a radius of zero is a point that was meant to be seen."""
    latitude, longitude = circle.center
    return shapely.Point(longitude, latitude).buffer(max(circle.radius_km, 0.01) / KM_OF_DEGREE)


def _shape(ring: Sequence[Point]) -> Polygon:
    return Polygon([(longitude, latitude) for latitude, longitude in ring])


def _ring(shape: Any) -> Ring:
    return tuple((latitude, longitude) for longitude, latitude in shape.exterior.coords)


def _polygons(shape: Any) -> list[Any]:
    parts = getattr(shape, "geoms", [shape])
    return [
        one
        for part in parts
        for one in (_polygons(part) if hasattr(part, "geoms") else [part])
        if one.geom_type == "Polygon"
    ]
