"""dict ↔ domain, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shapely import Point

from libs.kit import areas, paging
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Invalid
from services.gis.domain import Area, Changed, Station

LEVELS = {"villages": "village", "districts": "district", "regencies": "regency", "tps": "station"}
MOST_ITEMS = 1000


@dataclass(frozen=True)
class Query:
    """A page of a layer: inside the area (prefix) and the box (west, south, east, north)."""

    layer: str
    area: str
    bbox: tuple[float, float, float, float] | None
    limit: int
    after: str


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


def _is_point(value: Any) -> bool:
    return _numbers(value, 2) and abs(value[0]) <= 180 and abs(value[1]) <= 90


def _numbers(value: Any, count: int) -> bool:
    if not isinstance(value, list | tuple) or len(value) != count:
        return False
    return all(isinstance(n, int | float) and not isinstance(n, bool) for n in value)


def parse_query(data: dict[str, Any], default_area: str) -> Query:
    """Read `{"layer", "area", "bbox", "limit", "after"}`; all but the layer may be absent."""
    limit, after = paging.asked(data)
    layer, area, bbox = data.get("layer"), data.get("area") or default_area, data.get("bbox")
    if layer not in LEVELS:
        raise Invalid("no such layer", (FieldError("layer", f"is not one of {', '.join(LEVELS)}"),))
    if not isinstance(area, str) or (area and not areas.is_area(area)):
        raise Invalid("no such area", (FieldError("area", "needs an area code"),))
    if bbox is not None and not _is_box(bbox):
        raise Invalid("no such box", (FieldError("bbox", "needs west, south, east, north"),))
    return Query(layer, area, None if bbox is None else tuple(bbox), limit, after)


def _is_box(value: Any) -> bool:
    return _numbers(value, 4) and value[0] <= value[2] and value[1] <= value[3]


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
        data["name"],
        data["dpt"]["total"] if data["dpt"] else None,
        point(data["point"]),
    )


def collection(rows: Iterable[Any], following: str | None) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of rows (code, geometry, and properties)."""
    # SQLAlchemy's column names are a str of its own kind, which orjson does not take for a key.
    features = [_feature({str(name): value for name, value in row.items()}) for row in rows]
    return {
        "type": "FeatureCollection",
        "features": features,
        "numberReturned": len(features),
        "next": following,
    }


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    code, geometry = row["code"], row.pop("geometry")
    row["parent"] = areas.ancestors(code)[-2]
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": row}


def to_wire(changed: Changed) -> dict[str, Any]:
    return {"layer": changed.layer, "area": changed.area, "version": changed.version}


def to_event(changed: Changed) -> Event:
    return Event("layer_changed", f"{changed.layer}/{changed.area}", to_wire(changed))
