"""Entrypoints of subscriptions and broadcasts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs, paging
from libs.kit.db import Database
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.notifications.broadcast import announcing, messages, proposing, subscribing
from services.notifications.broadcast.announcing import Desk
from services.notifications.broadcast.broadcasts_repository import STATES, Broadcasts
from services.notifications.broadcast.proposals_repository import STATES as PROPOSED
from services.notifications.broadcast.proposals_repository import Proposals
from services.notifications.incidents import access
from services.notifications.settings import Settings


class BroadcastEntrypoints:
    """Messages to the people of an area."""

    db: Database
    settings: Settings

    # ---- the public

    @rpc
    def list_public_channels(self, _request: Request) -> dict[str, Any]:
        """Return through what the public may be told."""
        with self.db.begin() as tx:
            return {"items": subscribing.channels(tx), "next": None}

    @rpc
    @command
    def subscribe(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Ask for news of a village: `{"channel", "address", "village", "language"}`."""
        return subscribing.ask(tx, request.data, self.settings)

    @rpc
    def confirm_subscription(self, request: Request) -> dict[str, Any]:
        """Prove an address by `{"token"}`."""
        with self.db.begin() as tx:
            return subscribing.confirm(tx, request.data.get("token"))

    @rpc
    def end_subscription(self, request: Request) -> dict[str, Any]:
        """Leave by `{"token"}`."""
        with self.db.begin() as tx:
            return subscribing.end(tx, request.data.get("token"))

    @loop(every=3600.0)
    def sweep_subscriptions(self) -> None:
        """Erase addresses that nobody proved within a day."""
        swept = 1
        while swept:
            with self.db.begin() as tx:
                swept = subscribing.sweep(tx, clock.now())

    # ---- the room

    @rpc
    def list_broadcasts(self, request: Request) -> dict[str, Any]:
        """Return a page, the newest first: `{"state", "limit", "after"}`."""
        access.require_desk(request.principal, "")
        limit, after = paging.asked(request.data)
        if after and not is_uuid(after):
            raise paging.foreign()
        reader = Reader(request.data)
        state = reader.one_of("state", STATES, "")
        reader.end()
        with self.db.begin() as tx:
            rows = Broadcasts(tx).page(state, limit, after)
            page, following = paging.cut(rows, limit, lambda row: str(row["id"]))
            became = Broadcasts(tx).became([announcing.key(row["id"]) for row in page])
        items = [messages.out(row, became.get(announcing.key(row["id"]), {})) for row in page]
        return {"items": items, "next": following}

    @rpc
    def list_broadcast_proposals(self, request: Request) -> dict[str, Any]:
        """Return a page of what rules propose, the newest first: `{"state", "limit", "after"}`."""
        who = request.principal
        access.require_desk(who, "")
        limit, after = paging.asked(request.data)
        if after and not is_uuid(after):
            raise paging.foreign()
        reader = Reader(request.data)
        state = reader.one_of("state", PROPOSED, "")
        reader.end()
        with self.db.begin() as tx:
            rows = Proposals(tx).page(who.area, state, limit, after)
        page, following = paging.cut(rows, limit, lambda row: str(row["id"]))
        return {"items": [proposing.out(row) for row in page], "next": following}

    @rpc
    @command
    def drop_broadcast_proposal(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say that nothing is told of one: `{"id", "reason"}`."""
        return proposing.drop(tx, request)

    @rpc
    def get_broadcast(self, request: Request) -> dict[str, Any]:
        """Return one with how far it is: `{"id"}`."""
        access.require_desk(request.principal, "")
        with self.db.begin() as tx:
            return _shown(tx, str(request.data.get("id")))

    @rpc
    def preview_broadcast(self, request: Request) -> dict[str, Any]:
        """Return what it would say, to how many and for how much; see `messages.composed`."""
        with self.db.begin() as tx:
            return announcing.preview(Desk(tx, request, self.settings))

    @rpc
    @command
    def write_broadcast(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep one, which waits for a second person above a size."""
        return _shown(tx, announcing.write(Desk(tx, request, self.settings)))

    @rpc
    @command
    def approve_broadcast(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let one be sent that somebody else wrote: `{"id"}`."""
        return _shown(tx, announcing.approve(Desk(tx, request, self.settings)))

    @rpc
    @command
    def refuse_broadcast(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let one not be sent: `{"id", "reason"}`."""
        return _shown(tx, announcing.refuse(Desk(tx, request, self.settings)))

    @rpc
    @command
    def send_broadcast(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Begin to send one: `{"id"}`."""
        return _shown(tx, announcing.send(Desk(tx, request, self.settings)))

    @rpc
    @command
    def stop_broadcast(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send no more of one: `{"id"}`."""
        return _shown(tx, announcing.stop(Desk(tx, request, self.settings)))

    @loop(notify=jobs.channel("notifications"), every=1.0)
    def send_broadcasts(self) -> None:
        """Queue broadcasts for their readers."""
        while jobs.work(self.db, {announcing.KIND: announcing.worker(self.db)}):
            pass


def _shown(tx: Connection, wanted: str) -> dict[str, Any]:
    row = Broadcasts(tx).get(wanted)
    key = announcing.key(row["id"])
    return messages.out(row, Broadcasts(tx).became([key]).get(key, {}))
