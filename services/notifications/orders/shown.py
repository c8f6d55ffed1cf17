"""What is shown of orders: one whole, lists, the log; as what the caller may give."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.notifications.orders import access, lists_repository, messages, wire
from services.notifications.orders.access import DESK, GIVERS, READERS
from services.notifications.orders.messages import Query
from services.notifications.orders.repository import Orders
from services.notifications.recipients.repository import Office

Data = dict[str, Any]
MOST_OF_INCIDENT = 100


def order(tx: Connection, request: Request) -> Data:
    """Return the order of `{"order"}` with its receivers."""
    now = clock.now()
    mine, store = access.seat(tx, request.principal, now), Orders(tx)
    one = store.get(str(request.data.get("order")), mine)
    return wire.order_out(one, store.receivers(one.id)[one.id], mine, now)


def page(tx: Connection, request: Request) -> Data:
    """Return a page of orders, open ones by their deadline first; `messages.query` has filters."""
    return _page(tx, request.principal, messages.query(request.data))


def _page(tx: Connection, who: Principal, query: Query) -> Data:
    now = clock.now()
    mine = access.seat(tx, who, now)
    rows, following = paging.cut(
        lists_repository.page(tx, mine, query), query.limit, lambda row: row[1]
    )
    receivers = Orders(tx).receivers(*(one.id for one, _ in rows))
    items = [wire.order_out(one, receivers[one.id], mine, now) for one, _ in rows]
    return {"items": items, "next": following}


def of_incident(tx: Connection, who: Principal, incident: str) -> list[Data]:
    """Return the orders on an incident that the principal reads, the first given first."""
    if not READERS & who.roles:
        return []
    query = Query("all", "", incident, unanswered=False, limit=MOST_OF_INCIDENT, after="")
    return sorted(_page(tx, who, query)["items"], key=lambda one: one["given_at"])


def log(tx: Connection, request: Request) -> Data:
    """Return what was done, the first entry first: `{"order", "limit", "after"}`."""
    limit, after = paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    store = Orders(tx)
    mine = access.seat(tx, request.principal, clock.now())
    one = store.get(str(request.data.get("order")), mine)
    rows, following = paging.cut(store.log(one.id, limit, after), limit, lambda row: str(row["id"]))
    return {"items": [wire.entry_out(row) for row in rows], "next": following}


def me(tx: Connection, who: Principal) -> Data:
    """Return as what the caller gives orders: `{"positions": [{"code", "title"}], "room"}`."""
    mine = access.seat(tx, who, clock.now())
    gives = bool(GIVERS & who.roles)
    known = Office(tx).known(mine.acts) if gives else {}
    held = [{"code": code, "title": known[code].title} for code in mine.acts if code in known]
    return {"name": who.name, "positions": held, "room": gives and bool(DESK & who.roles)}
