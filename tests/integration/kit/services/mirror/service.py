"""A service that keeps a copy of the ledger's entries, with ways to make it fail."""

from __future__ import annotations

import sqlalchemy as sa
from eventlet import sleep
from sqlalchemy.engine import Connection

from libs.kit.service import DatabaseProvider, Incoming, loop, subscribe

FAILS, SLEEPS = 666, 777


class Mirror:
    name = "mirror"
    db = DatabaseProvider()

    @subscribe("ledger", "entry_posted")
    def on_entry_posted(self, tx: Connection, event: Incoming) -> None:
        values = event.data | {"sequence": event.sequence}
        tx.execute(sa.text("INSERT INTO seen VALUES (:account, :amount, :sequence)"), values)
        if event.data["amount"] == SLEEPS:
            sleep(0.2)
        if event.data["amount"] == FAILS:
            allowed = sa.text("SELECT 1 FROM allowed WHERE account = :account")
            if tx.execute(allowed, values).first() is None:
                raise ValueError("666 is not allowed")

    @loop(notify="mirror_rounds", every=60)
    def make_round(self) -> None:
        with self.db.begin() as tx:
            tx.execute(sa.text("INSERT INTO rounds DEFAULT VALUES"))
