"""Questions to a layer, read of the address: known parameters, and the layer's own attributes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from libs.kit.errors import FieldError, Invalid
from services.gateway.ogc.layers import Layer

LONGEST_LIMIT = 9  # digits
Read = Callable[[str], Any]

_TEXT = {"type": "string"}
_URI = {"type": "string", "format": "uri"}
FORMAT = {
    "f": {"type": "string", "enum": ["json", "html"], "description": "in place of Accept"},
    "lang": {"type": "string", "enum": ["id", "en"], "description": "of a page"},
}
CRS = {"crs": {**_URI, "description": "one of the collection's `crs`"}}
ITEMS: dict[str, dict[str, Any]] = {
    **FORMAT,
    **CRS,
    "limit": {"type": "integer", "minimum": 1, "default": 100, "description": "cut at 10,000"},
    "bbox": {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 6,
        "description": "west, south, east, north, in the order of `bbox-crs`",
    },
    "bbox-crs": {**_URI, "description": "CRS84 unless told"},
    "datetime": {**_TEXT, "description": "an instant, or an interval such as 2024-01-01/.."},
    "filter": {**_TEXT, "description": "CQL2"},
    "filter-lang": {"type": "string", "enum": ["cql2-text", "cql2-json"]},
    "filter-crs": {**_URI, "description": "CRS84 unless told"},
    "sortby": {**_TEXT, "description": "names with commas between; - before one: descending"},
    "properties": {**_TEXT, "description": "names of the attributes wanted, commas between"},
    "skipGeometry": {"type": "boolean"},
    "area": {**_TEXT, "description": "area code: features inside it"},
    "matched": {
        "type": "string",
        "enum": ["bounded", "exact", "none"],
        "description": "how numberMatched is counted: up to 10,000, to the end, not at all",
    },
    "offset": {"type": "integer", "minimum": 0, "maximum": 10_000, "description": "to pass over"},
    "after": {**_TEXT, "description": "where the page begins; links have it"},
}
_SENT = {
    **{name: name.replace("-", "_") for name in ITEMS},
    "properties": "fields",
    "skipGeometry": "skip_geometry",
    "matched": "count",
}


def features(asked: MultiDict[str, str], layer: Layer) -> dict[str, Any]:
    """Return the data of `list_features`; raises Invalid naming each parameter that is wrong.

    Whatever is not a known parameter has to be one of the layer's queryables.
    """
    found: dict[str, Any] = {}
    properties: dict[str, str] = {}
    errors = []
    for name in asked:
        try:
            text = _once(asked, name)
            if name in ITEMS:
                found[_SENT[name]] = _READ.get(name, str)(text)
            else:
                properties[_queryable(name, layer)] = text
        except ValueError as error:
            errors.append(FieldError(name, str(error)))
    if errors:
        raise Invalid("the question is not understood", tuple(errors))
    for name in FORMAT:
        found.pop(name, None)
    return found | ({"properties": properties} if properties else {})


def _once(asked: MultiDict[str, str], name: str) -> str:
    if len(asked.getlist(name)) > 1:
        raise ValueError("is there twice")
    return asked[name]


def _queryable(name: str, layer: Layer) -> str:
    if name == "geometry" or name not in layer["queryables"]["properties"]:
        raise ValueError("is neither a parameter nor a queryable of this collection")
    return name


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) < 1:
        raise ValueError("needs a whole number from 1")
    return int(text) if len(text) <= LONGEST_LIMIT else 10**LONGEST_LIMIT


def _offset(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_LIMIT:
        raise ValueError("needs a whole number from 0")
    return int(text)


def _box(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError("needs numbers with commas between them") from None
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise ValueError("needs 4 or 6 numbers: west, south, east, north in the CRS's order")
    return numbers


def _choice(name: str) -> Read:
    choices = ITEMS[name]["enum"]

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"needs one of {', '.join(choices)}")
        return text

    return read


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("needs true or false")
    return text == "true"


_READ: dict[str, Read] = {
    "limit": _limit,
    "offset": _offset,
    "bbox": _box,
    "skipGeometry": _truth,
    "f": _choice("f"),
    "lang": _choice("lang"),
    "filter-lang": _choice("filter-lang"),
    "matched": _choice("matched"),
}
