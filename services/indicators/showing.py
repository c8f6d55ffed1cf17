"""Questions answered: what is asked is read, who asks may, and what there is is shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.indicators import asking, domain, periods, reading, splitting
from services.indicators.domain import STATUSES, Indicator
from services.indicators.messages import AREA_DIGITS, number
from services.indicators.reading_repository import NOTHING, Asked, Figures, Observed
from services.indicators.repository import Catalogue

MOST_KEEPERS = 200


def _of(tx: Connection, request: Request) -> Indicator:
    return Catalogue(tx).get(str(request.data.get("code")))


def headline(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    this = _of(tx, request)
    area = asking.area(tx, request)
    at = asking.period(this, request.data, "period", today)
    dims = asking.dimensions(this, request.data.get("dimension")) or {}
    part, store = splitting.of(tx, this, dims, area, at)
    found = reading.headline_of(tx, part, store, area, today, at)
    found |= {"dimension": dims, "rolls_up": not dims or splitting.rolls_up(this)}
    batch = Figures(tx).last_batch(this.key)
    source = None
    if batch is not None:
        source = {"origin": batch.origin, "note": batch.note, "at": clock.to_text(batch.at)}
    return found | {"last_source": source, "name": Catalogue(tx).names(area).get(area, area)}


def ranking(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    this = _of(tx, request)
    area = asking.area(tx, request)
    level = asking.level(request.data, area)
    at = asking.period(this, request.data, "period", today)
    dims = asking.dimensions(this, request.data.get("dimension")) or {}
    part, store = splitting.of(tx, this, dims, area, at)
    newest = store.newest(this.key, level, area, at)
    told: dict[str, Any] = {"code": this.code, "area": area, "period": None, "items": []}
    told["dimension"] = dims
    if newest is None:
        return told
    inside = store.inside(this.key, level, area, (newest, periods.year_before(newest)))
    rows = reading.ranking(this, inside, newest, Catalogue(tx).names(area, level))
    target = number(part.target(newest.year, "0" * level))
    return told | {"period": periods.show(newest, this.rhythm), "items": rows, "target": target}


def series(tx: Connection, request: Request) -> dict[str, Any]:
    this = _of(tx, request)
    area = asking.area(tx, request)
    first = asking.period(this, request.data, "from", asking.FOREVER[0])
    last = asking.period(this, request.data, "to", asking.FOREVER[1])
    dims = asking.dimensions(this, request.data.get("dimension")) or {}
    begin = periods.year_before(first) if first.year > 1 else first
    _, store = splitting.between(tx, this, dims, area, (begin, last))
    rows = reading.series(this, store, area, first, last)
    told = {"code": this.code, "area": area, "unit": this.unit, "dimension": dims}
    return told | {"items": rows}


def item(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Return what a page shows; a page of an item without indicators is empty."""
    name = str(request.data.get("item"))
    if name not in domain.ITEMS:
        raise asking.wrong("item", f"needs one of {', '.join(domain.ITEMS)}")
    home = request.principal.area or Catalogue(tx).region()
    area = asking.area(tx, request, home)
    these = Catalogue(tx).page({"item": name}, paging.MOST, "")
    level = asking.level(request.data, area)
    chosen = str(request.data.get("indicator") or "")
    if chosen and chosen not in {one.code for one in these}:
        raise domain.UnknownIndicator(f"{name} has no indicator {chosen[:80]}")
    asked = year(request.data.get("year"), "year")
    dims = _dims_of(these, chosen, request.data.get("dimension"))
    view = reading.View(area, level, today, home, asked, dims)
    return {"item": name} | reading.page(tx, these, view, chosen)


def _dims_of(these: list[Indicator], chosen: str, given: Any) -> dict[str, str]:
    """Read the dimension values of the indicator that a page is about."""
    this = next((one for one in these if chosen in ("", one.code)), None)
    return {} if this is None else asking.dimensions(this, given) or {}


def nine(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    return reading.nine(tx, asking.area(tx, request), today)


def groups(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Return what the area's dimension values are in a period, the newest one without it."""
    this, area = _of(tx, request), asking.area(tx, request)
    at = asking.period(this, request.data, "period", today)
    newest = Figures(tx).newest(this.key, len(area), area, at)
    return reading.groups(tx, this, area, newest or at)


def observations(
    tx: Connection, this: Indicator, asked: Asked, data: dict[str, Any]
) -> dict[str, Any]:
    limit, after = paging.asked(data)
    store = Observed(tx)
    rows = store.page(asked, limit + 1, _key(after))
    page, following = paging.cut(
        rows, limit, lambda row: json.dumps([row.period.isoformat(), row.area, row.dims])
    )
    batches = store.batches([row.batch for row in page])
    return {"items": [cell(this, row, batches) for row in page], "next": following}


def _key(after: str) -> tuple[str, str, str]:
    if not after:
        return (NOTHING[0], NOTHING[1], NOTHING[2])
    try:
        period, area, dims = json.loads(after)
        return date.fromisoformat(period).isoformat(), str(area), str(dims)
    except (ValueError, TypeError):
        raise paging.foreign() from None


def revisions(tx: Connection, request: Request) -> dict[str, Any]:
    this = _of(tx, request)
    area = asking.area(tx, request)
    if request.data.get("period") is None:
        raise asking.wrong("period", "is needed")
    period = asking.period(this, request.data, "period", date.min)
    dims = this.dims(asking.dimensions(this, request.data.get("dimension")) or {})
    store = Observed(tx)
    rows = store.revisions(this.key, period, area, dims)
    batches = store.batches([row.batch for row in rows])
    return {"items": [cell(this, row, batches) for row in rows], "next": None}


def cell(this: Indicator, row: Any, batches: dict[int, Any]) -> dict[str, Any]:
    """Return an observation with whence it is."""
    batch = batches[row.batch]
    return {
        "area": row.area,
        "period": periods.show(row.period, this.rhythm),
        "dimensions": domain.undims(row.dims),
        "value": number(row.value),
        "status": STATUSES[row.status],
        "revision": row.revision,
        "source": {
            **{name: getattr(batch, name) for name in ("origin", "note", "reason", "by")},
            "at": clock.to_text(batch.at),
        },
    }


def year(given: Any, name: str = "until") -> int | None:
    if given is None:
        return None
    if type(given) is not int or not periods.FIRST_YEAR <= given <= periods.LAST_YEAR:
        raise asking.wrong(name, "needs a year, or null")
    return given


def keepers(data: dict[str, Any]) -> tuple[str, list[str]]:
    reader = Reader(data)
    agency, accounts = reader.text("agency", longest=80), reader.raw("accounts")
    texts = isinstance(accounts, list) and all(isinstance(one, str) and one for one in accounts)
    if not texts or len(accounts) > MOST_KEEPERS:
        reader.wrong("accounts", f"needs a list of up to {MOST_KEEPERS} user names")
    reader.end()
    return agency, list(accounts or ())


def area_names(data: dict[str, Any]) -> dict[str, str]:
    reader = Reader(data)
    found = {
        one.code("code", 2, *AREA_DIGITS): one.text("name") for one in reader.items("items", 1000)
    }
    reader.end()
    return found
