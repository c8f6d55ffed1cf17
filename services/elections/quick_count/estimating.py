"""The stratified ratio estimator, with the finite population correction by polling stations.

`R = Σ N ȳ / Σ N x̄`, `Var = X⁻² Σ N² (1 - n/N) s²_e / n`, `e = y - R x` (Cochran, Sampling
Techniques, 1977, 6.44; what R's `survey::svyratio` does). A row is one station: (x, y1, y2, …).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.elections.quick_count.quantiles import t_quantile

Row = tuple[float, ...]
Pick = Callable[[Row], float]


@dataclass(frozen=True, slots=True)
class Part:
    """A stratum, or several that were collapsed: its stations in number, and the rows that came."""

    codes: tuple[str, ...]
    population: int
    rows: tuple[Row, ...]

    @property
    def thin(self) -> bool:
        """Tell whether it shows no spread though it is not complete."""
        return len(self.rows) < 2 and len(self.rows) < self.population

    def joined(self, other: Part) -> Part:
        return Part(
            self.codes + other.codes,
            self.population + other.population,
            self.rows + other.rows,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate, its standard error, and the degrees of freedom of that."""

    value: float
    error: float
    freedom: int

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return value ± t · error."""
        reach = t_quantile(confidence, self.freedom) * self.error
        return self.value - reach, self.value + reach

    def share_interval(self, confidence: float) -> tuple[float, float]:
        """Return the interval of a share, made on the logit scale so that it stays within 0 to 1.

        As `svyciprop(method="logit")` of R's survey; small shares need it to be covered.
        """
        if not 0 < self.value < 1 or self.error == 0:
            low, high = self.interval(confidence)
            return max(low, 0.0), min(high, 1.0)
        slope = self.value * (1 - self.value)
        middle = math.log(self.value / (1 - self.value))
        reach = t_quantile(confidence, self.freedom) * self.error / slope
        return _expit(middle - reach), _expit(middle + reach)


def collapse(parts: Sequence[Part]) -> list[Part]:
    """Join each stratum with less than two rows to its neighbour by code; complete ones stand.

    It goes with the one after it, the last with the one before, as the codes of neighbours in
    space are neighbours too.
    """
    found: list[Part] = []
    for part in sorted(parts, key=lambda one: one.codes):
        if found and found[-1].thin:
            found[-1] = found[-1].joined(part)
        else:
            found.append(part)
    if len(found) > 1 and found[-1].thin:
        last = found.pop()
        found[-1] = found[-1].joined(last)
    return found


def ratio(parts: Sequence[Part], y: Pick, x: Pick = lambda row: row[0]) -> Figure | None:
    """Return the ratio of the totals of y and x; None where no variance can be seen.

    `parts` are collapsed already.
    """
    if not parts or any(part.thin for part in parts):
        return None
    size = _total(parts, x)
    if size <= 0:
        return None
    value = _total(parts, y) / size
    terms = [_term(part, [y(row) - value * x(row) for row in part.rows]) for part in parts]
    return Figure(value, math.sqrt(sum(terms)) / size, _freedom(parts, terms))


def total(parts: Sequence[Part], y: Pick) -> Figure | None:
    """Return the total of y over all stations, sampled or not; None as for `ratio`."""
    if not parts or any(part.thin for part in parts):
        return None
    terms = [_term(part, [y(row) for row in part.rows]) for part in parts]
    return Figure(_total(parts, y), math.sqrt(sum(terms)), _freedom(parts, terms))


def _total(parts: Sequence[Part], pick: Pick) -> float:
    return math.fsum(
        part.population * math.fsum(map(pick, part.rows)) / len(part.rows) for part in parts
    )


def _term(part: Part, values: Sequence[float]) -> float:
    """Return N² (1 - n/N) s² / n."""
    count = len(values)
    if count == part.population:
        return 0.0
    middle = math.fsum(values) / count
    square = math.fsum([(value - middle) ** 2 for value in values])
    return part.population * (part.population - count) * square / (count - 1) / count


def _freedom(parts: Sequence[Part], terms: Sequence[float]) -> int:
    """Return Satterthwaite's degrees of freedom, rounded down (Cochran 1977, 5.16)."""
    whole = sum(terms)
    if whole == 0:
        return max(1, sum(len(part.rows) - 1 for part in parts))
    pairs = zip(parts, terms, strict=True)
    return max(1, int(whole**2 / sum(t**2 / (len(p.rows) - 1) for p, t in pairs if t)))


def _expit(value: float) -> float:
    return 1 / (1 + math.exp(-value))
