"""What is asked of a layer: a page of features, read of the call's data."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

from libs.kit import areas, clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.gis.layers.crs import CRS84, WGS84, Crs, find
from services.gis.layers.domain import Layer

MOST, MOST_MATCHED = 10_000, 10_000
COUNTS = ("bounded", "exact", "none")
MOST_SORTED = 5  # attributes at once
GEOMETRY = "geometry"
SIDES = ("west", "south", "east", "north")
INTEGER = re.compile(r"-?[0-9]{1,18}")

Box = tuple[float | str, ...]  # four corners, or names of parameters that hold them
Period = tuple[datetime | None, datetime | None]
Sort = tuple[str, bool]


@dataclass(frozen=True)
class Query:
    """A page of a layer.

    `boxes` are (west, south, east, north) in `box_srid`, east first, two where a box crosses the
    antimeridian. `period` is closed, None is open. `sortby` has (name, descending). `after` are the
    sorted values and the key of the feature before the page; `offset` passes over more.
    """

    area: str = ""
    boxes: tuple[Box, ...] = ()
    box_srid: int = WGS84
    crs: Crs = CRS84
    period: Period | None = None
    properties: tuple[tuple[str, Any], ...] = ()
    sortby: tuple[Sort, ...] = ()
    fields: tuple[str, ...] | None = None
    with_geometry: bool = True
    limit: int = paging.USUAL
    after: tuple[Any, ...] | None = None
    offset: int = 0
    count: str = "bounded"

    def named(self) -> tuple[Query, dict[str, float | str]]:
        """Return the query with names for the corners of its boxes, and the corners by name."""
        boxes = tuple(tuple(f"{side}{n}" for side in SIDES) for n in range(len(self.boxes)))
        corners = zip(sum(boxes, ()), sum(self.boxes, ()), strict=True)
        return replace(self, boxes=boxes), dict(corners)


def kind_of(layer: Layer, name: str) -> str | None:
    """Return the kind of what a query may name: an attribute or the key."""
    attribute = layer.attribute(name)
    if attribute is not None:
        return attribute.kind
    return "integer" if name == layer.key else None


def parse_query(data: dict[str, Any], layer: Layer, principal: Principal) -> Query:
    """Read `list_features`' data but for its filter, which `filters` reads.

    Raises Invalid, whose fields are named as the query's parameters, and OutsideArea.
    """
    box_crs = find(data.get("bbox_crs"), "bbox-crs")
    sortby = _sortby(data.get("sortby"), layer)
    return Query(
        area=_area(data.get("area"), principal),
        boxes=_boxes(data.get("bbox"), box_crs),
        box_srid=box_crs.srid,
        crs=find(data.get("crs"), "crs"),
        period=_period(data.get("datetime")),
        properties=_properties(data.get("properties"), layer),
        sortby=sortby,
        fields=_fields(data.get("fields"), layer),
        with_geometry=data.get("skip_geometry") is not True,
        limit=limit(data.get("limit")),
        after=_after(data.get("after"), layer, sortby),
        offset=_offset(data.get("offset")),
        count=_one_of(data.get("count"), "count", COUNTS),
    )


def wrong(field: str, message: str) -> Invalid:
    """Return the error for a query with this fault."""
    return Invalid("the query is not valid", (FieldError(field, message),))


def _area(asked: Any, principal: Principal) -> str:
    area = asked or principal.area
    if not isinstance(area, str) or (area and not areas.is_area(area)):
        raise wrong("area", "needs an area code")
    principal.require_area(area)
    return area


def limit(asked: Any) -> int:
    """Read how many are wanted; more than the most is cut."""
    found = paging.USUAL if asked is None else asked
    if type(found) is not int or found < 1:
        raise wrong("limit", "needs a whole number from 1")
    return min(found, MOST)


def _offset(asked: Any) -> int:
    """Read how many are passed over: `after` costs less, and is what links have."""
    if asked is None:
        return 0
    if type(asked) is not int or not 0 <= asked <= MOST_MATCHED:
        raise wrong("offset", f"needs a whole number up to {MOST_MATCHED}; links lead further")
    return asked


def _one_of(asked: Any, field: str, choices: tuple[str, ...]) -> str:
    if asked is None:
        return choices[0]
    if asked not in choices:
        raise wrong(field, f"needs one of {', '.join(choices)}")
    return str(asked)


def _boxes(asked: Any, box_crs: Crs) -> tuple[Box, ...]:
    if asked is None:
        return ()
    if not _numbers(asked) or len(asked) not in (4, 6):
        raise wrong("bbox", "needs 4 or 6 numbers: west, south, east, north in the CRS's order")
    half = len(asked) // 2
    (x1, y1), (x2, y2) = asked[:2], asked[half : half + 2]
    if box_crs.north_first:
        x1, y1, x2, y2 = y1, x1, y2, x2
    if y1 > y2:
        raise wrong("bbox", "has its south above its north")
    if x1 <= x2:
        return ((x1, y1, x2, y2),)
    if box_crs.srid != WGS84:
        raise wrong("bbox", "has its west beyond its east")
    return (x1, y1, 180.0, y2), (-180.0, y1, x2, y2)


def _numbers(value: Any) -> bool:
    if not isinstance(value, list | tuple):
        return False
    return all(type(n) in (int, float) and abs(n) < 1e9 for n in value)


def _period(asked: Any) -> Period | None:
    if asked is None:
        return None
    if not isinstance(asked, str) or asked.count("/") > 1:
        raise wrong("datetime", "needs an instant, or an interval such as 2024-01-01/..")
    start, slash, end = asked.partition("/")
    low = _moment(start, time.min, open_end=bool(slash))
    high = _moment(end if slash else start, time.max, open_end=bool(slash))
    if (slash and low is None and high is None) or (low and high and low > high):
        raise wrong("datetime", "is an interval that holds no time or has no end at all")
    return low, high


def _moment(text: str, edge: time, *, open_end: bool) -> datetime | None:
    if open_end and text in ("", ".."):
        return None
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), edge, UTC)
        return clock.from_text(text)
    except ValueError:
        raise wrong("datetime", f"{text[:40]!r} is no RFC 3339 date or time with a zone") from None


def _properties(asked: Any, layer: Layer) -> tuple[tuple[str, Any], ...]:
    if asked is None:
        return ()
    if not isinstance(asked, dict):
        raise wrong("properties", "needs an object")
    return tuple((name, typed(value, name, layer)) for name, value in asked.items())


def typed(value: Any, name: str, layer: Layer) -> Any:
    """Return a query parameter's value as the attribute's kind has it."""
    kind = kind_of(layer, name)
    if kind is None or kind == "json":
        raise wrong(name, f"is not a property of {layer.id} that can be asked for")
    try:
        return value if not isinstance(value, str) else _READ[kind](value)
    except (ValueError, KeyError, OverflowError):
        raise wrong(name, f"needs a value of the kind {kind}") from None


def _integer(text: str) -> int:
    if not INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _text(text: str) -> str:
    if "\0" in text:  # PostgreSQL holds none
        raise ValueError("a null character")
    return text


_READ: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "datetime": clock.from_text,
}


def _names(asked: Any, field: str) -> list[str]:
    names = [one for one in asked.split(",") if one] if isinstance(asked, str) else asked
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise wrong(field, "needs names with commas between them")
    return names


def _sortby(asked: Any, layer: Layer) -> tuple[Sort, ...]:
    if asked is None:
        return ()
    found = []
    for one in _names(asked, "sortby"):
        name = one.lstrip("+- ")
        if kind_of(layer, name) in (None, "json"):
            raise wrong("sortby", f"{name[:80]!r} is not a sortable of {layer.id}")
        found.append((name, one.startswith("-")))
    if len(found) > MOST_SORTED:
        raise wrong("sortby", f"has more than {MOST_SORTED} names")
    return tuple(found)


def _fields(asked: Any, layer: Layer) -> tuple[str, ...] | None:
    if asked is None:
        return None
    names = _names(asked, "fields")
    unknown = [name for name in names if layer.attribute(name) is None and name != GEOMETRY]
    if unknown:
        raise wrong("fields", f"{unknown[0][:80]!r} is not an attribute of {layer.id}")
    return tuple(dict.fromkeys(name for name in names if name != GEOMETRY))


def whole(data: dict[str, Any], name: str, default: int | None = None) -> int:
    """Read a version or the like: a whole number from 0."""
    value = data.get(name, default)
    if isinstance(value, str) and INTEGER.fullmatch(value):
        value = int(value)
    if type(value) is not int or not 0 <= value < 2**63:
        raise wrong(name, "needs a whole number from 0")
    return value


def token(values: tuple[Any, ...]) -> str:
    """Return the `next` of a page that ends at these sorted values and key."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _after(asked: Any, layer: Layer, sortby: tuple[Sort, ...]) -> tuple[Any, ...] | None:
    if asked is None:
        return None
    try:
        text = base64.urlsafe_b64decode(asked + "=" * (-len(asked) % 4))
        values = orjson.loads(text)
        kinds = [kind_of(layer, name) for name, _ in sortby]
        kinds.append("text" if layer.text_key else "integer")
        if not isinstance(values, list) or len(values) != len(kinds) or values[-1] is None:
            raise paging.foreign()
        return tuple(_value(v, k) for v, k in zip(values, kinds, strict=True))
    except (ValueError, TypeError):
        raise paging.foreign() from None


def _value(value: Any, kind: str | None) -> Any:
    types: dict[str | None, Any] = {"integer": int, "number": (int, float), "boolean": bool}
    if value is None:
        return None
    if not isinstance(value, types.get(kind, str)):
        raise TypeError(kind)
    return _READ[kind](value) if isinstance(value, str) and kind else value
