"""Entrypoints of warnings: ours go out, those of others come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.notifications.cap import feeding, issuing, publishing, shown, ticker
from services.notifications.cap.incoming_repository import Incoming
from services.notifications.cap.issuing import Desk
from services.notifications.cap.polling import Poller
from services.notifications.cap.repository import Warnings
from services.notifications.cap.taking import Arrival, take
from services.notifications.incidents import access
from services.notifications.incidents.types import types
from services.notifications.settings import Settings

TYPE = ("code", "title", "title_en")
TOLD_FOR = timedelta(days=30)  # that the public feed goes back


class CapEntrypoints:
    """CAP 1.2 in and out."""

    db: Database
    settings: Settings

    def _warning_desk(self, tx: Connection, request: Request) -> Desk:
        return Desk(tx, request, self.settings)

    @rpc
    def list_warnings(self, request: Request) -> dict[str, Any]:
        """Return a page of ours, the newest first: `{"state", "limit", "after"}`."""
        with self.db.begin() as tx:
            return shown.page(tx, request)

    @rpc
    def get_warning(self, request: Request) -> dict[str, Any]:
        """Return one of ours with what was composed: `{"id"}`."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return shown.one(tx, str(request.data.get("id")))

    @rpc
    def get_warning_xml(self, request: Request) -> bytes:
        """Return one of ours as it went out: `{"id"}`; nothing of what did not."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return bytes(Warnings(tx).get(str(request.data.get("id")))["xml"] or b"")

    @rpc
    def preview_warning(self, request: Request) -> dict[str, Any]:
        """Return `{"xml", "notes", "waits"}` of what issuing would make."""
        with self.db.begin() as tx:
            return issuing.preview(self._warning_desk(tx, request))

    @rpc
    @command
    def issue_warning(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Make a warning, which waits for a second person where everybody will read it."""
        return shown.one(tx, issuing.issue(self._warning_desk(tx, request)))

    @rpc
    @command
    def update_warning(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say one anew; answers the message that does."""
        return shown.one(tx, issuing.update(self._warning_desk(tx, request)))

    @rpc
    @command
    def cancel_warning(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take one back: `{"id", "reason"}`; answers the message that does."""
        return shown.one(tx, issuing.cancel(self._warning_desk(tx, request)))

    @rpc
    @command
    def approve_warning(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let one go out that somebody else wrote: `{"id"}`."""
        return shown.one(tx, issuing.approve(self._warning_desk(tx, request)))

    @rpc
    @command
    def refuse_warning(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let one not go out: `{"id", "reason"}`."""
        return shown.one(tx, issuing.refuse(self._warning_desk(tx, request)))

    # ---- what everybody reads

    @rpc
    def public_warnings(self, _request: Request) -> dict[str, Any]:
        """Return what holds now, the newest first; and what types of incidents there are."""
        with self.db.begin() as tx:
            rows = Warnings(tx).standing(clock.now())
        kinds = [{name: getattr(one, name) for name in TYPE} for one in types().values()]
        items = [publishing.standing(row) for row in rows]
        return {"items": items, "next": None, "types": kinds}

    @rpc
    def public_warnings_feed(self, _request: Request) -> bytes:
        """Return the Atom feed."""
        with self.db.begin() as tx:
            rows = list(Warnings(tx).told(clock.now() - TOLD_FOR))
        settings = self.settings
        return publishing.atom(rows, settings.public_url, settings.cap_sender_name)

    @rpc
    def public_warning_xml(self, request: Request) -> bytes:
        """Return one as CAP: `{"id"}`."""
        with self.db.begin() as tx:
            return Warnings(tx).public(str(request.data.get("id")))

    @loop(every=15.0)
    def take_warnings_off(self) -> None:
        """Take what expired off the wall."""
        now = clock.now()
        with self.db.begin() as tx:
            chains = Warnings(tx).over(now, now - timedelta(days=1))
            ticker.take_off(tx, list(chains), now)

    # ---- what comes in

    @rpc
    def list_cap_incoming(self, request: Request) -> dict[str, Any]:
        """Return a page of others', the newest first: `{"state", "feed", "limit", "after"}`."""
        with self.db.begin() as tx:
            return shown.incoming(tx, request)

    @rpc
    def get_cap_incoming(self, request: Request) -> bytes:
        """Return one of others as it came: `{"id"}`."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return Incoming(tx).raw(str(request.data.get("id")))

    @rpc
    @command
    def take_cap(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a message that somebody brings, attached; answers what became of it."""
        access.require_desk(request.principal, "")
        arrival = Arrival(request.attachment, brought_by=request.principal.name)
        return shown.theirs(take(tx, arrival, self.settings.timezone))

    @rpc
    def list_cap_feeds(self, request: Request) -> dict[str, Any]:
        """Return the feeds with how they do."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return {"items": feeding.shown(tx), "next": None}

    @rpc
    @command
    def set_cap_feed(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Set a feed up; see `feeding.put`."""
        return feeding.put(tx, request, self.settings)

    @loop(notify=feeding.WAKE, every=5.0)
    def ask_cap_feeds(self) -> None:
        """Ask the feeds that are due."""
        poller = Poller(self.db, self.settings)
        try:
            while poller.round():
                pass
        finally:
            poller.close()
