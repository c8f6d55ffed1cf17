"""Figures of chosen dimension values, such as women alone: made of observations when asked for.

They follow the whole's rules: an area's own value first, else what its parts make. A mean that is
weighted has no weights by dimension, so that only what areas say of themselves stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from services.indicators import domain, periods, rolling
from services.indicators.domain import Indicator
from services.indicators.reading_repository import TREND, Asked, Figures, Head
from services.indicators.rolling import Figure
from services.indicators.splitting_repository import Parts

# Years before the newest one that a page looks at; a slow rhythm's trend is longer.
YEARS = {"year": TREND, "semester": 7}
USUAL_YEARS = 5


def rolls_up(this: Indicator) -> bool:
    """Tell whether areas' values of a dimension make those of the areas above them."""
    return this.over_areas == "sum" or (this.over_areas == "mean" and this.weight is None)


@dataclass(frozen=True)
class Split:
    """The figures of one indicator and some dimension values, asked as `Figures` are.

    `cells` are by area, then by period, the oldest first.
    """

    whole: Figures
    cells: Mapping[str, Mapping[date, Figure]]

    def heads(self, keys: Sequence[int], area: str, at: date) -> dict[int, list[Head]]:
        mine = self.cells.get(area, {})
        newest = [period for period in mine if period <= at][-TREND:]
        return {key: [_head(mine, period) for period in newest] for key in keys}

    def series(
        self, _key: int, area: str, first: date, last: date, most: int = 4000
    ) -> list[tuple[date, Decimal, int]]:
        mine = self.cells.get(area, {}).items()
        return [(at, one.value, one.parts) for at, one in mine if first <= at <= last][:most]

    def inside(
        self, _key: int, level: int, area: str, these: Sequence[date]
    ) -> dict[str, dict[date, Decimal]]:
        found = {}
        for code, mine in self._inside(area, (level,)):
            values = {at: mine[at].value for at in these if at in mine}
            if values:
                found[code] = values
        return found

    def by_year(
        self, asked: Asked, levels: Sequence[int], rule: str
    ) -> dict[int, dict[str, Decimal]]:
        found: dict[int, dict[str, Decimal]] = {}
        for code, mine in self._inside(asked.area, levels):
            years: dict[int, list[Decimal]] = {}
            for at, one in mine.items():
                if asked.first <= at <= asked.last:
                    years.setdefault(at.year, []).append(one.value)
            for year, values in years.items():
                made = domain.over_time(rule, values)
                if made is not None:
                    found.setdefault(year, {})[code] = made
        return found

    def span(self, key: int, area: str) -> tuple[date, date] | None:
        """Return the whole's first and last period: a year without these can be chosen too."""
        return self.whole.span(key, area)

    def newest(self, _key: int, level: int, area: str, at: date) -> date | None:
        there = [one for _, mine in self._inside(area, (level,)) for one in mine if one <= at]
        return max(there, default=None)

    def _inside(self, area: str, levels: Sequence[int]) -> list[tuple[str, Mapping[date, Figure]]]:
        there = (code for code in self.cells if len(code) in levels and code.startswith(area))
        return [(code, self.cells[code]) for code in there]


def _head(mine: Mapping[date, Figure], period: date) -> Head:
    before = mine.get(period if period.year == 1 else periods.year_before(period))
    one = mine[period]
    return Head(period, one.value, one.parts, None if before is None else before.value)


Store = Figures | Split


def of(
    tx: Connection, this: Indicator, dims: Mapping[str, str], area: str, at: date
) -> tuple[Indicator, Store]:
    """Return what answers for the dimension values, those of all for none, around a day.

    The indicator comes without targets where there are any: they are set for the whole.
    """
    if not dims:
        return this, Figures(tx)
    newest = Parts(tx).newest(this.key, area, dims, at)
    if newest is None:
        return replace(this, targets={}), Split(Figures(tx), {})
    years = YEARS.get(this.rhythm, USUAL_YEARS)
    return between(tx, this, dims, area, (date(max(1, newest.year - years), 1, 1), newest))


def between(
    tx: Connection, this: Indicator, dims: Mapping[str, str], area: str, bounds: tuple[date, date]
) -> tuple[Indicator, Store]:
    """The same for all between two days; raises Invalid where that is more than can be made."""
    if not dims:
        return this, Figures(tx)
    asked = Asked(this.key, *bounds, area, dims)
    summed = this.over_areas == "sum"
    own = Parts(tx).own(asked, this.dims(dims), len(this.dimensions), summed=summed)
    if own is None:
        much = FieldError("dimension", "has too many figures here: ask for a smaller area")
        raise Invalid("the question is not valid", (much,))
    rule = this.over_areas if rolls_up(this) else "none"
    cells: dict[str, dict[date, Figure]] = {}
    for period, values in own.items():
        for code, figure in rolling.up(values, rule, None).items():
            if code.startswith(area):  # what is above it would be made of some of its parts
                cells.setdefault(code, {})[period] = figure
    return replace(this, targets={}), Split(Figures(tx), cells)
