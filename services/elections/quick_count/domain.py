"""A sample of polling stations, and when it may be spoken about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from libs.kit.errors import Forbidden, NotFound

# What stations are grouped by: an area level by the digits of its code, or the kind of village.
LEVELS = {"regency": 4, "district": 6, "village": 10}
STRATA = ("none", *LEVELS, "kind")
ALLOCATIONS = ("proportional", "neyman")
KINDS = {"1": "urban", "2": "rural"}  # the seventh digit: 1xxx kelurahan, 2xxx desa
USUAL_CONFIDENCE = 0.95


class UnknownSample(NotFound):
    slug, title = "unknown-sample", "No such sample in this contest"


class NotPublished(Forbidden):
    slug, title = "sample-not-published", "This sample is not published"


@dataclass(frozen=True)
class Minimum:
    """What each stratum must have in before anything of the sample is shown."""

    stations: int = 2
    percent: float = 50.0

    def needed(self, size: int) -> int:
        """Return how many of a stratum's `size` sampled stations must be in."""
        share = math.ceil(round(size * self.percent / 100, 9))
        return min(size, max(self.stations, share))


@dataclass(frozen=True)
class Stratum:
    """A group of stations: how many there are, and how many of them were drawn."""

    code: str
    population: int
    size: int


@dataclass(frozen=True)
class Sample:
    """A drawn sample; never changed, but for whether it is published."""

    id: str
    name: str
    area: str
    strata_by: str
    allocation: str
    seed: str
    strata: tuple[Stratum, ...]
    created_at: datetime
    confidence: float = USUAL_CONFIDENCE
    minimum: Minimum = field(default_factory=Minimum)
    margin: float | None = None
    expected_margin: float | None = None
    baseline: str | None = None
    published: bool = False

    @cached_property
    def size(self) -> int:
        return sum(one.size for one in self.strata)

    @cached_property
    def population(self) -> int:
        return sum(one.population for one in self.strata)

    def lacking(self, arrived: Mapping[str, int]) -> dict[str, int]:
        """Return how many stations each stratum lacks to its minimum; empty = may be shown."""
        missing = {
            one.code: self.minimum.needed(one.size) - arrived.get(one.code, 0)
            for one in self.strata
        }
        return {code: count for code, count in missing.items() if count > 0}


def stratum_of(tps: str, strata_by: str) -> str:
    """Return the code of the stratum that a station belongs to."""
    if strata_by == "kind":
        return KINDS.get(tps[6], "other")
    return tps[: LEVELS[strata_by]] if strata_by in LEVELS else "all"
