"""Who reads an order, as what. Deny by default.

Its giver and whoever holds the position that gave it, its receivers, the positions that it was
escalated to, and operators of its area.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import Forbidden
from libs.kit.principal import ROLES, Principal
from services.notifications.orders.domain import Order, Receiver
from services.notifications.orders.tables import order_receivers, orders
from services.notifications.recipients.region import day
from services.notifications.recipients.repository import Office

DESK = frozenset({"operator", "admin"})
GIVERS = DESK | {"officer"}
READERS = ROLES - {"ops", "reporter"}
_O, _R = orders.c, order_receivers.c


@dataclass(frozen=True)
class Seat:
    """An account with what it holds today: `held` itself, `acts` by delegation too."""

    name: str
    area: str
    desk: bool
    held: tuple[str, ...]
    acts: tuple[str, ...]

    def gave(self, one: Order) -> bool:
        """Tell whether the order is theirs to take back: its giver's, or the room's."""
        mine = one.given_by == self.name or one.given_as in self.acts
        return mine or (self.minds(one) and one.given_as == "")

    def minds(self, one: Order) -> bool:
        """Tell whether they may remind of it: its giver, and the room of its area."""
        room = self.desk and one.area.startswith(self.area)
        return room or one.given_by == self.name or one.given_as in self.acts

    def receives(self, one: Receiver) -> bool:
        return one.person == self.name or one.position in self.acts

    def keys(self) -> list[str]:
        """Return the keys by which events of orders are for the account."""
        return sorted({f"person:{self.name}", *(f"order:{code}" for code in self.acts)})


def seat(tx: Connection, who: Principal, at: datetime) -> Seat:
    """Return what the account is today; raises Forbidden for who has no part in orders."""
    if not READERS & who.roles:
        raise Forbidden("this account has no part in orders")
    office, on = Office(tx), day(at)
    held = sorted({one.position for one in office.of(who.name, on)})
    acts = sorted({*held, *office.given_to(held, on)})
    desk = bool(DESK & who.roles)
    return Seat(who.name, who.area, desk, tuple(held), tuple(acts))


def received(who: Seat) -> sa.ColumnElement[bool]:
    """Return the condition that an order is to the account."""
    mine = (_R.person == who.name) | _R.position.in_(who.acts)
    return _O.id.in_(sa.select(_R.order_id).where(mine))


def given(who: Seat) -> sa.ColumnElement[bool]:
    """Return the condition that the account gave it, or its position, or at the desk the room."""
    mine = (_O.given_by == who.name) | _O.given_as.in_(who.acts)
    if who.desk:
        mine |= (_O.given_as == "") & _O.area.startswith(who.area, autoescape=True)
    return mine


def visible(who: Seat) -> sa.ColumnElement[bool]:
    """Return the condition that the account reads an order."""
    above = sa.select(_R.order_id).where(_R.escalated_to.overlap(list(who.acts)))
    wanted = given(who) | received(who) | _O.id.in_(above)
    return wanted | _O.area.startswith(who.area, autoescape=True) if who.desk else wanted
