"""Entrypoints of the archive. Each takes `as`, the position as which the person acts."""

from __future__ import annotations

from typing import Any

from eventlet.semaphore import Semaphore
from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.eoffice import audit
from services.eoffice.archive import (
    books,
    cabinet,
    disposing,
    history,
    messages,
    retention,
    sheets,
    shown,
    statistics,
)
from services.eoffice.archive.cabinet import Cabinet
from services.eoffice.archive.disposing import Panel
from services.eoffice.letters.desk import Office
from services.eoffice.settings import Settings
from services.eoffice.signing.engine import Engine

PRINTING = Semaphore(2)  # sheets that are laid out at once
PRINT_SECONDS = 60


class ArchiveEntrypoints:
    """Files of letters, and what becomes of them."""

    db: Database
    settings: Settings

    # ---- the schedule, and who keeps

    @rpc
    def list_retention_rules(self, request: Request) -> dict[str, Any]:
        """Return a page of the schedule by code: `{"under", "q", "limit", "after"}`."""
        with self.db.begin() as tx:
            return retention.page(tx, request.data)

    @rpc
    @command
    def import_retention_rules(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take an agency's own schedule as CSV, `{"text"}`: an administrator of the region."""
        _require_admin(request, "")
        lines = retention.take(tx, request.data.get("text"))
        audit.note(tx, request, None, "retention_rules_imported", "retention_rules", None, lines)
        return {"lines": lines}

    @rpc
    def get_archive_institution(self, request: Request) -> dict[str, Any]:
        """Return which units keep and judge in the regency of `{"area"}`, or the caller's."""
        with self.db.begin() as tx:
            return disposing.institution_shown(tx, request)

    @rpc
    @command
    def put_archive_institution(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say which units keep and judge: `{"area", "record_centre", "institution"}`."""
        area = str(request.data.get("area"))
        _require_admin(request, area)
        return disposing.institution_put(tx, request, area)

    # ---- files

    @rpc
    @command
    def open_archive_file(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Open a file: `{"code", "title", "classification", "security"}`."""
        return cabinet.open_file(self._cabinet(tx, request))

    @rpc
    def list_archive_files(self, request: Request) -> dict[str, Any]:
        """Return a page of files, filtered; the newest first."""
        with self.db.begin() as tx:
            return shown.page(self._stacks(tx, request))

    @rpc
    def get_archive_file(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return shown.file(self._stacks(tx, request))

    @rpc
    def list_archived_letters(self, request: Request) -> dict[str, Any]:
        """Return a page of what stands in `{"file"}`."""
        with self.db.begin() as tx:
            return shown.letters(self._stacks(tx, request))

    @rpc
    def get_archive_place(self, request: Request) -> dict[str, Any]:
        """Return in which file a letter stands: `{"kind", "letter"}`."""
        with self.db.begin() as tx:
            return shown.place(self._stacks(tx, request))

    @rpc
    def list_due_files(self, request: Request) -> dict[str, Any]:
        """Return the files whose time ends by the end of `{"month"}`, with their count."""
        with self.db.begin() as tx:
            return shown.due(self._stacks(tx, request))

    @rpc
    @command
    def archive_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Put a letter into a file: `{"file", "kind", "letter"}`."""
        return cabinet.put_in(self._cabinet(tx, request))

    @rpc
    @command
    def unarchive_letter(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a letter out of a file that is open: `{"file", "kind", "letter"}`."""
        return cabinet.take_out(self._cabinet(tx, request))

    @rpc
    @command
    def close_archive_file(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Close a file: `{"file", "version", "closed"}`."""
        return cabinet.close(self._cabinet(tx, request))

    @rpc
    @command
    def appraise_archive_file(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Decide a reviewed file's fate: `{"file", "version", "fate", "note"}`."""
        return cabinet.appraise(self._cabinet(tx, request))

    @rpc
    @command
    def keep_archive_file(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hand a file to the archive institution for good: `{"file", "version"}`."""
        return cabinet.keep_for_good(self._cabinet(tx, request))

    # ---- lists

    @rpc
    def list_archive_lists(self, request: Request) -> dict[str, Any]:
        """Return a page of transfers and destructions: `{"kind", "state", "limit", "after"}`."""
        with self.db.begin() as tx:
            return shown.lists(self._stacks(tx, request))

    @rpc
    def get_archive_list(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return shown.one_list(self._stacks(tx, request))

    @rpc
    @command
    def propose_transfer(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Offer files to the record centre: `{"files"}`."""
        return disposing.propose_transfer(self._panel(tx, request))

    @rpc
    @command
    def propose_destruction(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Propose files to be destroyed: `{"files"}`."""
        return disposing.propose_destruction(self._panel(tx, request))

    @rpc
    @command
    def accept_transfer(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take the files over: `{"list", "version"}`."""
        return disposing.accept(self._panel(tx, request))

    @rpc
    @command
    def refuse_archive_list(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Refuse a transfer or a destruction: `{"list", "version", "note"}`."""
        return disposing.refuse(self._panel(tx, request))

    @rpc
    @command
    def approve_destruction(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Approve for one's side: `{"list", "version"}`."""
        return disposing.approve(self._panel(tx, request))

    @rpc
    @command
    def carry_out_destruction(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Destroy: `{"list", "version", "decree"}`."""
        return disposing.carry_out(self._panel(tx, request))

    # ---- books, figures, sheets

    @rpc
    def list_agenda(self, request: Request) -> dict[str, Any]:
        """Return a page of an agenda book: `{"kind", "unit", "since", "until"}`."""
        with self.db.begin() as tx:
            return books.page(self._stacks(tx, request))

    @rpc
    @command
    def order_agenda_book(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a book made: as `list_agenda`, and `format`; answers the job."""
        return books.order(self._stacks(tx, request))

    @rpc
    def get_agenda_book(self, request: Request) -> dict[str, Any]:
        """Return how far a book of one's own is: `{"id"}`."""
        with self.db.begin() as tx:
            return books.told(tx, request)

    @rpc
    def stop_agenda_book(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return jobs.cancel(tx, str(request.data.get("id")), request.principal)

    @rpc
    def describe_agenda_book(self, request: Request) -> dict[str, str]:
        with self.db.begin() as tx:
            return books.described(tx, request)

    @rpc
    def read_agenda_book(self, request: Request) -> bytes:
        """Return the bytes of a book that is made, of one of its parts: `{"id", "part"}`."""
        with self.db.begin() as tx:
            return books.file(tx, request)

    @loop(notify=jobs.channel("eoffice"), every=5.0)
    def make_agenda_books(self) -> None:
        make = {books.JOB: books.maker(self.db, Office.of(self.settings))}
        while jobs.work(self.db, make):
            pass

    @rpc
    def get_office_statistics(self, request: Request) -> dict[str, Any]:
        """Return how long letters lie where: `{"unit", "since", "until"}`."""
        with self.db.begin() as tx:
            return statistics.figures(self._stacks(tx, request))

    @rpc
    def print_letter_history(self, request: Request) -> bytes:
        """Return the PDF of a history: `{"letter", "kind": letter | incoming}`."""
        kind = messages.KINDS[request.data.get("kind") != messages.INCOMING]
        with self.db.begin() as tx:
            facts = history.facts(tx, request, Office.of(self.settings), kind)
        return _printed("history", facts)

    @rpc
    def print_archive_list(self, request: Request) -> bytes:
        """Return the PDF of `{"list"}`: once it is carried out, the destruction record."""
        with self.db.begin() as tx:
            facts = sheets.facts(self._stacks(tx, request))
        return _printed("list", facts)

    def _cabinet(self, tx: Connection, request: Request) -> Cabinet:
        return Cabinet(tx, request, Office.of(self.settings))

    def _panel(self, tx: Connection, request: Request) -> Panel:
        return Panel(tx, request, Office.of(self.settings))

    def _stacks(self, tx: Connection, request: Request) -> shown.Stacks:
        return shown.Stacks(tx, request, Office.of(self.settings))


def _require_admin(request: Request, area: str) -> None:
    if "admin" not in request.principal.roles:
        raise Forbidden("needs one of: admin")
    if area and (len(area) != cabinet.REGENCY or not area.isdigit()):
        raise Invalid(errors=(FieldError("area", "needs the code of a regency"),))
    request.principal.require_area(area)


def _printed(template: str, facts: dict[str, Any]) -> bytes:
    with PRINTING, Engine(PRINT_SECONDS) as engine:
        return engine.page(template, facts)
