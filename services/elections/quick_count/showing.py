"""What a sample says by now, for those who may hear it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.elections.domain import Contest
from services.elections.quick_count import estimating
from services.elections.quick_count.domain import Sample
from services.elections.quick_count.estimating import Figure, Part, Row

HELD, SHOWN = "held", "shown"
DIGITS = 8
Reported = Sequence[tuple[str, Sequence[int], int, int]]


@dataclass(frozen=True)
class Estimate:
    """A sample's state: what arrived, what it lacks, and the figures once they may be shown.

    `figures` is JSON: candidates in the ballot's order, turnout, lead, total of valid votes.
    """

    arrived: dict[str, int]
    lacking: dict[str, int]
    collapsed: list[list[str]]
    figures: dict[str, Any] | None

    @property
    def state(self) -> str:
        return HELD if self.figures is None else SHOWN

    @property
    def stations(self) -> int:
        return sum(self.arrived.values())


def estimate(sample: Sample, contest: Contest, reported: Reported) -> Estimate:
    """Return the estimate from (stratum, votes, DPT with users, users) of each counted station."""
    arrived = Counter(row[0] for row in reported)
    lacking = sample.lacking(arrived)
    votes = [(row[0], (float(sum(row[1])), *map(float, row[1]))) for row in reported]
    parts = estimating.collapse(_parts(sample, votes))
    joined = [list(part.codes) for part in parts if len(part.codes) > 1]
    shown = None if lacking else _figures(sample, contest, parts)
    if shown is not None:
        told = [(row[0], (float(row[2]), float(row[3]))) for row in reported if row[2]]
        shown["turnout"] = _turnout(sample, told)
    return Estimate(dict(arrived), lacking, joined, shown)


def _parts(sample: Sample, rows: Sequence[tuple[str, Row]]) -> list[Part]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for stratum, row in rows:
        groups[stratum].append(row)
    return [Part((one.code,), one.population, tuple(groups[one.code])) for one in sample.strata]


def _figures(sample: Sample, contest: Contest, parts: Sequence[Part]) -> dict[str, Any] | None:
    shares = [
        estimating.ratio(parts, lambda row, place=place: row[place])  # type: ignore[misc]
        for place in range(1, len(contest.candidates) + 1)
    ]
    found = [one for one in shares if one is not None]
    if len(found) < len(shares):
        return None
    return {
        "candidates": [
            {"number": one.number, "name": one.name, **share_out(figure, sample.confidence)}
            for one, figure in zip(contest.candidates, found, strict=True)
        ],
        "lead": _lead(sample, contest, parts, found),
        "valid": _valid(sample, parts),
    }


def _lead(
    sample: Sample, contest: Contest, parts: Sequence[Part], shares: Sequence[Figure]
) -> dict[str, Any] | None:
    """Return the difference of the two with the most, with an interval of its own."""
    if len(shares) < 2:
        return None
    order = sorted(range(len(shares)), key=lambda place: -shares[place].value)
    first, second = order[0] + 1, order[1] + 1
    figure = estimating.ratio(parts, lambda row: row[first] - row[second])
    if figure is None:
        return None
    low, high = figure.interval(sample.confidence)
    return {
        "number": contest.numbers[first - 1],
        "over": contest.numbers[second - 1],
        "difference": round(figure.value, DIGITS),
        "low": round(max(low, -1.0), DIGITS),
        "high": round(min(high, 1.0), DIGITS),
        "clear": low > 0,
    }


def _valid(sample: Sample, parts: Sequence[Part]) -> dict[str, int] | None:
    """Return how many valid votes there will be in all."""
    figure = estimating.total(parts, lambda row: row[0])
    if figure is None:
        return None
    low, high = figure.interval(sample.confidence)
    return {"votes": round(figure.value), "low": max(0, round(low)), "high": round(high)}


def _turnout(sample: Sample, rows: Sequence[tuple[str, Row]]) -> dict[str, Any] | None:
    """Return the turnout by the stations that told their users; None where too few did."""
    if sample.lacking(Counter(stratum for stratum, _ in rows)):
        return None
    figure = estimating.ratio(estimating.collapse(_parts(sample, rows)), lambda row: row[1])
    return None if figure is None else share_out(figure, sample.confidence)


def share_out(figure: Figure, confidence: float) -> dict[str, float]:
    low, high = figure.share_interval(confidence)
    return {
        "share": round(figure.value, DIGITS),
        "low": round(low, DIGITS),
        "high": round(high, DIGITS),
        "error": round(figure.error, DIGITS),
    }
