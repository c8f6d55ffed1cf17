"""Figures as people here write them, for templates: 48.528, 52,87 %, 27 Nov 2024 19.05 WIB."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import format_decimal, format_percent, get_locale

NONE = "-"


def written(zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    """Return what templates write figures with, by the names they have there."""
    moment_here = partial(moment, zone=zone)
    return {"count": count, "percent": percent, "day": day, "moment": moment_here, "width": width}


def count(number: int | None) -> str:
    return NONE if number is None else str(format_decimal(number))


def percent(ratio: float | None) -> str:
    return NONE if ratio is None else str(format_percent(ratio, "0.00 %"))


def day(text: str) -> str:
    """Return a date such as 27 Nov 2024."""
    return str(format_date(date.fromisoformat(text), "d MMM y", locale=get_locale()))


def moment(text: str | None, zone: ZoneInfo) -> str:
    """Return a time such as 27 Nov 2024 19.05 WIB; English has a colon."""
    if text is None:
        return NONE
    at = datetime.fromisoformat(text).astimezone(zone)
    mark = "." if str(get_locale()) == "id" else ":"
    return f"{format_date(at.date(), 'd MMM y', locale=get_locale())} {at:%H}{mark}{at:%M} {at:%Z}"


def width(part: int | None, whole: int | None) -> str:
    """Return a length for an SVG: the share of the whole in percent."""
    return f"{100 * (part or 0) / whole:.3f}%" if whole else "0%"
