"""By what the error of a predicted sum grows: its size, its parts, and what it is known from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

USUAL_BETWEEN = 1.0  # where one group alone is seen: groups differ as parts within them do


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sum: its group (district), and its size (registered voters)."""

    group: str
    size: float


def scale(out: Sequence[Piece], seen: Sequence[Piece], between: float) -> float:
    """Return the scale of the error of a sum over `out` that is predicted from `seen`.

    A mean of m parts predicted from n errs as sqrt(1/m + 1/n); where groups differ, by `between`
    times the variance of parts, a group that is out and not seen adds to it:
    `size · sqrt(1/m + 1/n + between · Σ (a_g - b_g)²)` with the groups' parts of out and seen.
    """
    parts, known = effective([one.size for one in out]), effective([one.size for one in seen])
    if not parts or not known:
        return 0.0
    apart: dict[str, float] = defaultdict(float)
    whole, basis = sum(one.size for one in out), sum(one.size for one in seen)
    for one in out:
        apart[one.group] += one.size / whole
    for one in seen:
        apart[one.group] -= one.size / basis
    groups = sum(value * value for value in apart.values())
    return whole * math.sqrt(1 / parts + 1 / known + between * groups)


def effective(sizes: Sequence[float]) -> float:
    """Return how many equal parts would vary as these do (Kish)."""
    square = sum(size * size for size in sizes)
    return sum(sizes) ** 2 / square if square else 0.0


def between(groups: Sequence[Sequence[float]]) -> float:
    """Return the variance between groups by that within them (analysis of variance, by moments).

    At least 0; larger where groups are few, as Student's t is; USUAL_BETWEEN where a single group,
    or no two of a group, are seen.
    """
    count = sum(len(group) for group in groups)
    if len(groups) < 2 or count <= len(groups):
        return USUAL_BETWEEN
    middle = fmean(value for group in groups for value in group)
    means = [fmean(group) for group in groups]
    pairs = list(zip(groups, means, strict=True))
    inside = sum((value - mean) ** 2 for group, mean in pairs for value in group)
    outside = sum(len(group) * (mean - middle) ** 2 for group, mean in pairs)
    within = inside / (count - len(groups))
    usual = (count - sum(len(group) ** 2 for group in groups) / count) / (len(groups) - 1)
    if not within:
        return USUAL_BETWEEN
    few = (len(groups) - 1) / max(len(groups) - 3, 1)
    return few * max(0.0, (outside / (len(groups) - 1) - within) / usual / within)
