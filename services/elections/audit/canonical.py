"""JSON in one form only, so that its hash can be computed by anybody: RFC 8785 (JCS).

Members are sorted by their names' UTF-16 code units, numbers are written as ECMAScript writes them.
What has only whole numbers and plain names, as a form has, orjson writes in that form by itself.
"""

from __future__ import annotations

import math
import sys
from decimal import Decimal
from json.encoder import encode_basestring as quoted
from typing import Any

import orjson

from libs.kit.errors import Invalid

MOST_EXACT = 2**53  # beyond, an IEEE 754 double is no whole number of its own
LARGEST = sys.float_info.max
_LONGEST_INTEGER, _SMALLEST_EXPONENT = 21, -6
_ALIKE = frozenset({str, bool, type(None)})  # written by orjson as here
_WORDS = {None: "null", False: "false", True: "true"}


class NotCanonical(Invalid):
    slug, title = "not-canonical", "This JSON has no canonical form"


def dumps(value: Any) -> bytes:
    """Return the value's canonical JSON in UTF-8; raises NotCanonical."""
    if _is_plain(value):
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            pass  # half of a surrogate pair, or deeper than orjson goes
    return written(value)


def _is_plain(value: Any) -> bool:
    """Tell whether orjson's form is the canonical one."""
    kind = type(value)
    if kind is dict:
        return all(
            type(name) is str and name.isascii() and _is_plain(one) for name, one in value.items()
        )
    if kind is int:
        return bool(-MOST_EXACT <= value <= MOST_EXACT)
    return kind in _ALIKE or (kind in (list, tuple) and all(map(_is_plain, value)))


def written(value: Any) -> bytes:
    """Return what `dumps` does, by the letter of the RFC."""
    try:
        return _text(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("a text holds half of a surrogate pair") from None


def _text(value: Any) -> str:
    match value:
        case str():
            return quoted(value)
        case None | bool():
            return _WORDS[value]
        case int() | float():
            return number(value)
        case dict():
            return "{" + ",".join([f"{quoted(k)}:{_text(value[k])}" for k in _sorted(value)]) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_text, value)) + "]"
    raise NotCanonical(f"a {type(value).__name__} is no JSON")


def _sorted(members: dict[str, Any]) -> list[str]:
    try:
        if "".join(members).isascii():
            return sorted(members)
    except TypeError:
        raise NotCanonical("a member's name is no text") from None
    return sorted(members, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def number(value: float) -> str:
    """Write a double as ECMAScript does (ECMA-262, Number::toString); raises NotCanonical."""
    if isinstance(value, int) and abs(value) <= MOST_EXACT:
        return str(value)
    if abs(value) > LARGEST or math.isnan(value):
        raise NotCanonical("a number is none that a double can hold")
    value = float(value)
    if value == 0:
        return "0"
    sign, figures, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits, point = "".join(map(str, figures)), len(figures) + int(exponent)
    return "-" * sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Write the digits with the decimal point after so many of them."""
    if _SMALLEST_EXPONENT < point <= 0:
        return "0." + "0" * -point + digits
    if 0 < point <= _LONGEST_INTEGER:
        whole = digits.ljust(point, "0")
        return whole[:point] + ("." + whole[point:] if len(whole) > point else "")
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{point - 1:+d}"
