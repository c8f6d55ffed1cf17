"""Indicators and their observations are put: who may, whose it is, which years are closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.indicators import access, domain, messages
from services.indicators.domain import Indicator, Observation
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch, Counts, Staged, copied, is_cooperative


def put_indicator(tx: Connection, request: Request) -> Indicator:
    """Keep an indicator; raises IndicatorOwned where another agency has it."""
    new, store, who = messages.indicator(request.data), Catalogue(tx), request.principal
    access.require_keeper(who, new.owner, store.keeps(who.name))
    _check_weight(store, new)
    old = store.find(new.code)
    if old is None:
        return store.add(new, who.name)
    if not access.is_admin(who):
        old.claimed_by(new.owner)
    if old.rhythm != new.rhythm:
        error = FieldError("rhythm", f"is {old.rhythm}: another one needs another indicator")
        raise Invalid("the rhythm stays", (error,))
    kept = replace(new, key=old.key, version=old.version, closed_until=old.closed_until)
    return old if kept == old else store.change(old, new, who.name)


def _check_weight(store: Catalogue, new: Indicator) -> None:
    """A weight is no mean itself, so that no ring of weights can be."""
    if new.weight is None:
        return
    weight = store.find(new.weight)
    if weight is None or weight.over_areas == "mean" or new.weight == new.code:
        error = FieldError("weight", "needs an indicator that is there and is no mean itself")
        raise Invalid("the weight is not valid", (error,))


def writable(tx: Connection, code: str, who: Principal) -> Indicator:
    """Return the indicator, locked, for one who may write it."""
    store = Catalogue(tx)
    this = store.get(code, lock=True)
    access.require_writer(who, this, store.keeps(who.name))
    return this


def push(tx: Connection, request: Request, origin: str) -> Counts:
    """Keep pushed observations, all or none."""
    this = writable(tx, str(request.data.get("code")), request.principal)
    found = messages.observations(request.data, this)
    outside = [
        FieldError(f"items.{place}.area", "lies outside the area of this account")
        for place, one in enumerate(found)
        if not request.principal.covers(one.area)
    ]
    if outside:
        raise Invalid("the observations are not valid", tuple(outside))
    reason = str(request.data.get("reason") or "")[:500]
    note = str(request.data.get("source") or "")[:500]
    batch = Batch(origin, request.principal.name, note, reason)
    return write(tx, this, found, batch, admin=access.is_admin(request.principal))


def write(
    tx: Connection, this: Indicator, found: Iterable[Observation], batch: Batch, *, admin: bool
) -> Counts:
    """Keep observations whose areas are the writer's; raises YearClosed, Invalid for a cell twice.

    What stands already as it is given makes no revision.
    """
    staged = Staged(tx, this.key)
    if is_cooperative():
        staged.put(enumerate(found))
    else:
        staged.copy(copied(row, one) for row, one in enumerate(found))
    if staged.count == 0:
        return Counts(0, 0, 0)
    twice = staged.twice()
    if twice:
        errors = tuple(
            FieldError(f"items.{rows[-1]}", f"says what items.{rows[0]} says of the same cell")
            for rows in twice
        )
        raise Invalid("the same cell stands there twice", errors)
    domain.check_closed(this, staged.periods(), batch.reason, admin=admin)
    return staged.write(batch)


def counted(counts: Counts) -> dict[str, Any]:
    return dict(vars(counts))
