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
VILLAGES: dict[str, str] = json.loads(
    Path(__file__).with_name("villages.json").read_text(encoding="utf-8")
)
AREAS = VILLAGES | {
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
DIGITS = {"district": 6, "village": 10}
# Of 1,000 inhabitants how many are of each five years of age, and men to 100 women of that age: the
# shape of a grown town, made.
AGES = (78, 80, 82, 82, 81, 80, 79, 77, 74, 68, 61, 50, 39, 29, 19, 21)
MEN = (105, 105, 105, 104, 103, 102, 102, 102, 102, 101, 101, 100, 99, 96, 90, 78)


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
    """Return a figure for each area and month of five years, up to the last whole month.

    Areas are sub-districts, or villages where `how` says so; what has a pyramid has its parts.
    """
    last = periods.after(periods.holding(today, "month"), "month", -1)
    for area in AREAS:
        if len(area) == DIGITS[how.get("level", "district")]:
            place = random.Random(f"{SEED}/{this.code}/{area}").uniform(-1, 1)  # noqa: S311
            for back in range(YEARS * 12):
                month = periods.after(last, "month", -back)
                value = _value(this, how, area, month, place)
                if "pyramid" in how:
                    yield from _pyramid(this, area, month, value)
                else:
                    yield Observation(area, month, value)


def _pyramid(this: Indicator, area: str, month: date, whole: Decimal) -> Iterator[Observation]:
    """Return the inhabitants by age and sex; rounded, they are about as many as the whole."""
    ages = next(one for one in this.dimensions if one.name == "age").codes
    for age, share, men in zip(ages, AGES, MEN, strict=True):
        of_age = whole * share / sum(AGES)
        parts = {"L": of_age * men / (100 + men), "P": of_age * 100 / (100 + men)}
        for sex, value in parts.items():
            dims = this.dims({"sex": sex, "age": age})
            yield Observation(area, month, round(value, 0), dims)


def _value(this: Indicator, how: dict[str, Any], area: str, month: date, place: float) -> Decimal:
    """A level of the area's own, a slope, a season, and a little chance that is the month's own."""
    chance = random.Random(f"{SEED}/{this.code}/{area}/{month}").gauss(0, 0.08)  # noqa: S311
    years = month.year - FIRST + (month.month - 1) / 12
    season = how["season"] * math.sin((month.month - 6.5) * math.pi / 12)
    level = how["base"] + how["spread"] * (place + chance) + how["yearly"] * years + season
    highest = 100.0 if this.unit in ("%", "indeks") else math.inf
    return round(Decimal(min(max(level, 0.0), highest)), max(this.decimals, 0))
