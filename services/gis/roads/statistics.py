"""Figures on how sound roads are, with their trend. Pure."""

from __future__ import annotations

from typing import Any

from services.gis.roads.domain import CLASSES, UNKNOWN, soundness
from services.gis.roads.statistics_repository import Counts

BY = ("district", "surface", "year")


def items(counts: Counts, by: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return an item for each key: the newest year's metres, and the trend over years."""
    if by == "year":
        return [{"key": key, **_figures(years[int(key)])} for key, years in sorted(counts.items())]
    return [
        {
            "key": key,
            "name": names.get(key, key),
            **_figures(years[max(years)]),
            "trend": [{"year": year, **_figures(years[year])} for year in sorted(years)],
        }
        for key, years in sorted(counts.items())
    ]


def total(counts: Counts) -> dict[str, Any]:
    """Return the figures of all keys together, in the newest year."""
    newest = max((year for years in counts.values() for year in years), default=0)
    metres = dict.fromkeys((*CLASSES, UNKNOWN), 0.0)
    for years in counts.values():
        for condition, length in years.get(newest, {}).items():
            metres[condition] += length
    return _figures(metres)


def _figures(metres: dict[str, float]) -> dict[str, Any]:
    whole = {one: metres.get(one, 0.0) for one in (*CLASSES, UNKNOWN)}
    rounded = {one: round(length, 3) for one, length in whole.items()}
    share = soundness(whole)
    length = round(sum(whole.values()), 3)
    return {
        "metres": rounded,
        "length_m": length,
        "soundness": None if share is None else round(share, 4),
    }
