"""Periods of each rhythm: read from text, shown as text, and the arithmetic between them. Pure.

A period is kept as its first day: 2024-07-01 is July of a month's rhythm, Q3 of a quarter's.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
RHYTHMS = ("day", *MONTHS)
FIRST_YEAR, LAST_YEAR = 1900, 2200
_FORMS = {
    "day": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "semester": re.compile(r"(\d{4})-S([12])"),
    "year": re.compile(r"(\d{4})"),
}
EXAMPLES = {
    "day": "2024-11-25",
    "month": "2024-11",
    "quarter": "2024-Q3",
    "semester": "2024-S1",
    "year": "2024",
}


def parse(text: str, rhythm: str) -> date:
    """Return the first day of the period; raises ValueError that says what is wanted."""
    found = _FORMS[rhythm].fullmatch(text)
    if found is None:
        raise ValueError(f"needs a period such as {EXAMPLES[rhythm]}")
    year, *rest = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"needs a year from {FIRST_YEAR} to {LAST_YEAR}")
    if rhythm == "day":
        return date(year, rest[0], rest[1])
    month = 1 if rhythm == "year" else (rest[0] - 1) * MONTHS[rhythm] + 1
    return date(year, month, 1)


def show(start: date, rhythm: str) -> str:
    """Return the period's text."""
    match rhythm:
        case "day":
            return start.isoformat()
        case "month":
            return f"{start.year:04d}-{start.month:02d}"
        case "quarter":
            return f"{start.year:04d}-Q{(start.month + 2) // 3}"
        case "semester":
            return f"{start.year:04d}-S{1 if start.month <= 6 else 2}"
    return f"{start.year:04d}"


def holding(day: date, rhythm: str) -> date:
    """Return the first day of the period that holds the day."""
    if rhythm == "day":
        return day
    months = MONTHS[rhythm]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def after(start: date, rhythm: str, count: int = 1) -> date:
    """Return the period `count` later, or earlier where that is negative."""
    if rhythm == "day":
        return start + timedelta(days=count)
    months = start.year * 12 + start.month - 1 + MONTHS[rhythm] * count
    return date(months // 12, months % 12 + 1, 1)


def year_before(start: date) -> date:
    """Return the same period of the year before; 29 February has the 28th before it."""
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return date(start.year - 1, start.month, day)


def due(newest: date, rhythm: str, grace_days: int) -> date:
    """Return the last day on which the period after the newest one is not late."""
    return after(newest, rhythm, 2) + timedelta(days=grace_days - 1)


def days_late(newest: date, rhythm: str, grace_days: int, today: date) -> int:
    """Return for how many days the period after the newest one has been late, 0 where it is not."""
    return max(0, (today - due(newest, rhythm, grace_days)).days)


def missing(newest: date, rhythm: str, grace_days: int, today: date) -> int:
    """Return how many periods should be there and are not."""
    count = 0
    while today > due(newest, rhythm, grace_days):
        newest = after(newest, rhythm)
        count += 1
    return count
