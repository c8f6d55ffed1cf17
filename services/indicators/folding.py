"""Fold what changed into the figures, any number of processes at once; and count all of it again.

PostgreSQL's READ COMMITTED needs the order of statements kept: first the indicator's lock, then the
queue, then the observations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.db import Database
from libs.kit.envelope import Event
from services.indicators import periods, rolling
from services.indicators.domain import Indicator
from services.indicators.folding_repository import Cells, Folds
from services.indicators.repository import Catalogue
from services.indicators.rolling import Figure

SERVICE = "indicators"
BATCH = 24  # periods in one transaction
ANYTHING = Decimal("1e40")


@dataclass(frozen=True)
class Difference:
    """A figure that is not what the observations make."""

    indicator: str
    period: date
    area: str
    stored: Decimal | None
    right: Decimal | None


def fold_due(db: Database) -> None:
    """Fold each indicator that has changes and is free."""
    folded = True
    while folded:
        with db.begin() as tx:
            folded = fold_one(tx)


def fold_one(tx: Connection) -> bool:
    """Fold some changes of one indicator; returns whether there were any to fold."""
    store = Folds(tx)
    key = store.claim()
    if key is None:
        return False
    this = Catalogue(tx).of_keys([key])[key]
    _keep(tx, this, store.take(key, BATCH))
    return True


def _keep(tx: Connection, this: Indicator, taken: Mapping[date, bool]) -> None:
    """Keep what the periods' figures are now; `taken`: whether values of dimensions came, too."""
    store, changed = Folds(tx), sorted(taken)
    right, standing = _right(tx, this, changed), store.standing(this.key, changed)
    new = {cell: figure for cell, figure in right.items() if not _same(standing.get(cell), figure)}
    gone = standing.keys() - right.keys()
    store.put(this.key, new)
    store.drop(this.key, gone)
    wholes = {period for period, _ in (*new, *gone)}
    parts = {period for period in changed if taken[period]}
    if wholes:
        store.note_dependents(this.key, min(wholes))
    if wholes | parts:
        _tell(tx, this, wholes | parts, parts=bool(parts))
    store.close(this.key, bounds(this.unit))


def _tell(tx: Connection, this: Indicator, touched: set[date], *, parts: bool) -> None:
    """Tell that figures are others now: which they are, whoever may read them asks."""
    ends = {"first": min(touched), "last": max(touched)}
    shown = {name: periods.show(one, this.rhythm) for name, one in ends.items()}
    told = {"indicator": this.code, "item": this.item, **shown, "parts": parts}
    outbox.add(tx, SERVICE, Event("figures_changed", this.code, told))


def _same(one: Figure | None, other: Figure | None) -> bool:
    return one == other  # decimals compare by their value


def _right(tx: Connection, this: Indicator, changed: Sequence[date]) -> Cells:
    """Return what the observations make of the periods."""
    store, summed = Folds(tx), this.over_areas == "sum"
    own = store.own(this.key, changed, summed=summed, dimensions=len(this.dimensions))
    found: Cells = {}
    for period, values in own.items():
        weights = None if this.weight is None else store.weights(this.weight, period)
        made = rolling.up(values, this.over_areas, weights)
        found |= {(period, area): figure for area, figure in made.items()}
    return found


def bounds(unit: str) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value there can be, as `domain.within_bounds` has it."""
    if unit == "%":
        return Decimal(0), Decimal(100)
    signed = unit.startswith(("%", "indeks", "poin", "°"))
    return (-ANYTHING if signed else Decimal(0)), ANYTHING


def check(db: Database) -> list[Difference]:
    """Compare all figures with the observations, but those that wait to be folded."""
    found: list[Difference] = []
    with db.begin() as tx:
        tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        store = Folds(tx)
        for key, this in sorted(Catalogue(tx).of_keys(store.keys()).items()):
            waits = store.pending(key)
            settled = [one for one in store.all_periods(key) if one not in waits]
            right, standing = _right(tx, this, settled), store.standing(key, settled)
            for cell in sorted(right.keys() | standing.keys()):
                one, other = standing.get(cell), right.get(cell)
                if not _same(one, other):
                    pair = (one.value if one else None, other.value if other else None)
                    found.append(Difference(this.code, *cell, *pair))
    return found


def repair(db: Database) -> list[Difference]:
    """Have every period that differs folded again; returns what was wrong."""
    found = check(db)
    with db.begin() as tx:
        for one in found:
            this = Catalogue(tx).get(one.indicator, lock=True)
            _keep(tx, this, {one.period: False})
    return found
