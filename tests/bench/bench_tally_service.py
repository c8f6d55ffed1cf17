"""A tally from the service, over RPC, against the bare SQL that it sends for one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.rpc_client import RpcClient
from services.elections.service import ElectionsService
from tests.bench import harness
from tests.bench.bench_results import (
    CALLERS,
    PRINCIPAL,
    Connections,
    Transaction,
    connect,
    replay,
)
from tests.bench.running import register, running

CALLS = 1500
ASKED = {"election": "bench-tally", "contest": "walikota", "depth": 1}


def recorded(url: str) -> Transaction:
    """Ask for a tally that the service has not kept; returns how it asked PostgreSQL for it."""
    db, service, sent = Database(url, 1), ElectionsService(), []
    service.db = db
    service.get_tally(Request(ASKED | {"depth": 0}, PRINCIPAL))  # it knows the election then

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, values: Any, _ctx: Any, _many: bool) -> None:
        sent.append((statement, values))

    service.get_tally(Request(ASKED, PRINCIPAL))
    db.close()
    return [sent[-1], ("COMMIT", None)]


def main() -> None:
    with running() as night:
        register(night, "bench-tally")
        url = night.stack.database_url("elections")
        transaction, client = recorded(url), RpcClient(night.stack.amqp_url, "bench")
        bare = Connections(lambda: connect(url))
        ask = [lambda: client.call("elections", "get_tally", ASKED, PRINCIPAL)] * CALLS
        query = [lambda: replay(bare, transaction)] * CALLS
        ours, theirs = harness.alternate(
            lambda: harness.hammer(CALLERS, ask), lambda: harness.hammer(CALLERS, query)
        )
        client.close()
        bare.close()
    rate = harness.median(ours, lambda sample: sample.rate)
    floor = harness.median(theirs, lambda sample: sample.rate)
    measured = f"{rate:.0f}/s, floor {floor:.0f}/s: {rate / floor:.2f} x"
    row = ("tally from the service", measured, "≥ 0.35 x", harness.verdict(rate >= 0.35 * floor))
    harness.show("Tally read", [row])


if __name__ == "__main__":
    main()
