"""Figures of the demo: made by a seeded generator, the same for the same months. Pure."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from services.indicators import messages, periods
from services.indicators.domain import Indicator, Observation

FILE = Path(__file__).with_name("definitions.json")
AREAS = {
    "1971": "Kota Pangkalpinang",
    "197101": "Bukit Intan",
    "197102": "Taman Sari",
    "197103": "Pangkal Balam",
    "197104": "Rangkui",
    "197105": "Gerunggang",
    "197106": "Gabek",
    "197107": "Girimaya",
}
YEARS, FIRST = 5, 2020
SOURCE = "Data contoh, dibuat oleh pembangkit angka; bukan data nyata"
SEED = "kendali"


@cache
def _definitions() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


def indicators() -> list[tuple[Indicator, dict[str, Any]]]:
    """Return the indicators, weights first, each with how its figures are made."""
    made = []
    for one in _definitions():
        told = {name: value for name, value in one.items() if name != "make"}
        how = one["make"]
        targets = {} if how["target"] is None else {str(FIRST): how["target"]}
        fixed = {"rhythm": "month", "source": SOURCE, "made": True, "open": True}
        more = {"grace_days": 31, "targets": targets, "references": ["Kode wilayah: Kemendagri"]}
        made.append((messages.indicator(told | fixed | more), how))
    return made


def observations(this: Indicator, how: dict[str, Any], today: date) -> Iterator[Observation]:
    """Return a figure for each sub-district and month of five years, up to the last whole month."""
    last = periods.after(periods.holding(today, "month"), "month", -1)
    for area in AREAS:
        if len(area) == 6:
            place = random.Random(f"{SEED}/{this.code}/{area}").uniform(-1, 1)  # noqa: S311
            for back in range(YEARS * 12):
                month = periods.after(last, "month", -back)
                yield Observation(area, month, _value(this, how, area, month, place))


def _value(this: Indicator, how: dict[str, Any], area: str, month: date, place: float) -> Decimal:
    """A level of the area's own, a slope, a season, and a little chance that is the month's own."""
    chance = random.Random(f"{SEED}/{this.code}/{area}/{month}").gauss(0, 0.08)  # noqa: S311
    years = month.year - FIRST + (month.month - 1) / 12
    season = how["season"] * math.sin((month.month - 6.5) * math.pi / 12)
    level = how["base"] + how["spread"] * (place + chance) + how["yearly"] * years + season
    highest = 100.0 if this.unit in ("%", "indeks") else math.inf
    return round(Decimal(min(max(level, 0.0), highest)), max(this.decimals, 0))
