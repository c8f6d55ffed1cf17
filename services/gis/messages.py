"""What commands and events bring, read into the domain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from shapely import MultiPolygon, Point

from libs.kit import areas
from libs.kit.errors import FieldError, Invalid
from services.gis.domain import Area, Boundary, Station
from services.gis.layers import checking
from services.gis.layers.builtin import BUILTIN

MOST_ITEMS = 1000


def parse_areas(data: dict[str, Any]) -> list[Area]:
    """Read `{"items": [{"code", "name", "point": [lon, lat] | null}]}`; a village has a point.

    Raises Invalid that names each field.
    """
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid("not areas", (FieldError("items", f"needs 1 to {MOST_ITEMS} areas"),))
    errors = tuple(error for number, item in enumerate(items) for error in _wrong(number, item))
    if errors:
        raise Invalid("not areas", errors)
    return [Area(i["code"], i["name"].strip(), point(i.get("point"))) for i in items]


def _wrong(number: int, item: Any) -> Iterable[FieldError]:
    place = f"items.{number}"
    if not isinstance(item, dict):
        yield FieldError(place, "needs an object")
        return
    code, name = item.get("code"), item.get("name")
    if not isinstance(code, str) or not areas.is_area(code) or len(code) not in (4, 6, 10):
        yield FieldError(f"{place}.code", "needs the digits of a regency, district or village")
    if not isinstance(name, str) or not name.strip():
        yield FieldError(f"{place}.name", "needs a name")
    where = item.get("point")
    needed = isinstance(code, str) and len(code) == 10
    if not (_is_point(where) or (where is None and not needed)):
        yield FieldError(f"{place}.point", "needs [longitude, latitude] in degrees")


def parse_boundaries(data: dict[str, Any]) -> list[Boundary]:
    """Read `{"items": [{"code", "name": text | null, "geometry": GeoJSON polygon}]}`.

    Raises Invalid that names each field.
    """
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise Invalid("not boundaries", (FieldError("items", f"needs 1 to {MOST_ITEMS} areas"),))
    found: dict[str, Boundary] = {}
    errors: list[FieldError] = []
    for number, item in enumerate(items):
        read = _boundary(f"items.{number}", item if isinstance(item, dict) else {}, errors)
        if read.code in found:
            errors.append(FieldError(f"items.{number}.code", "is there twice"))
        found[read.code] = read
    if errors:
        raise Invalid("not boundaries", tuple(errors))
    return list(found.values())


def _boundary(place: str, item: dict[str, Any], errors: list[FieldError]) -> Boundary:
    code, name, shape = item.get("code"), item.get("name"), None
    if not isinstance(code, str) or not areas.is_area(code) or len(code) not in (2, 4, 6, 10):
        errors.append(FieldError(f"{place}.code", "needs the digits of an area down to a village"))
        code = f"{place}."
    if not (name is None or (isinstance(name, str) and name.strip() and "\0" not in name)):
        errors.append(FieldError(f"{place}.name", "needs a name or null"))
        name = None
    try:
        shape = checking.fitting(checking.shape(item.get("geometry"))[0], BUILTIN["villages"])
        if shape is None:
            errors.append(FieldError(f"{place}.geometry", "needs a polygon"))
    except Invalid as error:
        errors += [FieldError(f"{place}.{one.field}", one.message) for one in error.errors]
    return Boundary(code, name and name.strip(), cast("MultiPolygon | None", shape))


def _is_point(value: Any) -> bool:
    return _numbers(value, 2) and abs(value[0]) <= 180 and abs(value[1]) <= 90


def _numbers(value: Any, count: int) -> bool:
    if not isinstance(value, list | tuple) or len(value) != count:
        return False
    return all(isinstance(n, int | float) and not isinstance(n, bool) for n in value)


def point(value: Any) -> Point | None:
    """Return the point of `[lon, lat]`, or None for null."""
    return None if value is None else Point(value)


def station(data: dict[str, Any]) -> Station:
    """Read the data of elections.station_registered."""
    return Station(
        data["tps"],
        data["election"],
        data["number"],
        data["special"],
        data["name"] or f"TPS {data['number']:03d}",
        data["dpt"]["total"] if data["dpt"] else None,
        point(data["point"]),
    )
