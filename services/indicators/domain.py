"""Indicators and their observations: what may be said of them, and what a figure means. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound

ITEMS = (
    "social",
    "finance",
    "education",
    "population",
    "infrastructure",
    "public_services",
    "health",
    "licensing",
    "social_media",
)
DIRECTIONS = ("up", "down", "none")
OVER_AREAS = ("sum", "mean", "none")
OVER_TIME = ("sum", "mean", "last", "none")
STATUSES = ("provisional", "final", "revised")
SOURCES = ("upload", "push", "pull", "event", "posts", "made")
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DIMENSION = re.compile(r"[a-z][a-z0-9_]{0,29}")
REGENCY = 4  # digits of its code
DIGITS, DECIMALS = 30, 10  # of a value: before the point, and behind it


class UnknownIndicator(NotFound):
    slug, title = "unknown-indicator", "No such indicator"


class IndicatorOwned(Conflict):
    """Two agencies claim one indicator; `owner` is whose it is."""

    slug, title = "indicator-owned", "Another agency owns this indicator"


class NotKeeper(Forbidden):
    slug, title = "not-keeper", "Only the agency's keepers write its figures"


class YearClosed(Conflict):
    slug, title = "year-closed", "The year is closed: an administrator revises it, with a reason"


@dataclass(frozen=True)
class Dimension:
    """What observations are told apart by, such as sex: its codes, each with what it means."""

    name: str
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Indicator:
    """What an agency counts. `targets` are by year; `closed_until` is the last closed year.

    `weight` is the code of the indicator that a mean over areas is weighted by. `concept`,
    `classification` and `measure` are of Satu Data's standard, `references` its code references.
    """

    code: str
    item: str
    title: str
    title_en: str
    definition: str
    definition_en: str
    unit: str
    owner: str
    rhythm: str
    source: str
    direction: str = "none"
    licence: str = "CC-BY-4.0"
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()
    decimals: int = 0
    over_areas: str = "none"
    over_time: str = "last"
    weight: str | None = None
    grace_days: int = 14
    open: bool = False
    made: bool = False
    concept: str = ""
    classification: str = ""
    measure: str = ""
    references: tuple[str, ...] = ()
    closed_until: int | None = None
    key: int = 0
    version: int = 0
    unit_name: str = field(default="", compare=False)  # of the owner, empty while it is not known

    @property
    def owner_name(self) -> str:
        """Return what people call the owner; its code while no unit of it is known."""
        return self.unit_name or self.owner

    def target(self, year: int, area: str = "") -> Decimal | None:
        """Return the year's target for an area, or the last one set before it.

        Where areas add up, the target is the regency's: a part of it has none of its own.
        """
        if self.over_areas == "sum" and len(area) > REGENCY:
            return None
        set_by = [one for one in self.targets if one <= year]
        return self.targets[max(set_by)] if set_by else None

    def dims(self, given: Mapping[str, str]) -> str:
        """Return the text that a set of dimension values is kept as; raises Invalid."""
        wrong = []
        for name, value in given.items():
            known = next((one for one in self.dimensions if one.name == name), None)
            if known is None:
                wrong.append(FieldError(f"dimensions.{name}", "is no dimension of the indicator"))
            elif value not in known.codes:
                codes = ", ".join(list(known.codes)[:20])
                wrong.append(FieldError(f"dimensions.{name}", f"needs one of {codes}"))
        if wrong:
            raise Invalid("the dimensions are not valid", tuple(wrong))
        order = [one.name for one in self.dimensions if one.name in given]
        return ";".join(f"{name}={given[name]}" for name in order)

    def claimed_by(self, agency: str) -> None:
        """Raise IndicatorOwned unless it is the agency's."""
        if agency != self.owner:
            raise IndicatorOwned(f"{self.code} is kept by {self.owner_name}", owner=self.owner)


def undims(text: str) -> dict[str, str]:
    """Return the dimension values of such a text."""
    return dict(part.split("=", 1) for part in text.split(";")) if text else {}


@dataclass(frozen=True)
class Observation:
    """A value that was observed; `revision` 0 is one that is not kept yet."""

    area: str
    period: date
    value: Decimal
    dims: str = ""
    status: str = "final"
    revision: int = 0


def check_closed(
    indicator: Indicator, periods: Sequence[date], reason: str, *, admin: bool
) -> None:
    """Raise YearClosed where a closed year would be revised by the wrong one or without reason."""
    last = indicator.closed_until
    years = sorted({one.year for one in periods if last is not None and one.year <= last})
    if years and not (admin and reason):
        named = ", ".join(map(str, years[:5]))
        raise YearClosed(f"{indicator.code}: {named} is closed", years=years)


def within_bounds(unit: str, value: Decimal) -> bool:
    """Tell whether a value can be: a percentage in 0 to 100, anything counted not below 0."""
    if unit == "%":
        return 0 <= value <= 100
    return unit.startswith(("%", "indeks", "poin", "°")) or value >= 0


@dataclass(frozen=True)
class Part:
    """One part of the quality score, with its reason."""

    score: int
    why: str


@dataclass(frozen=True)
class Quality:
    """How far a figure may be trusted, 0 to 100 each; the whole is the least of the parts."""

    complete: Part
    fresh: Part
    consistent: Part

    @property
    def score(self) -> int:
        return min(self.complete.score, self.fresh.score, self.consistent.score)


def quality(
    cells: tuple[int, int], missing: int, checked: tuple[int, int], *, any_figure: bool
) -> Quality:
    """Judge by (cells there, expected), periods missing, and (figures that hold, looked at)."""
    if not any_figure:
        none = Part(0, "there is no figure yet")
        return Quality(none, none, none)
    there, expected = cells
    held, looked = checked
    return Quality(
        Part(_percent(there, expected), f"{there} of {expected} areas and periods have a figure"),
        Part(100 >> min(missing, 7), f"{missing} periods are missing" if missing else "up to date"),
        Part(_percent(held, looked), f"{held} of {looked} figures are within bounds and add up"),
    )


def _percent(part: int, whole: int) -> int:
    return 100 if whole == 0 else min(100, part * 100 // whole)


def over_time(rule: str, values: Sequence[Decimal]) -> Decimal | None:
    """Return what values of a year, the oldest first, make of the year; None for none."""
    if not values or rule == "none":
        return None
    if rule == "sum":
        return sum(values, Decimal(0))
    return values[-1] if rule == "last" else sum(values, Decimal(0)) / len(values)


def is_better(direction: str, change: Decimal | None) -> bool | None:
    """Tell whether a change is a good one; None where nobody can say."""
    if change is None or change == 0 or direction == "none":
        return None
    return (change > 0) == (direction == "up")
