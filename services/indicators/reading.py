"""Answers about figures: a headline, a ranking, a series, and one page of the nine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.indicators import domain, periods
from services.indicators.domain import Indicator
from services.indicators.messages import number
from services.indicators.reading_repository import Figures, Head, State
from services.indicators.repository import Catalogue

YEARS = 5
STALE = State(None, 0, 0, 0, 0, datetime.min.replace(tzinfo=UTC))  # nothing was folded yet


def headlines(
    tx: Connection, these: Sequence[Indicator], area: str, today: date, at: date | None = None
) -> list[dict[str, Any]]:
    """Return each indicator's newest figure of the area, up to `at`, with all that judges it."""
    store, keys = Figures(tx), [one.key for one in these]
    heads, states = store.heads(keys, area, at or today), store.states(keys)
    return [headline(one, area, heads[one.key], states.get(one.key, STALE), today) for one in these]


def headline(
    this: Indicator, area: str, heads: Sequence[Head], state: State, today: date
) -> dict[str, Any]:
    missing = 0
    if state.newest is not None:
        missing = periods.missing(state.newest, this.rhythm, this.grace_days, today)
    cells, checked = (state.there, state.expected), (state.held, state.looked)
    judged = domain.quality(cells, missing, checked, any_figure=state.newest is not None)
    parts = {name: vars(getattr(judged, name)) for name in ("complete", "fresh", "consistent")}
    told = {
        **{name: getattr(this, name) for name in ("code", "title", "title_en", "unit", "made")},
        **{name: getattr(this, name) for name in ("decimals", "direction", "owner", "source")},
        "rhythm": this.rhythm,
        "area": area,
        "as_of": clock.to_text(state.folded_at) if state.newest else None,
        "late": missing > 0 or state.newest is None,
        "missing": missing,
        "quality": {"score": judged.score, **parts},
    }
    return told | (_figure(this, heads) if heads else _NO_FIGURE)


_NO_FIGURE: dict[str, Any] = {
    **dict.fromkeys(("period", "value", "parts", "target", "to_target", "before", "change")),
    "better": None,
    "reached": None,
    "trend": [],
}


def _figure(this: Indicator, heads: Sequence[Head]) -> dict[str, Any]:
    newest = heads[-1]
    target = this.target(newest.period.year)
    change = None if newest.before is None else newest.value - newest.before
    gap = None if target is None else newest.value - target
    return {
        "period": periods.show(newest.period, this.rhythm),
        "value": number(newest.value, this.decimals),
        "parts": newest.parts,
        "target": number(target),
        "to_target": number(gap, this.decimals),
        "reached": _reached(this.direction, gap),
        "before": number(newest.before, this.decimals),
        "change": number(change, this.decimals),
        "better": domain.is_better(this.direction, change),
        "trend": [points(this, one.period, one.value) for one in heads],
    }


def _reached(direction: str, gap: Decimal | None) -> bool | None:
    if gap is None or direction == "none":
        return None
    return gap >= 0 if direction == "up" else gap <= 0


def points(this: Indicator, period: date, value: Decimal) -> dict[str, Any]:
    return {"period": periods.show(period, this.rhythm), "value": number(value, this.decimals)}


def series(
    tx: Connection, this: Indicator, area: str, first: date, last: date
) -> list[dict[str, Any]]:
    """Return the area's figures, each with that of a year before."""
    begin = periods.year_before(first) if first.year > 1 else first
    found = Figures(tx).series(this.key, area, begin, last)
    values = {period: value for period, value, _ in found}
    return [
        points(this, period, value)
        | {"before": number(values.get(_year_before(period)), this.decimals)}
        for period, value in values.items()
        if period >= first
    ]


def _year_before(period: date) -> date:
    return period if period.year == 1 else periods.year_before(period)


def ranking(
    this: Indicator,
    inside: dict[str, dict[date, Decimal]],
    period: date,
    names: dict[str, str],
) -> list[dict[str, Any]]:
    """Return the areas with a figure of the period, the best first; of equals the lower code."""
    there = {area: values[period] for area, values in inside.items() if period in values}
    turn = 1 if this.direction == "down" else -1
    order = sorted(there, key=lambda area: (turn * there[area], area))
    rows = []
    for place, area in enumerate(order, 1):
        before = inside[area].get(_year_before(period))
        change = None if before is None else there[area] - before
        rows.append(
            {
                "rank": place,
                "area": area,
                "name": names.get(area, area),
                "value": number(there[area], this.decimals),
                "before": number(before, this.decimals),
                "change": number(change, this.decimals),
                "better": domain.is_better(this.direction, change),
            }
        )
    return rows


def maps(
    this: Indicator, inside: dict[str, dict[date, Decimal]], whole: dict[date, Decimal], last: date
) -> list[dict[str, Any]]:
    """Return what each of the last five years is: of the whole area, and of those inside."""
    years = range(last.year - YEARS + 1, last.year + 1)
    return [
        {
            "year": year,
            "value": _of_year(this, whole, year, last),
            "areas": {
                area: value
                for area, values in sorted(inside.items())
                if (value := _of_year(this, values, year, last)) is not None
            },
        }
        for year in years
    ]


def _of_year(
    this: Indicator, values: dict[date, Decimal], year: int, last: date
) -> float | int | None:
    mine = [values[one] for one in sorted(values) if one.year == year and one <= last]
    return number(domain.over_time(this.over_time, mine), this.decimals)


def page(
    tx: Connection, these: Sequence[Indicator], area: str, level: int, today: date, chosen: str
) -> dict[str, Any]:
    """Return all that a page of an item shows; `chosen` is the indicator that it is about."""
    heads = headlines(tx, these, area, today)
    told: dict[str, Any] = {"area": area, "name": Catalogue(tx).names(area).get(area, area)}
    told |= {"headlines": heads, "chosen": None, "series": [], "ranking": [], "maps": []}
    this = next((one for one in these if one.code == chosen), these[0] if these else None)
    if this is None:
        return told
    return told | {"chosen": this.code} | about(tx, this, area, level, today)


def about(tx: Connection, this: Indicator, area: str, level: int, today: date) -> dict[str, Any]:
    """Return series, ranking and maps of one indicator around its newest figure."""
    store = Figures(tx)
    last = store.newest(this.key, level, area, today)
    if last is None:
        last = store.newest(this.key, len(area), area, today)
    if last is None:
        return {}
    first = date(max(1, last.year - YEARS + 1), 1, 1)
    inside = store.inside(this.key, level, area, first, last)
    whole = {row[0]: row[1] for row in store.series(this.key, area, first, last)}
    this_year = [one for one in whole if one.year == last.year]
    names = Catalogue(tx).names(area, level)
    return {
        "period": periods.show(last, this.rhythm),
        "target": number(this.target(last.year)),
        "series": [
            points(this, one, whole[one])
            | {"before": number(whole.get(_year_before(one)), this.decimals)}
            for one in this_year
        ],
        "last_year": [
            points(this, one, value) for one, value in whole.items() if one.year == last.year - 1
        ],
        "ranking": ranking(this, inside, last, names),
        "maps": maps(this, inside, whole, last),
    }
