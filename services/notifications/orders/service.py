"""Entrypoints of orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.notifications.orders import access, answering, giving, shown, tending
from services.notifications.settings import Settings


class OrdersEntrypoints:
    """What somebody is told to do, until everybody has answered."""

    db: Database
    settings: Settings

    @rpc
    @command
    def give_order(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give an order; `messages.given` has the fields."""
        usual = timedelta(minutes=self.settings.order_acknowledge_minutes)
        return giving.give(tx, request, usual)

    @rpc
    def list_orders(self, request: Request) -> dict[str, Any]:
        """Return a page of orders; `messages.query` has the filters."""
        with self.db.begin() as tx:
            return shown.page(tx, request)

    @rpc
    def get_order(self, request: Request) -> dict[str, Any]:
        """Return the order of `{"order"}`, with those in front who have done least."""
        with self.db.begin() as tx:
            return shown.order(tx, request)

    @rpc
    def list_order_log(self, request: Request) -> dict[str, Any]:
        """Return what was done with an order, the first entry first."""
        with self.db.begin() as tx:
            return shown.log(tx, request)

    @rpc
    def order_me(self, request: Request) -> dict[str, Any]:
        """Return as what the caller may give orders."""
        with self.db.begin() as tx:
            return shown.me(tx, request.principal)

    @rpc
    def my_order_keys(self, request: Request) -> list[str]:
        """Return the keys by which events of orders are for the caller."""
        with self.db.begin() as tx:
            return access.seat(tx, request.principal, clock.now()).keys()

    @rpc
    @command
    def answer_order(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say how far it is: `{"order", "step", "reason", "receiver"}`."""
        return answering.answer(tx, request)

    @rpc
    @command
    def cancel_order(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take it back: `{"order", "reason"}`."""
        return giving.cancel(tx, request)

    @rpc
    @command
    def remind_order(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Tell those again who are not done: `{"order"}`."""
        return giving.remind(tx, request)

    @loop(every=2.0)
    def tend_orders(self) -> None:
        """Escalate what is due and follow what became of messages, until nothing is left."""
        for work in (tending.follow, tending.escalate):
            found = tending.AT_ONCE
            while found == tending.AT_ONCE:
                with self.db.begin() as tx:
                    found = work(tx, clock.now())
