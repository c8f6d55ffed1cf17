"""Weighted least squares with a few features, for several results at once.

A point is kept as its products, so that a fit on any choice of points is a sum of them: many fits
on parts of the same points cost little.
"""

from __future__ import annotations

from collections.abc import Sequence

Vector = Sequence[float]
RIDGE = 1e-9  # of the diagonal: features that say the same thing must not divide by zero


def products(weight: float, features: Vector, results: Vector) -> tuple[float, ...]:
    """Return the point's part of the normal equations: each feature by all features and results."""
    return tuple(weight * one * other for one in features for other in (*features, *results))


def fit(points: Sequence[Vector], features: int) -> list[list[float]]:
    """Return a row of coefficients for each result, from the products of points."""
    sums = column_sums(points)
    width = len(sums) // features
    rows = [sums[start : start + width] for start in range(0, len(sums), width)]
    for place, row in enumerate(rows):
        row[place] += RIDGE * row[place] + RIDGE
    solved = _eliminated(rows)
    return [list(column) for column in zip(*(row[features:] for row in solved), strict=True)]


def predict(coefficients: Sequence[Vector], features: Vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, features, strict=True)) for row in coefficients]


def column_sums(rows: Sequence[Vector]) -> list[float]:
    return list(map(sum, zip(*rows, strict=True)))


def _eliminated(rows: list[list[float]]) -> list[list[float]]:
    """Bring the left square of the rows to the unit matrix, by Gauss and Jordan."""
    for place in range(len(rows)):
        pivot = rows[place][place]
        rows[place] = [value / pivot for value in rows[place]]
        for other, row in enumerate(rows):
            if other != place:
                factor = row[place]
                pairs = zip(row, rows[place], strict=True)
                rows[other] = [value - factor * mine for value, mine in pairs]
    return rows
