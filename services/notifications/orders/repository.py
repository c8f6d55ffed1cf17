"""The SQL of orders: numbered, loaded under a lock, saved with what is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import is_uuid, new_id
from services.notifications.orders.access import Seat, visible
from services.notifications.orders.domain import (
    ACKNOWLEDGED,
    DONE,
    OPEN,
    RANKS,
    Order,
    Receiver,
    UnknownOrder,
)
from services.notifications.orders.tables import order_log, order_receivers, order_years, orders

_O, _R = orders.c, order_receivers.c
WAITING = [state for state, rank in RANKS.items() if rank < RANKS[ACKNOWLEDGED]]
UNFINISHED = [state for state, rank in RANKS.items() if rank < RANKS[DONE]]


class Orders:
    """Orders in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, one: Order, receivers: Sequence[Receiver]) -> Order:
        """Insert it with the year's next number; returns it so."""
        new = pg.insert(order_years).values(year=one.year, last=1)
        up = {"last": order_years.c.last + 1}
        counted = new.on_conflict_do_update(index_elements=["year"], set_=up)
        number = self._tx.execute(counted.returning(order_years.c.last)).scalar_one()
        made = Order(**{**vars(one), "number": number})
        self._tx.execute(orders.insert().values(vars(made)))
        rows = [{"order_id": made.id, **_row(each)} for each in receivers]
        self._tx.execute(order_receivers.insert(), rows)
        return made

    def get(self, order: str, who: Seat, *, lock: bool = False) -> Order:
        """Return it, under a lock to change it; raises UnknownOrder for who may not read it."""
        wanted = _O.id == order if is_uuid(order) else sa.false()
        query = sa.select(orders).where(wanted, visible(who))
        row = self._tx.execute(query.with_for_update() if lock else query).mappings().first()
        if row is None:
            raise UnknownOrder(f"there is no order {order[:40]}")
        return Order(**row)

    def receivers(self, *ids: str) -> dict[str, list[Receiver]]:
        """Return whom the orders are to, by order."""
        found: dict[str, list[Receiver]] = {one: [] for one in ids}
        query = sa.select(order_receivers).where(_R.order_id.in_(ids)).order_by(_R.id)
        for row in self._tx.execute(query).mappings():
            found[row["order_id"]].append(_receiver(row))
        return found

    def save(self, one: Order) -> None:
        """Replace it; it was taken under a lock."""
        change = {name: getattr(one, name) for name in _CHANGING}
        self._tx.execute(orders.update().where(_O.id == one.id).values(change))

    def keep(self, *receivers: Receiver) -> None:
        """Replace receivers; their order was taken under a lock."""
        for one in receivers:
            self._tx.execute(order_receivers.update().where(_R.id == one.id).values(_row(one)))

    def note(
        self,
        order: str,
        what: str,
        who: str,
        at: datetime,
        *,
        receiver: str | None = None,
        as_title: str = "",
        text: str = "",
    ) -> None:
        """Add an entry to the log."""
        row = {"id": new_id(), "order_id": order, "receiver": receiver, "at": at, "what": what}
        more = {"who": who, "as_title": as_title, "text": text}
        self._tx.execute(order_log.insert().values(row | more))

    def log(self, order: str, limit: int, after: str) -> Sequence[Any]:
        """Return what was done, the first entry first, one more than the page holds."""
        query = sa.select(order_log).where(order_log.c.order_id == order)
        if after:
            query = query.where(order_log.c.id > after)
        rows = self._tx.execute(query.order_by(order_log.c.id).limit(limit + 1))
        return rows.mappings().all()

    # ---- what the clock asks

    def take_due(self, at: datetime, most: int) -> list[Order]:
        """Return open ones of which somebody must be told above, under a lock of their own."""
        one = _R.order_id == _O.id
        late = one & _R.state.in_(WAITING) & _R.escalated_at.is_(None)
        over = one & _R.state.in_(UNFINISHED) & _R.overdue_at.is_(None)
        wanted = (_O.acknowledge_by <= at) & sa.exists().where(late)
        wanted |= (_O.deadline <= at) & sa.exists().where(over)
        return self._taken(wanted, most)

    def take_told(self, most: int) -> list[Order]:
        """Return open ones whose message came further than their receiver, under a lock."""
        return self._taken(_O.id.in_(sa.select(_NEWS.c.order_id)), most)

    def _taken(self, wanted: sa.ColumnElement[bool], most: int) -> list[Order]:
        query = sa.select(orders).where(_O.state == OPEN, wanted).order_by(_O.deadline, _O.id)
        query = query.limit(most).with_for_update(skip_locked=True, of=orders)
        return [Order(**row) for row in self._tx.execute(query).mappings()]


_CHANGING = ("state", "ended_at", "ended_by", "reason", "version")
# Receivers of open orders of whom a channel knows that it delivered, or that they read it.
_NEWS = sa.text(
    "SELECT r.order_id FROM order_receivers r JOIN orders o ON o.id = r.order_id"
    " WHERE o.state = 'open' AND r.state IN ('sent', 'delivered') AND EXISTS (SELECT FROM"
    " deliveries d WHERE d.key = 'order/' || o.id || '/' || r.id AND (d.state = 'read'"
    " OR (d.state = 'delivered' AND d.channel <> 'inbox' AND r.state = 'sent')))"
).columns(sa.column("order_id")).subquery()  # fmt: skip


def _row(one: Receiver) -> dict[str, Any]:
    times = {state: clock.to_text(at) for state, at in one.times.items()}
    return {**vars(one), "times": times, "escalated_to": list(one.escalated_to)}


def _receiver(row: Any) -> Receiver:
    facts = {name: value for name, value in row.items() if name != "order_id"}
    times = {state: clock.from_text(at) for state, at in row["times"].items()}
    return Receiver(**{**facts, "times": times, "escalated_to": tuple(row["escalated_to"])})


def within(receivers: Iterable[Receiver], who: Seat) -> list[Receiver]:
    """Return those of the receivers who are the account."""
    return [one for one in receivers if who.receives(one)]
