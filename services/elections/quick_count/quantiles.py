"""Student's t: its quantile for whole degrees of freedom, by the closed form of its integral."""

from __future__ import annotations

import functools
import math
from statistics import NormalDist

EXACT = 300  # degrees of freedom up to which the closed form is summed
HALVINGS = 60


@functools.lru_cache(maxsize=1000)
def t_quantile(confidence: float, freedom: int) -> float:
    """Return the t that holds this share of the distribution between -t and t.

    `freedom` is at least 1. Above EXACT by Cornish and Fisher's expansion, good to 1e-6.
    """
    if freedom > EXACT:
        return _expanded(NormalDist().inv_cdf((1 + confidence) / 2), freedom)
    low, high = 0.0, 1.0
    while _between(high, freedom) < confidence:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _between(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def _between(t: float, freedom: int) -> float:
    """Return the probability of -t … t (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= cosine**2 * power / (power + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def _expanded(z: float, freedom: int) -> float:
    first = (z**3 + z) / (4 * freedom)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return z + first + second
