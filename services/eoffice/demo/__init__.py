"""The demo's organisation: made titles and units of Kota Pangkalpinang, held by role accounts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

FILE = Path(__file__).with_name("organisation.csv")


def organisation(today: date) -> str:
    """Return the organisation as CSV, with who stands in this year and this quarter.

    The same text all quarter long, so that it may be put at every start.
    """
    first = 3 * ((today.month - 1) // 3) + 1
    last = monthrange(today.year, first + 2)[1]
    days = {
        "{year_first}": date(today.year, 1, 1),
        "{year_last}": date(today.year, 12, 31),
        "{quarter_first}": date(today.year, first, 1),
        "{quarter_last}": date(today.year, first + 2, last),
    }
    text = FILE.read_text(encoding="utf-8")
    for word, day in days.items():
        text = text.replace(word, day.isoformat())
    return text
