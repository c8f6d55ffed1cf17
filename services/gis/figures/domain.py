"""Figures of sub-districts, and of the regencies and provinces above them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.gis.roads.domain import CLASSES, UNKNOWN, soundness

LEVELS = (2, 4, 6)  # digits: province, regency, sub-district
CONDITIONS = (*CLASSES, UNKNOWN)
Figures = dict[str, dict[str, Any]]  # by area


@dataclass(frozen=True)
class Village:
    """`blank`: there is a place in it where no operator has a signal."""

    code: str
    blank: bool


def roads(metres: Mapping[str, Mapping[str, float]]) -> Figures:
    """Return each area's metres by condition, and how sound its roads are.

    `{"metres": {"good", "fair", "light", "heavy", "unknown"}, "length_m", "soundness"}`: whole
    metres; soundness is good and fair in percent of all, None without a road. A larger area's is of
    its metres, not the mean of percents.
    """
    sums: dict[str, dict[str, int]] = {}
    for district, found in metres.items():
        for area in _above(district):
            mine = sums.setdefault(area, dict.fromkeys(CONDITIONS, 0))
            for condition, length in found.items():
                mine[condition] += round(length)
    return {area: _road_figures(mine) for area, mine in sums.items()}


def _road_figures(metres: dict[str, int]) -> dict[str, Any]:
    share = soundness({one: float(length) for one, length in metres.items()})
    return {
        "metres": metres,
        "length_m": sum(metres.values()),
        "soundness": None if share is None else round(share, 4),
    }


def spots(villages: Iterable[Village]) -> Figures:
    """Return how many villages of each area there are, and how many have a blank spot.

    `{"villages", "blank", "codes"}`: the codes of those of a sub-district, None for larger areas.
    """
    found: Figures = {}
    for village in sorted(villages, key=lambda one: one.code):
        for area in _above(village.code[: LEVELS[-1]]):
            codes: list[str] | None = [] if len(area) == LEVELS[-1] else None
            mine = found.setdefault(area, {"villages": 0, "blank": 0, "codes": codes})
            mine["villages"] += 1
            mine["blank"] += village.blank
            if village.blank and mine["codes"] is not None:
                mine["codes"].append(village.code)
    return found


def _above(district: str) -> list[str]:
    return [district[:digits] for digits in LEVELS]
