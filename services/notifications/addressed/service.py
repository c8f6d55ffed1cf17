"""Entrypoints of notices to positions: raised and settled by events of the e-office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc, subscribe
from services.notifications.addressed import domain
from services.notifications.addressed.repository import MOST_SWEPT, Addressed
from services.notifications.recipients.repository import Office
from services.notifications.settings import Settings

KEPT = timedelta(days=30)
SHOWN = ("id", "position", "kind", "thing", "urgency")


class AddressedEntrypoints:
    """What came to positions and waits for them."""

    db: Database
    settings: Settings

    @rpc
    def list_addressed_notices(self, request: Request) -> dict[str, Any]:
        """Return a page of open notices, the newest first: `{"readers", "limit", "after"}`.

        `readers` are the caller's keys, as e-office told them to the gateway.
        """
        limit, after = paging.asked(request.data)
        if after and not is_uuid(after):
            raise paging.foreign()
        readers = request.data.get("readers")
        if not isinstance(readers, list):
            raise Invalid(errors=(FieldError("readers", "needs a list of keys"),))
        with self.db.begin() as tx:
            rows = Addressed(tx).page(readers, limit, after)
        page, following = paging.cut(rows, limit, lambda row: str(row["id"]))
        return {"items": [_out(row) for row in page], "next": following}

    @rpc
    @command
    def settle_addressed_brief(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Settle the notices of a brief that was opened: `{"brief", "readers"}`."""
        readers, brief = request.data.get("readers"), request.data.get("brief")
        if not isinstance(readers, list):
            raise Invalid(errors=(FieldError("readers", "needs a list of keys"),))
        if not isinstance(brief, str) or not is_uuid(brief):
            raise Invalid(errors=(FieldError("brief", "needs the id of a brief"),))
        return {"settled": Addressed(tx).settle_thing(domain.BRIEF, brief, readers, clock.now())}

    @subscribe("indicators", "brief_made")
    def on_brief_made(self, tx: Connection, event: Incoming) -> None:
        """Tell the positions that the brief is for, and settle what they were told before."""
        positions = self.settings.brief_positions or Office(tx).highest(event.data["area"])
        notices = [domain.brief(event.data, one) for one in positions]
        store = Addressed(tx)
        for one in notices:
            store.settle_before(one, event.time)
        if notices:
            store.raise_all(notices, event.time)

    @subscribe("eoffice", "letter_received")
    def on_letter_received(self, tx: Connection, event: Incoming) -> None:
        Addressed(tx).raise_all([domain.received(event.data, event.data["position"])], event.time)

    @subscribe("eoffice", "letter_read")
    def on_letter_read(self, tx: Connection, event: Incoming) -> None:
        Addressed(tx).settle([domain.received(event.data, event.data["by"])], event.time)

    @subscribe("eoffice", "disposition_given")
    def on_disposition_given(self, tx: Connection, event: Incoming) -> None:
        Addressed(tx).raise_all([domain.given(event.data)], event.time)

    @subscribe("eoffice", "disposition_read")
    def on_disposition_read(self, tx: Connection, event: Incoming) -> None:
        Addressed(tx).settle([domain.given(event.data)], event.time)

    @subscribe("eoffice", "disposition_cancelled")
    def on_disposition_cancelled(self, tx: Connection, event: Incoming) -> None:
        self._settle_duty(tx, event)
        Addressed(tx).settle([domain.given(event.data)], event.time)

    @subscribe("eoffice", "disposition_overdue")
    def on_disposition_overdue(self, tx: Connection, event: Incoming) -> None:
        Addressed(tx).raise_all(domain.overdue(event.data), event.time)

    @subscribe("eoffice", "disposition_reported")
    def on_disposition_reported(self, tx: Connection, event: Incoming) -> None:
        self._settle_duty(tx, event)

    def _settle_duty(self, tx: Connection, event: Incoming) -> None:
        if domain.is_over(event.data, event.time.astimezone(self.settings.timezone).date()):
            Addressed(tx).settle(domain.overdue(event.data), event.time)

    @loop(every=3600.0)
    def sweep_addressed_notices(self) -> None:
        """Delete what was settled a month ago."""
        swept = MOST_SWEPT
        while swept == MOST_SWEPT:
            with self.db.begin() as tx:
                swept = Addressed(tx).sweep(clock.now() - KEPT)


def _out(row: Any) -> dict[str, Any]:
    days = {"due": None if row["due"] is None else row["due"].isoformat()}
    return {
        **{one: row[one] for one in SHOWN},
        **days,
        "raised_at": clock.to_text(row["raised_at"]),
    }
