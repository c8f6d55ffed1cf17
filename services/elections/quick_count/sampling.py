"""How large a sample must be, how it is spread over strata, and which stations it takes.

The unit is the polling station, never the voter: votes of one station resemble each other.
Shares, margins and spreads are fractions (0.01 = one point).
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEAST = 2  # stations of a stratum: with one there is no spread to see
# Of shares between stations, where nothing is known: 0.07 in a city (Semarang), 0.18 in a regency
# of villages that vote together (Bener Meriah), both 2024.
USUAL_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class Frame:
    """A stratum before the draw; `spread` is the standard deviation of shares between stations."""

    code: str
    population: int
    spread: float = USUAL_SPREAD


def z_value(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def size_by_voters(population: int, margin: float, z: float) -> float:
    """Return the size by the handbook's formula for single voters at a share of one half.

    `n = z² p (1-p) N / (z² p (1-p) + (N-1) E²)` (Estok, Nevitte, Cowan: The Quick Count and
    Election Observation, NDI 2002), with N the stations. It takes a station for one voter, so it
    is too large where stations are alike and too small where they differ by more than 50 points.
    """
    variance = z**2 / 4
    return variance * population / (variance + (population - 1) * margin**2)


def size_by_stations(
    frames: Sequence[Frame], margin: float, confidence: float, allocation: str
) -> float:
    """Return the size for a margin from the spread between stations, with finite population.

    Cochran, Sampling Techniques (1977), 5.25 (Neyman) and 5.27 (proportional).
    """
    everything = sum(one.population for one in frames)
    wanted = (margin / z_value(confidence)) ** 2
    mean = sum(one.population * one.spread for one in frames) / everything
    square = sum(one.population * one.spread**2 for one in frames) / everything
    top = mean**2 if allocation == "neyman" else square
    return top / (wanted + square / everything)


def expected_margin(frames: Sequence[Frame], sizes: Sequence[int], confidence: float) -> float:
    """Return half the width of the interval that a share would have."""
    everything = sum(one.population for one in frames)
    variance = sum(
        (one.population / everything) ** 2 * (1 - size / one.population) * one.spread**2 / size
        for one, size in zip(frames, sizes, strict=True)
        if size
    )
    return z_value(confidence) * math.sqrt(variance)


def spread_of(design_effect: float, voters: float) -> float:
    """Return the spread that makes stations of `voters` worth 1/design_effect as many voters."""
    return math.sqrt(design_effect / (4 * voters))


def design_effect(spread: float, voters: float) -> float:
    """Return how many times the variance of single voters' answers this spread makes."""
    return 4 * spread**2 * voters


def allocate(
    frames: Sequence[Frame], size: int, allocation: str, least: int = LEAST
) -> tuple[int, ...]:
    """Spread `size` stations over the strata, `least` in each (all of a smaller stratum).

    Each next station goes where it takes most from the variance, by the priority
    `N S / sqrt(n (n+1))`: exact in whole numbers (Wright, The American Statistician 66, 2012).
    Proportional = the same spread everywhere. The sum is above `size` where the least ones are.
    """
    weights = [one.population * (one.spread if allocation == "neyman" else 1.0) for one in frames]
    sizes = [min(one.population, least) for one in frames]
    queue = [_next(place, weights, sizes) for place in range(len(frames))]
    heapq.heapify(queue)
    most = min(size, sum(one.population for one in frames))
    for _ in range(most - sum(sizes)):
        _, place = _first_open(queue, frames, sizes)
        sizes[place] += 1
        heapq.heappush(queue, _next(place, weights, sizes))
    return tuple(sizes)


def _next(place: int, weights: Sequence[float], sizes: Sequence[int]) -> tuple[float, int]:
    taken = sizes[place]
    priority = weights[place] / math.sqrt(taken * (taken + 1)) if taken else math.inf
    return -priority, place


def _first_open(
    queue: list[tuple[float, int]], frames: Sequence[Frame], sizes: Sequence[int]
) -> tuple[float, int]:
    """Take the stratum with the highest priority that still has stations."""
    found = heapq.heappop(queue)
    while sizes[found[1]] >= frames[found[1]].population:
        found = heapq.heappop(queue)
    return found


def choose(codes: Iterable[str], count: int, seed: str) -> list[str]:
    """Draw `count` of the stations: those with the smallest SHA-256 of `seed/code`.

    Anyone can draw it again by any program. With the same seed a larger sample holds the smaller
    one (permanent random numbers: Ohlsson, Coordination of samples, 1995).
    """
    ordered = sorted(codes, key=lambda code: _number(seed, code))
    return sorted(ordered[:count])


def _number(seed: str, code: str) -> str:
    return hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()
