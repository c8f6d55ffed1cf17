"""How a letter's number looks and in which series it counts. Pure.

A template is text with tokens, which are filled in and never evaluated:
`{classification}/{n:03}/{unit}/{month_roman}/{year}`. Numbers of a series begin anew each 1 January
(of the region's zone). Codes of classification lead the number: Permendagri 83/2022.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

RESERVED, USED, VOID = "reserved", "used", "void"
# In what numbers count on: the whole institution, a unit, a unit's kind or classification.
SCOPES = ("institution", "unit", "unit_kind", "unit_classification")
TOKENS = ("classification", "unit", "kind", "day", "month", "month_roman", "year")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST, WIDEST = 100, 9
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_COUNTER = re.compile(r"n(?::0([1-9]))?")


class NumberTaken(Conflict):
    slug, title = "number-taken", "The letter has a number, or this number has a letter"


class NumberUsed(Conflict):
    slug, title = "number-used", "The number is used or void"


class NotRecords(Forbidden):
    slug, title = "not-records", "This is a records officer's to do"


class NotBetween(Invalid):
    slug, title = "number-day", "The date is not between those of the number's neighbours"


class DayAhead(Invalid):
    slug, title = "number-day-ahead", "A number is put in for a day that has come"


class YearClosed(Invalid):
    slug, title = "number-year-closed", "The numbers of that year are closed"


class UnknownNumber(NotFound):
    slug, title = "unknown-number", "No such number"


@dataclass(frozen=True)
class Template:
    """A template in parts: (token, "") or ("", text); `n` stands at `at`, `width` digits wide."""

    text: str
    parts: tuple[tuple[str, str], ...]
    at: int
    width: int

    def around(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return what stands before the counter and after it."""
        filled = [values[token] if token else text for token, text in self.parts]
        return "".join(filled[: self.at]), "".join(filled[self.at + 1 :])


def template(text: str) -> Template:
    """Read a template; raises Invalid that names what is wrong in it."""
    if not 1 <= len(text) <= LONGEST or not text.isprintable():
        raise _wrong(f"needs 1 to {LONGEST} printable characters")
    parts: list[tuple[str, str]] = []
    counters: list[tuple[int, int]] = []
    place = 0
    for found in _PART.finditer(text):
        if found.start() != place:
            break
        place = found.end()
        counter = _COUNTER.fullmatch(found[1] or "")
        if counter:
            counters.append((len(parts), int(counter[1] or 1)))
        elif found[1] is not None and found[1] not in TOKENS:
            raise _wrong(f"{{{found[1]}}} is no token; those are n, {', '.join(TOKENS)}")
        parts.append(("", "") if counter else (found[1] or "", found[2] or ""))
    if place != len(text):
        raise _wrong(f"a brace at character {place + 1} has no partner")
    if len(counters) != 1:
        raise _wrong("needs {n} once, such as {n:03}")
    return Template(text, tuple(parts), *counters[0])


def _wrong(message: str) -> Invalid:
    return Invalid("not a template of numbers", (FieldError("template", message),))


@dataclass(frozen=True)
class Rule:
    """How letters of a unit and kind are numbered; empty: of every one. `secret` ones apart."""

    unit: str
    kind: str
    secret: bool
    template: Template
    scope: str


@dataclass(frozen=True)
class Order:
    """A letter that needs a number."""

    letter: str
    unit: str
    kind: str
    classification: str
    secret: bool


@dataclass(frozen=True)
class Draw:
    """What to draw: the series and year, the text around the counter and its width, the day."""

    order: Order
    series: str
    day: date
    before: str
    width: int
    after: str

    def text(self, n: int, suffix: str = "") -> str:
        return f"{self.before}{n:0{self.width}d}{suffix}{self.after}"


def draw(rule: Rule, order: Order, day: date) -> Draw:
    """Return how the letter's number is to be drawn on the day (of the region's zone)."""
    values = {
        "classification": order.classification,
        "unit": order.unit,
        "kind": order.kind,
        "day": f"{day.day:02d}",
        "month": f"{day.month:02d}",
        "month_roman": ROMAN[day.month - 1],
        "year": f"{day.year:04d}",
    }
    before, after = rule.template.around(values)
    return Draw(order, series(rule.scope, order), day, before, rule.template.width, after)


def series(scope: str, order: Order) -> str:
    """Return the name of the series: secret letters count in one of their own."""
    name = {
        "institution": "institution",
        "unit": f"unit:{order.unit}",
        "unit_kind": f"unit:{order.unit}:kind:{order.kind}",
        "unit_classification": f"unit:{order.unit}:classification:{order.classification}",
    }[scope]
    return f"secret:{name}" if order.secret else name


@dataclass(frozen=True)
class Number:
    """A number of a series: reserved for its letter, used by it, or void for a reason.

    `suffix` is that of one put in later, as in 15a. `day` is the date that the letter bears.
    """

    id: str
    series: str
    year: int
    n: int
    suffix: str
    text: str
    letter: str
    unit: str
    secret: bool
    state: str
    day: date
    reason: str = ""

    def used(self) -> Number:
        if self.state == VOID:
            raise NumberUsed(f"{self.text} is void")
        return replace(self, state=USED)

    def void(self, reason: str) -> Number:
        """Give the number up; it stays in its series, with the reason."""
        if self.state != RESERVED:
            raise NumberUsed(f"{self.text} is {self.state}")
        return replace(self, state=VOID, reason=reason)


def next_suffix(taken: set[str]) -> str:
    """Return the suffix of one more number behind the same one; raises NumberTaken after z."""
    for one in LETTERS:
        if one not in taken:
            return one
    raise NumberTaken("a number has 26 suffixes at most")


def check_between(day: date, before: date, after: date | None) -> None:
    """Raise Invalid unless a number put in later bears a date between its neighbours'."""
    if day < before or (after is not None and day > after):
        until = f" to {after}" if after else ""
        text = f"has to lie within the dates of its neighbours, {before}{until}"
        last = after and after.isoformat()
        raise NotBetween(errors=(FieldError("day", text),), first=before.isoformat(), last=last)


def check_open(day: date, today: date, closes: int) -> None:
    """Raise YearClosed for a day of a year that ended more than so many days ago."""
    end = date(day.year, 12, 31)
    if today - end > timedelta(days=closes):
        text = f"lies in {day.year}, whose numbers are closed"
        raise YearClosed(errors=(FieldError("day", text),), year=day.year)
