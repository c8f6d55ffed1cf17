"""Indicators whose next period is overdue: listed, and told of once for each period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.envelope import Event
from libs.kit.request import Request
from services.indicators import periods
from services.indicators.domain import Indicator
from services.indicators.repository import Catalogue
from services.indicators.tables import states

SERVICE = "indicators"


@dataclass(frozen=True)
class Late:
    """An indicator that is late, and the last period that should be there."""

    indicator: Indicator
    newest: date
    missing: int

    @property
    def period(self) -> date:
        return periods.after(self.newest, self.indicator.rhythm, self.missing)


def find(tx: Connection, today: date) -> list[Late]:
    """Return all that is late, by code."""
    query = sa.select(states.c.indicator, states.c.newest).where(states.c.newest.is_not(None))
    rows = tx.execute(query).all()
    known = Catalogue(tx).of_keys([row.indicator for row in rows])
    found = []
    for row in rows:
        this = known[row.indicator]
        missing = periods.missing(row.newest, this.rhythm, this.grace_days, today)
        if missing:
            found.append(Late(this, row.newest, missing))
    return sorted(found, key=lambda one: one.indicator.code)


def shown(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    owner = request.data.get("owner")
    late = [one for one in find(tx, today) if owner in (None, one.indicator.owner)]
    return {"items": [_shown(one) for one in late], "next": None}


def _shown(one: Late) -> dict[str, Any]:
    this = one.indicator
    return {
        "code": this.code,
        "item": this.item,
        "title": this.title,
        "owner": this.owner,
        "owner_name": this.owner_name,
        "newest": periods.show(one.newest, this.rhythm),
        "period": periods.show(one.period, this.rhythm),
        "missing": one.missing,
        "due": periods.due(one.newest, this.rhythm, this.grace_days).isoformat(),
    }


def tell(tx: Connection, today: date) -> int:
    """Tell of each missing period once, and once that none is missing any more; returns how many.

    Both are one kind of event, so that they come in the order in which they happened.
    """
    late = find(tx, today)
    told = _tell_come(tx, {one.indicator.key for one in late})
    for one in late:
        news = states.c.late_told.is_(None) | (states.c.late_told < one.period)
        mine = states.update().where(states.c.indicator == one.indicator.key, news)
        if tx.execute(mine.values(late_told=one.period)).rowcount:
            data = _shown(one)
            outbox.add(tx, SERVICE, Event("indicator_late", one.indicator.code, data))
            told += 1
    return told


def _tell_come(tx: Connection, late: set[int]) -> int:
    """Tell of those that were told to be late and are no more."""
    was = states.c.late_told.is_not(None) & states.c.newest.is_not(None)
    over = states.update().where(was, states.c.indicator.not_in(late)).values(late_told=None)
    rows = tx.execute(over.returning(states.c.indicator, states.c.newest)).all()
    known = Catalogue(tx).of_keys([row.indicator for row in rows])
    for row in rows:
        data = _shown(Late(known[row.indicator], row.newest, 0))
        outbox.add(tx, SERVICE, Event("indicator_late", data["code"], data))
    return len(rows)
