"""Answers about figures: a headline, a ranking, a series, and one page of the nine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from services.indicators import domain, periods, splitting
from services.indicators.domain import Indicator
from services.indicators.messages import indicator_out, number
from services.indicators.reading_repository import Asked, Figures, Head, Observed, State
from services.indicators.repository import DISTRICT, Catalogue
from services.indicators.splitting import Store

YEARS = 5
SHOWN = 3  # headlines of an item among the nine
MOST_INDICATORS = 1000
STALE = State(None, 0, 0, 0, 0, datetime.min.replace(tzinfo=UTC))  # nothing was folded yet


def headlines(
    tx: Connection, these: Sequence[Indicator], area: str, today: date, at: date | None = None
) -> list[dict[str, Any]]:
    """Return each indicator's newest figure of the area, up to `at`, with all that judges it."""
    store, keys = Figures(tx), [one.key for one in these]
    heads, states = store.heads(keys, area, at or today), store.states(keys)
    return [headline(one, area, heads[one.key], states.get(one.key, STALE), today) for one in these]


def headline_of(
    tx: Connection, this: Indicator, store: Store, area: str, today: date, at: date
) -> dict[str, Any]:
    """Return the headline of one indicator, of the whole or of some dimension values."""
    [found], states = store.heads([this.key], area, at).values(), Figures(tx).states([this.key])
    return headline(this, area, found, states.get(this.key, STALE), today)


def headline(
    this: Indicator, area: str, heads: Sequence[Head], state: State, today: date
) -> dict[str, Any]:
    missing = days_late = 0
    if state.newest is not None:
        due = (state.newest, this.rhythm, this.grace_days, today)
        missing, days_late = periods.missing(*due), periods.days_late(*due)
    cells, checked = (state.there, state.expected), (state.held, state.looked)
    judged = domain.quality(cells, missing, checked, any_figure=state.newest is not None)
    parts = {name: vars(getattr(judged, name)) for name in ("complete", "fresh", "consistent")}
    told = {
        **{name: getattr(this, name) for name in ("code", "title", "title_en", "unit", "made")},
        **{
            name: getattr(this, name)
            for name in ("decimals", "direction", "owner", "owner_name", "source")
        },
        "rhythm": this.rhythm,
        "area": area,
        "as_of": clock.to_text(state.folded_at) if state.newest else None,
        "late": missing > 0 or state.newest is None,
        "missing": missing,
        "days_late": days_late,
        "quality": {"score": judged.score, **parts, "counts": _counts(state)},
    }
    return told | (_figure(this, area, heads) if heads else _NO_FIGURE)


def _counts(state: State) -> dict[str, int]:
    """Return what quality is judged by: cells there and expected, figures that hold, looked at."""
    return {name: getattr(state, name) for name in ("there", "expected", "held", "looked")}


_NO_FIGURE: dict[str, Any] = {
    **dict.fromkeys(("period", "value", "parts", "target", "to_target", "before", "change")),
    "better": None,
    "reached": None,
    "trend": [],
}


def _figure(this: Indicator, area: str, heads: Sequence[Head]) -> dict[str, Any]:
    newest = heads[-1]
    target = this.target(newest.period.year, area)
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
    this: Indicator, store: Store, area: str, first: date, last: date
) -> list[dict[str, Any]]:
    """Return the area's figures, each with that of a year before."""
    found = store.series(this.key, area, _year_before(first), last)
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
    this: Indicator, years: dict[int, dict[str, Decimal]], area: str, last: int
) -> list[dict[str, Any]]:
    """Return what each of the five years up to `last` is: of the area, and of those inside."""
    told = []
    for year in range(last - YEARS + 1, last + 1):
        values = dict(years.get(year, {}))
        whole = number(values.pop(area, None), this.decimals)
        inside = {code: number(one, this.decimals) for code, one in sorted(values.items())}
        told.append({"year": year, "value": whole, "areas": inside})
    return told


@dataclass(frozen=True)
class View:
    """What a page is about: an area, the level of those inside (digits), a day to look from."""

    area: str
    level: int
    today: date
    home: str = ""  # within which another area can be chosen
    year: int | None = None
    dims: Mapping[str, str] = field(default_factory=dict)  # of the indicator that it is about

    @property
    def at(self) -> date:
        return self.today if self.year is None else min(self.today, date(self.year, 12, 31))


def nine(tx: Connection, area: str, today: date) -> dict[str, Any]:
    """Return each item with how many indicators it has, how many late, and three of them."""
    catalogue = Catalogue(tx)
    these = catalogue.page({}, MOST_INDICATORS, "")
    heads = dict(zip((one.key for one in these), headlines(tx, these, area, today), strict=True))
    told = []
    for item in domain.ITEMS:
        mine = sorted(
            (one for one in these if one.item == item), key=lambda one: (not one.targets, one.code)
        )
        shown = [heads[one.key] for one in mine]
        late = sum(one["late"] for one in shown)
        told.append({"item": item, "count": len(mine), "late": late, "headlines": shown[:SHOWN]})
    return {"area": area, "name": catalogue.names(area).get(area, area), "items": told}


def page(tx: Connection, these: Sequence[Indicator], view: View, chosen: str) -> dict[str, Any]:
    """Return all that a page of an item shows; `chosen` is the indicator that it is about."""
    heads = headlines(tx, these, view.area, view.today, view.at)
    names = Catalogue(tx).names_of(view.area, view.level, view.home or view.area)
    told: dict[str, Any] = {"area": view.area, "name": names.get(view.area, view.area)}
    told |= {"dimension": dict(view.dims), "rolls_up": True}
    told |= {"areas": _choices(names, view.home), "headlines": heads, "chosen": None}
    told |= {"year": view.year, "about": None, "years": []}
    told |= {"period": None, "target": None, "target_inside": None}
    told |= {"series": [], "last_year": [], "ranking": [], "maps": []}
    this = next((one for one in these if one.code == chosen), these[0] if these else None)
    if this is None:
        return told
    told |= {"chosen": this.code, "about": indicator_out(this)}
    part, store = splitting.of(tx, this, view.dims, view.area, view.at)
    if view.dims:
        told["rolls_up"] = splitting.rolls_up(this)
        head = headline_of(tx, part, store, view.area, view.today, view.at)
        told["headlines"] = [head if one["code"] == this.code else one for one in heads]
    return told | about(part, store, view, names)


def _choices(names: dict[str, str], home: str) -> list[dict[str, str]]:
    """Return the areas that a page can be about: the whole, and its districts."""
    near = {code for code in names if len(code) <= DISTRICT and code.startswith(home)}
    return [{"code": code, "name": names[code]} for code in sorted(near | ({home} & names.keys()))]


def about(this: Indicator, store: Store, view: View, names: dict[str, str]) -> dict[str, Any]:
    """Return series, ranking and maps of one indicator around its newest figure."""
    last = store.newest(this.key, view.level, view.area, view.at)
    if last is None:
        last = store.newest(this.key, len(view.area), view.area, view.at)
    if last is None:
        return {}
    first = date(max(1, last.year - YEARS + 1), 1, 1)
    inside = store.inside(this.key, view.level, view.area, (last, _year_before(last)))
    asked = Asked(this.key, first, last, view.area)
    years = store.by_year(asked, (view.level, len(view.area)), this.over_time)
    return {
        "period": periods.show(last, this.rhythm),
        "target": number(this.target(last.year, view.area)),
        "target_inside": number(this.target(last.year, "0" * view.level)),
        "years": _years(store.span(this.key, view.area), last),
        "ranking": ranking(this, inside, last, names),
        "maps": maps(this, years, view.area, last.year),
    } | _two_years(this, store, view.area, last)


def _two_years(this: Indicator, store: Store, area: str, last: date) -> dict[str, Any]:
    """Return the figures of the last one's year, each with that of a year before, and of that."""
    first = date(max(1, last.year - 1), 1, 1)
    end = date(last.year - 1, 12, 31) if last.year > 1 else last
    whole = {row[0]: row[1] for row in store.series(this.key, area, first, last)}
    return {
        "series": [
            points(this, one, value)
            | {"before": number(whole.get(_year_before(one)), this.decimals)}
            for one, value in whole.items()
            if one > end
        ],
        "last_year": [points(this, one, value) for one, value in whole.items() if one <= end],
    }


def _years(span: tuple[date, date] | None, last: date) -> list[int]:
    """Return the years that can be chosen, five at most, the last of them the newest."""
    first, end = span or (last, last)
    return list(range(max(first.year, end.year - YEARS + 1), end.year + 1))


def groups(tx: Connection, this: Indicator, area: str, period: date) -> dict[str, Any]:
    """Return what each set of dimension values is in a period, and was a year before."""
    before = _year_before(period)
    summed = this.over_areas == "sum"
    found = Observed(tx).groups(this.key, area, (period, before), summed=summed)
    items = [
        {
            "dimensions": domain.undims(dims),
            "value": number(values.get(period), this.decimals),
            "before": number(values.get(before), this.decimals),
        }
        for dims, values in found.items()
    ]
    return {"code": this.code, "area": area, "period": periods.show(period, this.rhythm)} | {
        "items": items
    }
