"""Periods as people type them, in Indonesian and English. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from services.indicators import periods

_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "ags", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NOISE = re.compile(r"\b(tahun|thn|th|bulan|bln|periode|tanggal|tgl|kumulatif|s/d|sd)\b\.?")
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_Y2 = _YEAR.replace("year", "y2")
_KINDS = "triwulan|tw|kuartal|kwartal|quarter|q|semester|smt|sem|s"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[/. -](?P<month>\d{{1,2}})[/. -]{_YEAR}")
_DAY_NAMED = re.compile(rf"(?P<day>\d{{1,2}})[ .-]*(?P<name>[a-z]+)[ .,'-]*{_YEAR}")
_ISO = re.compile(rf"{_YEAR}-(?P<month>\d{{1,2}})(?:-(?P<day>\d{{1,2}}))?(?:[t ].*)?")
_NAMED = re.compile(rf"(?P<name>[a-z]+)[ .,'/-]*{_YEAR}|{_Y2}[ ./-]*(?P<n2>[a-z]+)")
_NUMBERED = re.compile(rf"(?P<month>\d{{1,2}})[/.-]{_YEAR}|{_Y2}(?P<m2>\d\d)")
_PART = re.compile(
    rf"(?P<kind>{_KINDS})[ .-]*(?P<part>iv|i{{1,3}}|[1-4])[ .,/-]*{_YEAR}"
    rf"|{_Y2}[ ./-]*(?P<k2>{_KINDS})[ .-]*(?P<p2>iv|i{{1,3}}|[1-4])"
)


def read(value: Any, rhythm: str) -> date:
    """Return the period that a cell names; raises ValueError that says what is wanted.

    A text that names a longer or shorter time than the rhythm's is refused, but for a day, which
    names the period that holds it, as spreadsheets write months by their first or last day.
    """
    if isinstance(value, datetime):
        return periods.holding(value.date(), rhythm)
    if isinstance(value, date):
        return periods.holding(value, rhythm)
    text = _plain(str(value))
    kind, start = _found(text)
    if kind is None or start is None:
        raise ValueError(f"{str(value)[:40]!r} is no period such as {periods.EXAMPLES[rhythm]}")
    if not periods.FIRST_YEAR <= start.year <= periods.LAST_YEAR:
        raise ValueError(f"{str(value)[:40]!r} is in no year that can be")
    if kind not in ("day", rhythm):
        raise ValueError(
            f"{str(value)[:40]!r} is a {kind}, and the indicator has one each {rhythm}"
        )
    return periods.holding(start, rhythm)


def _plain(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text.strip().casefold()).split())


def _found(text: str) -> tuple[str | None, date | None]:
    """Return what kind of time the text names, and its first day."""
    try:
        return _named(text)
    except ValueError:  # a month 13, a 31 November
        return None, None


def _named(text: str) -> tuple[str | None, date | None]:
    if re.fullmatch(_YEAR, text):
        return "year", date(int(text), 1, 1)
    if found := _ISO.fullmatch(text):
        kind = "day" if found["day"] else "month"
        return kind, date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    if found := _PART.fullmatch(text):
        return _part(found)
    return _day(text) or _month(text) or (None, None)


def _day(text: str) -> tuple[str, date] | None:
    if found := _DAY_FIRST.fullmatch(text):
        return "day", date(int(found["year"]), int(found["month"]), int(found["day"]))
    if (found := _DAY_NAMED.fullmatch(text)) and found["name"] in MONTHS:
        return "day", date(int(found["year"]), MONTHS[found["name"]], int(found["day"]))
    return None


def _month(text: str) -> tuple[str, date] | None:
    if found := _NAMED.fullmatch(text):
        name = found["name"] or found["n2"]
        if name in MONTHS:
            return "month", date(int(found["year"] or found["y2"]), MONTHS[name], 1)
    if found := _NUMBERED.fullmatch(text):
        month, year = found["month"] or found["m2"], found["year"] or found["y2"]
        return "month", date(int(year), int(month), 1)
    return None


def _part(found: re.Match[str]) -> tuple[str, date]:
    kind, part = found["kind"] or found["k2"], found["part"] or found["p2"]
    year, number = int(found["year"] or found["y2"]), _ROMAN.get(part) or int(part)
    if kind.startswith("s"):
        if number > 2:
            raise ValueError("a year has two semesters")
        return "semester", date(year, (number - 1) * 6 + 1, 1)
    return "quarter", date(year, (number - 1) * 3 + 1, 1)
