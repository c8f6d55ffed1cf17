"""Whether what somebody wrote may stand in a layer: its geometry and each attribute. Pure."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import shapely
from shapely import MultiLineString, MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from services.gis.layers.domain import SIMPLE_TYPES, Attribute, Feature, Layer

LONGEST = 20_000  # characters of a text; bytes of a JSON value
MOST_INTEGER = 2**63 - 1
FLATTENED = "heights were left out: layers are kept in two dimensions"

Errors = list[FieldError]


def shape(value: Any) -> tuple[BaseGeometry | None, list[str]]:
    """Return the geometry of GeoJSON as it was written, and notes on what was left out."""
    if value is None:
        return None, []
    if not isinstance(value, dict):
        raise _geometry("needs a GeoJSON geometry or null")
    try:
        found = shapely.from_geojson(orjson.dumps(value).decode())
    except (shapely.GEOSException, TypeError) as error:
        reason = str(error).strip().rpartition("] ")[2].strip("'")[:200]
        raise _geometry(f"is no GeoJSON geometry: {reason}") from None
    if found.is_empty or any(part.is_empty for part in shapely.get_parts(found)):
        raise _geometry("is empty")
    if found.has_z:
        return shapely.force_2d(found), [FLATTENED]
    return found, []


def fitting(found: BaseGeometry | None, layer: Layer) -> BaseGeometry | None:
    """Return the geometry (degrees, longitude first) as the layer keeps it; raises Invalid."""
    if found is None:
        return None
    wanted = layer.geometry_type
    found = _single(found) if found.geom_type == f"Multi{wanted}" else found
    kind = found.geom_type
    if wanted not in ("Geometry", kind, f"Multi{kind}"):
        raise _geometry(f"is a {kind}, and layer {layer.id} has {wanted}s")
    _in_bounds(found)
    if not found.is_valid:
        raise _geometry(f"is not valid: {shapely.is_valid_reason(found)}")
    if wanted == f"Multi{kind}" and kind in SIMPLE_TYPES:
        return _multi(found)
    return found


def _multi(found: BaseGeometry) -> BaseGeometry:
    made: dict[str, Any] = {
        "Point": MultiPoint,
        "LineString": MultiLineString,
        "Polygon": MultiPolygon,
    }
    several: BaseGeometry = made[found.geom_type]([found])
    return several


def _single(found: BaseGeometry) -> BaseGeometry:
    """Return what a multi-geometry is as one: its only part, or a line whose parts join on.

    Files often have multi-geometries throughout. What has several parts stays what it is.
    """
    parts = shapely.get_parts(found)
    if len(parts) == 1:
        one: BaseGeometry = parts[0]
        return one
    if found.geom_type != "MultiLineString":
        return found
    # In the direction of the parts if they agree; else in any.
    joined = shapely.line_merge(found, directed=True)
    return joined if joined.geom_type == "LineString" else shapely.line_merge(found)


def _in_bounds(found: BaseGeometry) -> None:
    west, south, east, north = found.bounds
    if not all(math.isfinite(number) for number in found.bounds):
        raise _geometry("has a coordinate that is no number")
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return
    swapped = south >= -180 and north <= 180 and west >= -90 and east <= 90
    hint = "; are latitude and longitude swapped?" if swapped else ""
    place = f"[{west:g} {south:g}, {east:g} {north:g}]"
    raise _geometry(f"lies outside of longitude ±180, latitude ±90: {place}{hint}")


def _geometry(message: str) -> Invalid:
    return Invalid("the feature is not valid", (FieldError("geometry", message),))


def attributes(given: Any, layer: Layer, before: Feature | None) -> tuple[dict[str, Any], Errors]:
    """Return the attributes that were given, as they are kept, and what is wrong with them.

    One that is read only may be given as it stands, null in a new feature, as QGIS names all that
    there are; it is then left out.
    """
    if not isinstance(given, dict):
        return {}, [FieldError("properties", "needs an object")]
    found, errors = {}, Errors()
    for name, value in given.items():
        attribute = layer.attribute(name)
        if attribute is None:
            errors += _unknown(name, value, layer, before)
            continue
        try:
            kept = None if value is None else typed(value, attribute)
        except ValueError as error:
            errors.append(FieldError(f"properties.{name}", str(error)))
            continue
        if not attribute.read_only:
            found[name] = kept
        elif kept != (before.properties.get(name) if before else None):
            errors.append(FieldError(f"properties.{name}", "is not for editors to change"))
    return found, errors


def _unknown(name: str, value: Any, layer: Layer, before: Feature | None) -> Errors:
    if name == layer.key and before is not None and str(value) == before.id:
        return []
    return [FieldError(f"properties.{name[:80]}", f"is not an attribute of layer {layer.id}")]


def typed(value: Any, attribute: Attribute) -> Any:
    """Return a JSON value as the attribute keeps it; raises ValueError that says what it needs."""
    kept = _KINDS[attribute.kind](value)
    if attribute.codes and kept not in [code for code, _ in attribute.codes]:
        raise ValueError(f"needs one of {', '.join(str(code) for code, _ in attribute.codes)}")
    return kept


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise ValueError(f"needs a text of up to {LONGEST} characters")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or abs(value) > MOST_INTEGER:
        raise ValueError("needs a whole number")
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError("needs a number")
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("needs true or false")  # noqa: TRY004 - one kind for all
    return value


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValueError("needs a date such as 2024-11-27") from None


def _moment(value: Any) -> Any:
    try:
        return clock.from_text(value)
    except (ValueError, TypeError):
        message = "needs a time with a zone such as 2024-11-27T19:05:00+07:00"
        raise ValueError(message) from None


def _json(value: Any) -> Any:
    with contextlib.suppress(TypeError):  # what JSON can't say, such as a number of 70 bits
        if isinstance(value, dict | list) and len(orjson.dumps(value)) <= LONGEST:
            return value
    raise ValueError(f"needs an object or list of up to {LONGEST} bytes")


_KINDS: dict[str, Any] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _moment,
    "json": _json,
}


def standing(feature: Feature, before: Feature | None, layer: Layer) -> Iterator[FieldError]:
    """Find what is wrong with the feature as it would stand: what it lacks, and its own rules."""
    for one in layer.attributes:
        if one.required and not one.read_only and feature.properties.get(one.name) is None:
            yield FieldError(f"properties.{one.name}", "is needed")
    if layer.rules is not None:
        yield from layer.rules(feature, before)
