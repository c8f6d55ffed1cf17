"""The SQL of lists of orders: open ones by their deadline, then ended ones, the last first."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import paging
from services.notifications.orders import access
from services.notifications.orders.access import Seat
from services.notifications.orders.domain import OPEN, Order
from services.notifications.orders.messages import Query
from services.notifications.orders.repository import WAITING
from services.notifications.orders.tables import order_receivers, orders

_O, _R = orders.c, order_receivers.c
_ENDED = sa.case((_O.state == OPEN, 0), else_=1)
_AT = sa.case(
    (_O.state == OPEN, sa.extract("epoch", _O.deadline)),
    else_=-sa.extract("epoch", _O.ended_at),
)
_PLACE = sa.tuple_(_ENDED, sa.cast(_AT, sa.Float), sa.cast(_O.id, sa.Text))


def page(tx: Connection, who: Seat, query: Query) -> list[tuple[Order, str]]:
    """Return (order, token) pairs that the account reads, one more than the page holds."""
    wanted = [access.visible(who), *_narrowed(who, query)]
    if query.after:
        wanted.append(sa.tuple_(*_place(query.after)) < _PLACE)
    columns = (_ENDED.label("place"), sa.cast(_AT, sa.Float).label("at"))
    order = ("place", "at", sa.cast(_O.id, sa.Text))
    found = sa.select(orders, *columns).where(*wanted).order_by(*order).limit(query.limit + 1)
    rows = []
    for row in tx.execute(found).mappings():
        facts = {name: value for name, value in row.items() if name not in ("place", "at")}
        rows.append((Order(**facts), f"{row['place']}_{row['at']!r}_{row['id']}"))
    return rows


def _narrowed(who: Seat, query: Query) -> list[Any]:
    wanted: list[Any] = []
    if query.box == "given":
        wanted.append(access.given(who))
    if query.box == "received":
        wanted.append(access.received(who))
    if query.state:
        wanted.append(_O.state == OPEN if query.state == OPEN else _O.state != OPEN)
    if query.incident is not None:
        wanted.append(_O.incident == query.incident)
    if query.about:  # itself, and what is about a part of it
        wanted.append((_O.about == query.about) | _O.about.startswith(f"{query.about}/"))
    if query.unanswered:
        waits = (_R.order_id == _O.id) & _R.state.in_(WAITING)
        if query.box == "received":
            waits &= (_R.person == who.name) | _R.position.in_(who.acts)
        wanted += [_O.state == OPEN, sa.exists().where(waits)]
    return wanted


def _place(after: str) -> tuple[Any, Any, Any]:
    try:
        ended, at, key = after.split("_")
        return sa.literal(int(ended)), sa.literal(float(at), sa.Float), sa.literal(key)
    except ValueError:
        raise paging.foreign() from None
