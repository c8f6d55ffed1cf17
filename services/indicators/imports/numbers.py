"""Numbers as people type them: comma or dot is decided for a column as a whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from services.indicators import domain

COMMA, DOT = "comma", "dot"
MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "\u2013",
        "\u2014",
        "n/a",
        "na",
        "n.a.",
        "nan",
        "null",
        "none",
        "nihil",
        "...",
        "…",
        "x",
    }
    | {"tidak ada", "tidak ada data", "tad", "belum ada", "*", "#n/a", "?"}
)
_MARKS = str.maketrans("", "", " \u00a0\u202f'")
_MONEY = re.compile(r"^(rp\.?|idr)", re.IGNORECASE)
_GROUPED = {
    DOT: re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    COMMA: re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_PLAIN = {DOT: re.compile(r"[+-]?\d*\.?\d+"), COMMA: re.compile(r"[+-]?\d*,?\d+")}
_WHOLE = re.compile(r"[+-]?\d+")


def is_missing(text: str) -> bool:
    """Tell whether the cell says that there is no value."""
    return text.strip().casefold() in MISSING


def bare(text: str) -> str:
    """Return a number's digits and marks: without money, percent, spaces; negative in brackets."""
    found = _MONEY.sub("", text.strip().translate(_MARKS)).rstrip("%")
    if found.startswith("(") and found.endswith(")"):
        found = f"-{found[1:-1]}"
    return found.replace("\u2212", "-")


def fits(text: str, mark: str) -> bool:
    """Tell whether the bare text is a number where `mark` is the decimal mark."""
    return bool(_PLAIN[mark].fullmatch(text) or _GROUPED[mark].fullmatch(text))


@dataclass
class Column:
    """What the cells of a column say of its decimal mark.

    `comma` and `dot` are the rows of a cell that is a number by that mark alone; `either` that of
    one that is another number by each: 1.234.
    """

    comma: int | None = None
    dot: int | None = None
    either: int | None = None
    seen: set[str] = field(default_factory=set)

    def look(self, text: str, row: int) -> None:
        """Take a cell's text into account."""
        if text in self.seen:
            return
        if len(self.seen) < 50_000:
            self.seen.add(text)
        found = bare(text)
        if _WHOLE.fullmatch(found):
            return
        by_comma, by_dot = fits(found, COMMA), fits(found, DOT)
        if by_comma and by_dot:
            self.either = row if self.either is None else self.either
        elif by_comma:
            self.comma = row if self.comma is None else self.comma
        elif by_dot:
            self.dot = row if self.dot is None else self.dot

    @property
    def mark(self) -> str | None:
        """The decimal mark, None where the cells contradict one another or leave it open."""
        if self.comma is not None and self.dot is not None:
            return None
        if self.comma is not None:
            return COMMA
        return DOT if self.dot is not None or self.either is None else None


def marks(columns: Iterable[Column]) -> str | None:
    """Return the one mark of several columns that may be typed alike, None if they differ."""
    found = {one.mark for one in columns if one.comma is not None or one.dot is not None}
    return found.pop() if len(found) == 1 else None


def parse(text: str, mark: str) -> Decimal:
    """Return the number; raises ValueError that says what is wrong."""
    found = bare(text)
    if not fits(found, mark):
        raise ValueError(f"{text.strip()[:40]!r} is not a number")
    grouping = "." if mark == COMMA else ","
    return kept(Decimal(found.replace(grouping, "").replace(",", ".")))


def of_float(value: float) -> Decimal:
    """Return a number as a spreadsheet shows it: to 15 digits, which is what it has."""
    try:
        return kept(Decimal(f"{value:.15g}"))
    except InvalidOperation:
        raise ValueError(f"{value} is not a number") from None


def kept(number: Decimal) -> Decimal:
    """Return it with as many decimals as are kept; raises ValueError for what is too large."""
    if not number.is_finite() or number.adjusted() >= domain.DIGITS:
        raise ValueError("is too large")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -domain.DECIMALS:
        number = round(number, domain.DECIMALS)
    return number
