"""What holds of every filter: its bounds, its error, and the classes of the standard that it keeps.

CQL2 is OGC 21-065r2 (Common Query Language, version 1.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from libs.kit.errors import FieldError, Invalid

MOST_TEXT = 8192  # characters of CQL2 text
MOST_JSON = 65_536  # bytes of CQL2 JSON, which may hold a drawn outline
MOST_DEPTH = 32
MOST_NODES = 500  # operations, names and values; a geometry is one
MOST_SECONDS = 4.0  # of a statement: the gateway waits for 5 (KENDALI_RPC_SECONDS)

_CLASSES = (
    "cql2-text",
    "cql2-json",
    "basic-cql2",
    "advanced-comparison-operators",
    "case-insensitive-comparison",
    "accent-insensitive-comparison",
    "basic-spatial-functions",
    "basic-spatial-functions-plus",
    "spatial-functions",
    "temporal-functions",
    "array-functions",
    "property-property",
    "functions",
    "arithmetic",
)
CONFORMANCE = tuple(f"http://www.opengis.net/spec/cql2/1.0/conf/{one}" for one in _CLASSES)

Path = tuple[str | int, ...]  # from the filter's root to the place, as in its JSON


class BadFilter(Invalid):
    """The filter can't be read, or asks for what the layer does not have.

    400 and not 422, as OGC API - Features asks of every wrong query parameter.
    """

    status, slug, title = 400, "bad-filter", "The filter is not understood"


def bad(path: Path, message: str) -> BadFilter:
    """Return the error that names the place, such as `filter.args.1`."""
    place = ".".join(str(step) for step in ("filter", *path))
    return BadFilter(f"{place} {message}", (FieldError(place, message),))


def shown(value: Any) -> str:
    """Return the value short enough for a message."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def check_bounds(cql: Any, transparent: str = "") -> None:
    """Raise BadFilter if the filter (JSON) is too deep or has too many nodes.

    It walks without recursion, so that it may be asked of anything. Operations called
    `transparent` have no depth of their own.
    """
    waiting: list[tuple[Any, int]] = [(cql, 1)]
    for count, (node, depth) in enumerate(_emptied(waiting), 1):
        if depth > MOST_DEPTH:
            raise bad((), f"is nested more than {MOST_DEPTH} deep")
        if count > MOST_NODES:
            raise bad((), f"has more than {MOST_NODES} operations, names and values")
        below = depth + (not (isinstance(node, dict) and transparent and _is(node, transparent)))
        waiting.extend((child, below) for child in _children(node))


def _emptied(waiting: list[tuple[Any, int]]) -> Iterator[tuple[Any, int]]:
    while waiting:
        yield waiting.pop()


def _is(node: dict[str, Any], operation: str) -> bool:
    return node.get("op") == operation


def _children(node: Any) -> Iterator[Any]:
    """Yield what may hold more; a geometry's coordinates and a box's numbers do not."""
    if isinstance(node, list):
        yield from node
    elif isinstance(node, dict) and "type" not in node:
        for name in ("args", "interval", "date", "timestamp"):
            child = node.get(name)
            yield from child if isinstance(child, list) else [child] if name in node else []
