"""A service that does each thing the kit offers, for the kit's own tests."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from eventlet import sleep
from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.envelope import Event
from libs.kit.errors import Conflict, FieldError, Invalid
from libs.kit.service import DatabaseProvider, Request, command, rpc


class Overdrawn(Conflict):
    slug, title = "overdrawn", "The account has less than that"


class Ledger:
    name = "ledger"
    db = DatabaseProvider()

    @rpc
    def echo(self, request: Request) -> dict[str, Any]:
        return {"data": request.data, "principal": request.principal.id}

    @rpc
    def fail(self, request: Request) -> dict[str, Any]:
        if request.data["kind"] == "typed":
            raise Overdrawn("5 is more than 3", (FieldError("amount", "too much"),), balance=3)
        if request.data["kind"] == "invalid":
            raise Invalid("no")
        if request.data["kind"] == "unserialisable":
            return {"set": {1, 2}}
        raise RuntimeError("the secret text of an unexpected error")

    @rpc
    def picture(self, request: Request) -> bytes:
        return bytes(range(256)) * int(request.data["times"])

    @rpc
    def weigh(self, request: Request) -> dict[str, Any]:
        return {"bytes": len(request.attachment), "sha256": sha256(request.attachment).hexdigest()}

    @rpc
    def wait(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            tx.execute(sa.text("INSERT INTO runs (name) VALUES (:name)"), request.data)
        sleep(request.data["seconds"])
        return {}

    @rpc
    @command
    def post_entry(self, tx: Connection, request: Request) -> dict[str, Any]:
        account, amount = request.data["account"], request.data["amount"]
        tx.execute(sa.text("INSERT INTO entries VALUES (:account, :amount)"), request.data)
        event = Event("entry_posted", account, {"account": account, "amount": amount})
        outbox.add(tx, "ledger", event)
        if request.data.get("refuse"):
            raise Overdrawn("rolled back")
        return {"account": account}
