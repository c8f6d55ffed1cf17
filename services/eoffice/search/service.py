"""Entrypoints of search. Each takes `as`, the position as which the person looks."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.eoffice.letters.desk import Desk, Office
from services.eoffice.letters.shown import Shelf
from services.eoffice.search import shown
from services.eoffice.settings import Settings


class SearchEntrypoints:
    """Full-text search, and searches that people keep."""

    db: Database
    settings: Settings

    @rpc
    def search_office(self, request: Request) -> dict[str, Any]:
        """Return a page of letters, incoming letters and dispositions; see `messages.query`."""
        with self.db.look() as tx:
            return shown.search(Shelf(tx, request, Office.of(self.settings)))

    @rpc
    def list_searches(self, request: Request) -> dict[str, Any]:
        """Return the searches kept for the person as the position, with how much is new."""
        with self.db.begin() as tx:
            desk = self._searcher(tx, request)
            request.data["as"] = desk.position
            return shown.saved(Shelf(tx, request, Office.of(self.settings)), desk)

    @rpc
    @command
    def keep_search(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a search: `{"name", "query"}`; one of this name is replaced."""
        return shown.keep(self._searcher(tx, request))

    @rpc
    @command
    def open_search(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Count what is new from now on: `{"search"}`."""
        return shown.opened(self._searcher(tx, request))

    @rpc
    @command
    def delete_search(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Delete a search: `{"search"}`."""
        return shown.delete(self._searcher(tx, request))

    def _searcher(self, tx: Connection, request: Request) -> Desk:
        return Desk(tx, request, Office.of(self.settings))
