"""Values of a filter: what kind each is, and how it becomes SQL. Whatever came in is bound."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from services.gis.filters.domain import Path, bad, shown

TEXT, NUMBER, BOOLEAN, DATE, DATETIME = "text", "number", "boolean", "date", "datetime"
JSON, GEOMETRY, INTERVAL, LIST = "json", "geometry", "interval", "list"
MOMENTS = {DATE, DATETIME}
SCALARS = {TEXT, NUMBER, BOOLEAN, *MOMENTS}
OF_ATTRIBUTE = {"integer": NUMBER} | {
    kind: kind for kind in (TEXT, NUMBER, BOOLEAN, DATE, DATETIME, JSON)
}
_WORDS = {
    TEXT: "text",
    NUMBER: "a number",
    BOOLEAN: "true or false",
    DATE: "a date",
    DATETIME: "a timestamp",
    JSON: "an array or object",
    GEOMETRY: "a geometry",
    INTERVAL: "an interval",
    LIST: "a list",
}
_LARGEST = 2**63
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Sql = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Term:
    """A part of a filter that has a value.

    `known` is the value itself where the filter spells it: str, float, bool, date, datetime, a
    Shapely geometry, the two ends of an interval (Terms; None is open), the Terms of a list.
    """

    kind: str
    sql: Sql
    known: Any = None

    @property
    def words(self) -> str:
        return _WORDS[self.kind]


def text(value: str, path: Path) -> Term:
    if "\0" in value:
        raise bad(path, "holds the character NUL, which no text of ours has")
    return Term(TEXT, sa.literal(value, sa.Text()), value)


def number(value: float, path: Path) -> Term:
    """Return the number; a whole one is bound as such, so that an index of integers is of use."""
    try:
        size = float(value)
    except OverflowError:
        size = math.inf
    if not math.isfinite(size):
        raise bad(path, "is not a finite number")
    whole = size.is_integer() and abs(size) < _LARGEST
    bound = sa.literal(int(value), sa.BigInteger()) if whole else sa.literal(size, sa.Float())
    return Term(NUMBER, bound, size)


def boolean(value: bool) -> Term:
    return Term(BOOLEAN, sa.literal(value, sa.Boolean()), value)


def day(value: Any, path: Path) -> Term:
    """Read a date such as `2025-03-31`."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise bad(path, f"needs a date such as 2025-03-31, not {shown(value)}")
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise bad(path, f"is not a date: {shown(value)} ({error})") from None
    return of_day(found)


def of_day(value: date) -> Term:
    return Term(DATE, sa.literal(value, sa.Date()), value)


def timestamp(value: Any, path: Path) -> Term:
    """Read a moment with its zone (RFC 3339), such as `2025-03-31T07:00:00Z`."""
    wanted = "needs a timestamp with its zone, such as 2025-03-31T07:00:00Z"
    if not isinstance(value, str) or not _DAY.match(value) or "T" not in value.upper():
        raise bad(path, f"{wanted}, not {shown(value)}")
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise bad(path, f"is not a timestamp: {shown(value)} ({error})") from None
    if found.tzinfo is None:
        raise bad(path, f"{wanted}, not {shown(value)}")
    return of_moment(found)


def of_moment(value: datetime) -> Term:
    return Term(DATETIME, sa.literal(value, sa.DateTime(timezone=True)), value)


def in_c(value: Sql) -> Sql:
    """Return the text under collation C, whichever its column has: order by byte, everywhere."""
    return sa.collate(value, "C")


def need(term: Term, kinds: set[str] | str, path: Path, what: str) -> Term:
    """Return the term if it is of one of these kinds. Raises BadFilter."""
    wanted = {kinds} if isinstance(kinds, str) else kinds
    if term.kind not in wanted:
        words = " or ".join(sorted(_WORDS[kind] for kind in wanted))
        raise bad(path, f"{what} needs {words}, not {term.words}{_hint(term, wanted)}")
    return term


def _hint(term: Term, wanted: set[str]) -> str:
    if term.kind == TEXT and wanted & MOMENTS:
        return "; write DATE('2025-03-31') or TIMESTAMP('2025-03-31T07:00:00Z')"
    return ""


def need_count(args: Sequence[Any], count: int, path: Path, what: str) -> None:
    if len(args) != count:
        raise bad(path, f"{what} needs {count} arguments, not {len(args)}")
