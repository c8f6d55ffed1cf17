"""Entrypoints of deliveries: the loops that send, lists, the inbox, one's own contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox, wakes
from libs.kit.db import Database
from libs.kit.envelope import Event
from libs.kit.errors import Conflict, Forbidden, NotFound
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.notifications.deliveries import (
    lists_repository,
    messages,
    sending,
    shown,
    sweeping,
    working,
)
from services.notifications.deliveries.channel_service import ChannelsEntrypoints, require_desk
from services.notifications.deliveries.contacting import UNVERIFIED, Desk
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import CRITICAL, SEVERITIES
from services.notifications.deliveries.repository import Deliveries
from services.notifications.deliveries.template_service import TemplatesEntrypoints
from services.notifications.settings import Settings

MOST_EXPORTED = 20_000
MOST_SWEEPS = 200  # transactions of one round


class NotToBeRepeated(Conflict):
    slug, title = "not-to-be-repeated", "Only what failed or may have arrived is sent again"


class DeliveriesEntrypoints(ChannelsEntrypoints, TemplatesEntrypoints):
    """Messages to people."""

    db: Database
    settings: Settings

    @rpc
    def list_deliveries(self, request: Request) -> dict[str, Any]:
        """Return a page, the newest first; `messages.query` has the filters."""
        require_desk(request.principal)
        with self.db.begin() as tx:
            return shown.page(tx, request.data, request.principal.area)

    @rpc
    def count_deliveries(self, request: Request) -> dict[str, Any]:
        """Return how many are in each state, `most` at most, by the same filters.

        `older`: how many there were that are kept no longer, to who sees all areas; those have
        topic, channel and state alone.
        """
        require_desk(request.principal)
        asked, area = messages.query(request.data), request.principal.area
        with self.db.begin() as tx:
            found = lists_repository.counts(tx, asked, area)
            older = {} if area or asked.is_narrow else sweeping.counts(tx, asked.where)
        return {"counts": found, "most": lists_repository.MOST_COUNTED, "older": older}

    @rpc
    def export_deliveries(self, request: Request) -> bytes:
        """Return the newest as CSV by the same filters, MOST_EXPORTED at most."""
        require_desk(request.principal)
        asked, area = messages.query(request.data), request.principal.area
        with self.db.begin() as tx:
            return shown.csv(lists_repository.page(tx, asked, area, MOST_EXPORTED - 1))

    @rpc
    @command
    def retry_delivery(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send `{"delivery"}` again, which failed or may have arrived."""
        require_desk(request.principal)
        delivery = messages.one_id(request.data, "delivery")
        if not lists_repository.visible(tx, delivery, request.principal.area):
            raise NotFound(f"no delivery {delivery}")
        if not Deliveries(tx).again(delivery):
            raise NotToBeRepeated
        wakes.after_commit(tx, sending.WAKE)
        return shown.delivery_out(lists_repository.one(tx, delivery))

    @rpc
    def list_inbox(self, request: Request) -> dict[str, Any]:
        """Return what the caller was told, the newest first: `{"unread", "limit", "after"}`."""
        with self.db.begin() as tx:
            return shown.inbox(tx, request.principal.name, request.data)

    @rpc
    @command
    def read_inbox(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Note that the caller has read `{"delivery"}`, or all without one."""
        person = request.principal.name
        one = messages.one_id(request.data, "delivery") if request.data.get("delivery") else None
        now = clock.now()
        for row in lists_repository.mark_read(tx, person, one, now):
            data = {"delivery": row["id"], "person": person, "topic": row["topic"]}
            more = {"severity": SEVERITIES[row["rank"]], "at": clock.to_text(now)}
            outbox.add(tx, "notifications", Event("person_told", person, data | more))
        return {"unread": lists_repository.unread(tx, person)}

    @rpc
    def get_contacts(self, request: Request) -> dict[str, Any]:
        """Return the caller's contacts and wishes, and the channels that take addresses."""
        with self.db.begin() as tx:
            return shown.contacts(tx, self._desk(tx, request), whole=True)

    @rpc
    @command
    def put_contacts(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have these contacts and wishes; `messages.wishes` has the fields."""
        desk = self._desk(tx, request)
        desk.put(*messages.wishes(request.data))
        return shown.contacts(tx, desk, whole=False)

    @rpc
    @command
    def renew_contact(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a browser's contact lead to its new subscription: `{"contact", "address"}`."""
        desk = self._desk(tx, request)
        contact = messages.one_id(request.data, "contact")
        desk.renew(contact, str(request.data.get("address") or ""))
        return shown.contacts(tx, desk, whole=False)

    @rpc
    @command
    def send_contact_code(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Send a code to `{"contact"}` again."""
        desk = self._desk(tx, request)
        desk.send_code(messages.one_id(request.data, "contact"))
        return shown.contacts(tx, desk, whole=False)

    @rpc
    @command
    def verify_contact(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take `{"contact", "code"}`; `verified` says whether it was the right one."""
        desk = self._desk(tx, request)
        contact = messages.one_id(request.data, "contact")
        right = desk.verify(contact, str(request.data.get("code") or ""))
        return {**shown.contacts(tx, desk, whole=False), "verified": right}

    def _desk(self, tx: Connection, request: Request) -> Desk:
        who = request.principal
        if not who.name or who.roles <= {"reporter"}:
            raise Forbidden("a crew's account has no contacts")
        return Desk(tx, self.settings, who.name, clock.now())

    @loop(notify=sending.WAKE, every=5.0, lanes=8)
    def send_deliveries(self) -> None:
        """Send what is queued, what matters most first."""
        working.Worker(self.db, self.settings).round()

    @loop(notify=sending.URGENT, every=2.0, lanes=2)
    def send_urgent_deliveries(self) -> None:
        """Send what is critical and nothing else, so that bulk never has all hands."""
        working.Worker(self.db, self.settings).round(CRITICAL)

    @loop(every=1.0)
    def tend_deliveries(self) -> None:
        """Bring back what waited long enough, or was left by a worker that is gone."""
        with self.db.begin() as tx:
            if working.tend(tx, clock.now()):
                wakes.after_commit(tx, sending.WAKE)

    @loop(every=3600.0)
    def forget_unverified_contacts(self) -> None:
        """Forget addresses that nobody showed to be theirs."""
        with self.db.begin() as tx:
            Contacts(tx).sweep(clock.now() - UNVERIFIED)

    @loop(every=3600.0)
    def sweep_deliveries(self) -> None:
        """Keep of deliveries that are old enough their counts alone."""
        before = clock.now() - timedelta(days=self.settings.delivery_days)
        for _ in range(MOST_SWEEPS):
            with self.db.begin() as tx:
                if not sweeping.sweep(tx, before, self.settings.timezone):
                    return
