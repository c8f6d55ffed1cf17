"""Attributes of a file as a layer keeps them: their kinds, and each value as COPY has it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

LONGEST = 20_000  # as `layers/checking.py` has it
MOST_INTEGER = 2**63 - 1
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")
NULL = "\\N"
SIMPLE = {
    "OFTInteger": "integer",
    "OFTInteger64": "integer",
    "OFTReal": "number",
    "OFTString": "text",
    "OFTTime": "text",
    "OFTDate": "date",
    "OFTDateTime": "datetime",
}


@dataclass(frozen=True)
class Field:
    """A field of the file, and the attribute that it becomes.

    `codes` are the values that it may have, none for any.
    """

    name: str
    kind: str
    codes: frozenset[Any] = frozenset()
    required: bool = False


def kind(ogr_type: str, subtype: str) -> str | None:
    """Return the kind that a field's type becomes; None for bytes, which are left out."""
    if subtype == "OFSTBoolean":
        return "boolean"
    if subtype == "OFSTJSON" or ogr_type.endswith("List"):
        return "json"
    return SIMPLE.get(ogr_type)


def inferred(values: Iterator[str]) -> str:
    """Return the kind of a column of texts: codes with leading zeros stay texts."""
    fits: dict[str, Callable[[str], Any]] = {
        "integer": INTEGER.fullmatch,
        "number": NUMBER.fullmatch,
        "boolean": lambda text: text in ("true", "false"),
        "date": _is_date,
    }
    seen = False
    for value in values:
        seen = True
        fits = {name: fit for name, fit in fits.items() if fit(value)}
        if not fits:
            break
    return next(iter(fits), "text") if seen else "text"


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


class Reader:
    """Reads columns of values; times without a zone are in the region's."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def column(self, values: np.ndarray, field: Field, refuse: Callable[[int, str], None]) -> Any:
        """Return each value as it is kept, None for none; refuses the rows that don't fit."""
        if values.dtype.kind in "iu" and field.kind == "integer" and not field.codes:
            return values.tolist()
        read = getattr(self, f"_{field.kind}")
        found = [None if _is_null(one) else one for one in values.tolist()]
        for row, value in enumerate(found):
            if value is None:
                if field.required:
                    refuse(row, f"{field.name}: is needed")
                continue
            try:
                found[row] = kept = read(value)
            except (ValueError, TypeError, OverflowError) as error:
                found[row] = None
                refuse(row, f"{field.name}: {error}")
                continue
            if field.codes and kept not in field.codes:
                refuse(row, f"{field.name}: {str(kept)[:80]!r} is none of the values it may have")
        return found

    @staticmethod
    def _text(value: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = value if isinstance(value, str) else str(value)
        if len(text) > LONGEST or "\0" in text:
            raise ValueError(f"needs a text of up to {LONGEST} characters")
        return text

    @staticmethod
    def _integer(value: Any) -> int:
        if isinstance(value, str):
            value = int(value) if INTEGER.fullmatch(value.strip()) else value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is not int or abs(value) > MOST_INTEGER:
            raise ValueError(f"{str(value)[:80]!r} is no whole number")
        return value

    @staticmethod
    def _number(value: Any) -> float:
        if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
            raise ValueError(f"{value[:80]!r} is no number")
        number = float(value)
        if not math.isfinite(number):
            raise ValueError("is no number")
        return number

    @staticmethod
    def _boolean(value: Any) -> bool:
        known = {"true": True, "false": False, 1: True, 0: False}
        found = known.get(value.strip().lower() if isinstance(value, str) else value)
        if found is None:
            raise ValueError(f"{str(value)[:80]!r} is neither true nor false")
        return found

    @staticmethod
    def _date(value: Any) -> str:
        try:
            return date.fromisoformat(str(value).replace("/", "-")[:10]).isoformat()
        except ValueError:
            raise ValueError(f"{str(value)[:80]!r} is no date such as 2024-11-27") from None

    def _datetime(self, value: Any) -> str:
        try:
            moment = datetime.fromisoformat(str(value).replace("/", "-"))
        except ValueError:
            raise ValueError(f"{str(value)[:80]!r} is no time") from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).isoformat()

    @staticmethod
    def _json(value: Any) -> str:
        if isinstance(value, str):
            found = json.loads(value, parse_constant=_no_json)
        else:
            found = value.tolist() if isinstance(value, np.ndarray) else value
        text = json.dumps(found, ensure_ascii=False, allow_nan=False)
        if not isinstance(found, dict | list) or len(text.encode()) > LONGEST or "\\u0000" in text:
            raise ValueError(f"needs an object or list of up to {LONGEST} bytes")
        return text


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no number that JSON has")


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def copied(column: list[Any]) -> list[str]:
    """Return the values as the text format of COPY has them."""
    return [_copied(one) for one in column]


def _copied(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_ESCAPED) if _SPECIAL.search(value) else value
    if isinstance(value, bool):
        return "t" if value else "f"
    return repr(value)
