"""Entrypoints of incoming letters. Each takes `as`, the position as which the person acts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.eoffice.incoming import ocr, reading, registering, shown, steps
from services.eoffice.incoming.journal import Journal
from services.eoffice.letters.desk import Office
from services.eoffice.settings import Settings


class IncomingEntrypoints:
    """Letters from outside, in the registers of units."""

    db: Database
    settings: Settings

    @rpc
    def get_incoming(self, request: Request) -> dict[str, Any]:
        """Return a letter of `{"incoming", "as"}`."""
        with self.db.begin() as tx:
            return shown.letter(self._register(tx, request))

    @rpc
    def get_incoming_scan(self, request: Request) -> bytes:
        """Return the bytes of the letter's scan."""
        with self.db.begin() as tx:
            return shown.scan(self._register(tx, request))

    @rpc
    def list_incoming(self, request: Request) -> dict[str, Any]:
        """Return a page of incoming letters, filtered; the newest first."""
        with self.db.begin() as tx:
            return shown.page(self._register(tx, request))

    @rpc
    def list_incoming_acts(self, request: Request) -> dict[str, Any]:
        """Return a letter's history, the first act first."""
        with self.db.begin() as tx:
            return shown.history(self._register(tx, request))

    @rpc
    @command
    def register_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put a letter into the unit's register; `messages.registration` has its fields.

        Answers it with `duplicates`, those of the same sender, number and date.
        """
        return registering.register(self._journal(tx, request))

    @rpc
    def find_incoming_duplicates(self, request: Request) -> dict[str, Any]:
        """Return what the unit registered of the same `{"number", "sender", "dated"}`."""
        with self.db.begin() as tx:
            return registering.duplicates(self._journal(tx, request))

    @rpc
    @command
    def correct_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put an entry right; `messages.correction` has its fields."""
        return registering.correct(self._journal(tx, request))

    @rpc
    @command
    def scan_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep the attachment as the scan: `{"incoming", "version"}`."""
        return registering.scan(self._journal(tx, request))

    @rpc
    @command
    def forward_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Route a letter: `{"incoming", "version", "to": position}`."""
        return steps.forward(self._journal(tx, request))

    @rpc
    @command
    def read_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that one has read it: `{"incoming", "version"}`."""
        return steps.mark_read(self._journal(tx, request))

    @rpc
    @command
    def answer_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say which letter answers it: `{"incoming", "version", "letter"}`."""
        return steps.answer(self._journal(tx, request))

    @rpc
    @command
    def file_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep it on file: `{"incoming", "version"}`."""
        return steps.file(self._journal(tx, request))

    @rpc
    @command
    def close_incoming(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Close it, once nothing given on it is open: `{"incoming", "version"}`."""
        return steps.close(self._journal(tx, request))

    @loop(every=5.0)
    def read_scans(self) -> None:
        """Read scans that wait, one after the other, where something is installed that reads."""
        if self.settings.ocr == reading.AUTO and ocr.is_installed():
            while reading.read_next(self.db):
                pass

    def _journal(self, tx: Connection, request: Request) -> Journal:
        return Journal(tx, request, Office.of(self.settings))

    def _register(self, tx: Connection, request: Request) -> shown.Register:
        return shown.Register(tx, request, Office.of(self.settings))
