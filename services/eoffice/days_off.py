"""Days off, year by year: national holidays and collective leave, which deadlines leave out.

`{"2027": {"source": "SKB …", "holidays": ["2027-01-01", …], "collective_leave": […]}}`; what ships
is `days_off.json`. A file of the setting names further years, or one of ours anew, so that an early
decree's change, or a region's own days, need no other release.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("days_off.json")
LISTS = ("holidays", "collective_leave")


def known(path: str = "") -> frozenset[date]:
    """Return all days off, the years of the file in place of ours; raises ValueError, OSError."""
    years = _years(SHIPPED) | (_years(Path(path)) if path else {})
    return frozenset(day for days in years.values() for day in days)


def _years(path: Path) -> dict[str, list[date]]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is not JSON: {error}") from None
    if not isinstance(told, dict):
        raise ValueError(f"{path.name} needs an object of years")  # noqa: TRY004 - it is a setting
    return {year: _days(year, one) for year, one in told.items()}


def _days(year: str, told: Any) -> list[date]:
    lists = [told.get(name, []) for name in LISTS] if isinstance(told, dict) else []
    if not lists or not all(isinstance(one, list) for one in lists):
        raise ValueError(f"{year} needs an object with {' or '.join(LISTS)}")
    days = [_day(year, text) for one in lists for text in one]
    if not days:
        raise ValueError(f"{year} names no day off")
    return days


def _day(year: str, text: Any) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"{year}: {text!r} is not a day such as {year}-01-01") from None
    if str(day.year) != year:
        raise ValueError(f"{text} stands under {year}")
    return day
