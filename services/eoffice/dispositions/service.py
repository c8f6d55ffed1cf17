"""Entrypoints of dispositions. Each takes `as`, the position as which the person acts."""

from __future__ import annotations

from typing import Any

from eventlet.semaphore import Semaphore
from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.eoffice.dispositions import giving, overdue, sheet, shown, steps
from services.eoffice.dispositions.orders import Orders
from services.eoffice.dispositions.presets import instructions
from services.eoffice.dispositions.receivers import receivers
from services.eoffice.letters.desk import Office
from services.eoffice.settings import Settings
from services.eoffice.signing.engine import Engine

PRINTING = Semaphore(2)  # sheets that are laid out at once
PRINT_SECONDS = 60


class DispositionsEntrypoints:
    """What positions are given to do about letters."""

    db: Database
    settings: Settings

    @rpc
    def list_instructions(self, _request: Request) -> dict[str, Any]:
        """Return the instructions that a disposition may be made of."""
        return {"items": [vars(one) for one in instructions().values()], "next": None}

    @rpc
    def list_disposition_receivers(self, request: Request) -> dict[str, Any]:
        """Return positions that `{"as"}` may give to, whose title, code or unit holds `q`."""
        with self.db.begin() as tx:
            return receivers(tx, request, Office.of(self.settings))

    @rpc
    def get_disposition(self, request: Request) -> dict[str, Any]:
        """Return a disposition of `{"disposition", "as"}`."""
        with self.db.begin() as tx:
            return shown.disposition(self._board(tx, request))

    @rpc
    def list_dispositions(self, request: Request) -> dict[str, Any]:
        """Return a page of dispositions of a box, filtered; the newest first."""
        with self.db.begin() as tx:
            return shown.page(self._board(tx, request))

    @rpc
    def get_disposition_tree(self, request: Request) -> dict[str, Any]:
        """Return all dispositions on a letter: `{"kind": "incoming" | "letter", "letter"}`."""
        with self.db.begin() as tx:
            return shown.tree(self._board(tx, request))

    @rpc
    def print_dispositions(self, request: Request) -> bytes:
        """Return the sheet of dispositions on a letter as PDF: as `get_disposition_tree`."""
        with self.db.begin() as tx:
            facts = sheet.facts(self._board(tx, request))
        with PRINTING, Engine(PRINT_SECONDS) as engine:
            return engine.page("dispositions", facts)

    @rpc
    def list_disposition_acts(self, request: Request) -> dict[str, Any]:
        """Return a disposition's history, the first act first."""
        with self.db.begin() as tx:
            return shown.history(self._board(tx, request))

    @rpc
    @command
    def give_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give dispositions on a letter; `messages.given` has its fields."""
        return giving.give(self._orders(tx, request))

    @rpc
    @command
    def pass_on_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Pass one on by further ones; `messages.passed` has its fields."""
        return giving.pass_on(self._orders(tx, request))

    @rpc
    @command
    def cancel_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take back one that nobody read: `{"disposition", "version", "note"}`."""
        return steps.cancel(self._orders(tx, request))

    @rpc
    @command
    def read_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that one has read it: `{"disposition", "version"}`."""
        return steps.mark_read(self._orders(tx, request))

    @rpc
    @command
    def start_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Begin to work on it: `{"disposition", "version"}`."""
        return steps.start(self._orders(tx, request))

    @rpc
    @command
    def report_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Report what was done: `{"disposition", "version", "report"}`."""
        return steps.report(self._orders(tx, request))

    @rpc
    @command
    def accept_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Accept the report, which closes it: `{"disposition", "version"}`."""
        return steps.accept(self._orders(tx, request))

    @rpc
    @command
    def give_back_disposition(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Ask for another report: `{"disposition", "version", "note"}`."""
        return steps.give_back(self._orders(tx, request))

    @loop(every=60.0)
    def tell_overdue_dispositions(self) -> None:
        """Tell givers of duties whose deadline is over, once each."""
        overdue.tell_overdue(self.db, Office.of(self.settings).today())

    def _orders(self, tx: Connection, request: Request) -> Orders:
        return Orders(tx, request, Office.of(self.settings))

    def _board(self, tx: Connection, request: Request) -> shown.Board:
        return shown.Board(tx, request, Office.of(self.settings))
