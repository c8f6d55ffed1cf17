"""CQL2 text or JSON → CQL2 JSON as the `cql2` package has it."""

from __future__ import annotations

import functools
import re
from typing import Any

import cql2
import orjson

from services.gis.filters import brackets
from services.gis.filters.brackets import MARK, Marked
from services.gis.filters.domain import (
    MOST_JSON,
    MOST_TEXT,
    BadFilter,
    Path,
    bad,
    check_bounds,
    shown,
)

_PLACE = re.compile(r"-->\s*(\d+):(\d+)")
_QUOTED = 20  # characters of the text that an error shows


def parse(text: str | None = None, document: Any = None) -> Any:
    """Return the filter as CQL2 JSON, which is shared: don't change it.

    `text` is CQL2 text; `document` CQL2 JSON, as objects or as text. Raises BadFilter unless just
    one of them is given and well-formed; whether it fits a layer is seen when it is compiled.
    """
    if (text is None) == (document is None):
        raise bad((), "needs either CQL2 text or CQL2 JSON")
    if text is None:
        return _parse_json(canonical(_loaded(document)))
    if not isinstance(text, str):
        raise bad((), "needs to be text")
    if len(text) > MOST_TEXT:
        raise bad((), f"has more than {MOST_TEXT} characters")
    return _parse_text(text)


@functools.lru_cache(maxsize=256)
def _parse_text(text: str) -> Any:
    if not text.strip():
        raise bad((), "is empty")
    marked = brackets.mark(text)
    try:
        parsed = cql2.parse_text(marked.text).to_json()
    except Exception as error:  # noqa: BLE001 - of an empty point the package raises a bare one
        raise _unreadable(text, marked, str(error)) from None
    check_bounds(parsed, transparent=MARK)
    return _without_marks(parsed)


def _unreadable(text: str, marked: Marked, message: str) -> BadFilter:
    found = _PLACE.search(message)
    if found is None:
        return bad((), f"can't be read: {shown(message.splitlines()[0])}")
    line, column = int(found[1]), int(found[2])
    above = marked.text.split("\n")[: line - 1]
    place = marked.original(sum(len(one) + 1 for one in above) + column - 1)
    rest = text[place : place + _QUOTED]
    return bad((), f"can't be read from character {place + 1} on: {rest or 'it ends too early'}")


def _without_marks(node: Any) -> Any:
    """Take the calls of MARK off: one argument is a group, several are a list."""
    if isinstance(node, list):
        return [_without_marks(one) for one in node]
    if not isinstance(node, dict) or "type" in node:
        return node
    if node.get("op") == MARK:
        inner = [_without_marks(one) for one in node["args"]]
        return inner[0] if len(inner) == 1 else inner
    if node.get("op") == "in":
        return node | {"args": _in_list(node["args"])}
    if str(node.get("op", "")).startswith("a_"):
        return node | {"args": [_array(one) for one in node["args"]]}
    return {name: _without_marks(value) for name, value in node.items()}


def _in_list(args: list[Any]) -> list[Any]:
    """`x IN (a, b)` arrives as a list that holds one call of MARK."""
    value, listed = args[0], args[1]
    if isinstance(listed, list) and len(listed) == 1 and _marked(listed[0]):
        listed = listed[0]["args"]
    return [_without_marks(value), _without_marks(listed)]


def _array(node: Any) -> Any:
    """`('a')` is a list of one where a list is needed, but `(values)` the property."""
    if _marked(node) and len(node["args"]) == 1 and not isinstance(node["args"][0], dict):
        return [node["args"][0]]
    return _without_marks(node)


def _marked(node: Any) -> bool:
    return isinstance(node, dict) and node.get("op") == MARK


def _loaded(document: Any) -> Any:
    if not isinstance(document, str | bytes):
        return document
    if len(document) > MOST_JSON:
        raise bad((), f"has more than {MOST_JSON} bytes")
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise bad((), f"is not JSON: {error}") from None


def canonical(document: Any) -> bytes:
    """Return the document's JSON text. Raises BadFilter for what is no JSON, or not bounded."""
    try:
        text = orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise bad((), f"is not JSON: {error}") from None
    if len(text) > MOST_JSON:
        raise bad((), f"has more than {MOST_JSON} bytes")
    check_bounds(orjson.loads(text))
    return text


@functools.lru_cache(maxsize=256)
def _parse_json(text: bytes) -> Any:
    try:
        return cql2.parse_json(text.decode()).to_json()
    except Exception:  # noqa: BLE001 - as above
        raise _unknown(orjson.loads(text), ()) from None


def _unknown(node: Any, path: Path) -> BadFilter:
    """Name the smallest part that can't be read."""
    args = node.get("args") if isinstance(node, dict) else node
    for number, child in enumerate(args if isinstance(args, list) else ()):
        try:
            cql2.parse_json(orjson.dumps(child).decode()).to_json()
        except Exception:  # noqa: BLE001 - as above
            step: Path = (number,) if isinstance(node, list) else ("args", number)
            return _unknown(child, path + step)
    return bad(path, f"is not an expression of CQL2: {shown(orjson.dumps(node).decode())}")
