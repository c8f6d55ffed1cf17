"""Entrypoints of mailboxes. Each takes `as`, the position as which the person looks."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import rpc
from services.eoffice.letters.desk import Office
from services.eoffice.letters.shown import Shelf
from services.eoffice.mailbox import shown
from services.eoffice.mailbox.domain import Deadlines
from services.eoffice.settings import Settings


class MailboxEntrypoints:
    """What came to positions, and what waits for them."""

    db: Database
    settings: Settings

    @rpc
    def get_office_counters(self, request: Request) -> dict[str, Any]:
        """Return how much waits for the person, by what it waits for, with `details`."""
        with self.db.look() as tx:
            return shown.counters(*self._mail(tx, request))

    @rpc
    def count_room_letters(self, request: Request) -> dict[str, Any]:
        """Return how many letters wait in the whole office: counts alone, for the room's wall."""
        request.principal.require_area("")
        with self.db.look() as tx:
            return shown.of_office(tx, Office.of(self.settings).deadlines())

    @rpc
    def list_inbox(self, request: Request) -> dict[str, Any]:
        """Return a page of letters that came, ours and registered ones, the newest first."""
        with self.db.look() as tx:
            return shown.inbox(*self._mail(tx, request))

    def _mail(self, tx: Connection, request: Request) -> tuple[Shelf, Deadlines]:
        office = Office.of(self.settings)
        return Shelf(tx, request, office), office.deadlines()
