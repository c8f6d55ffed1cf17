"""Entrypoints of the SMS line."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs, paging
from libs.kit.db import Database
from libs.kit.errors import Conflict, NotFound
from libs.kit.ids import is_uuid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections import audit
from services.elections.repository import Elections
from services.elections.scope import narrowed, require_related
from services.elections.settings import Settings
from services.elections.sms import files, line, messages
from services.elections.sms.domain import read
from services.elections.sms.line import Sms
from services.elections.sms.repository import Phones, Received


class NotWaiting(Conflict):
    slug, title = "sms-not-waiting", "This message does not wait for an operator"


class SmsEntrypoints:
    """Results by text message, by webhook, from a file, and typed during a radio call."""

    db: Database
    settings: Settings

    @rpc
    @command
    def register_phones(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let numbers send for areas: `{"election", "items": [{"phone", "area"}]}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        areas = messages.phones(request.data, self.settings.identity_key, election.area)
        for area in areas.values():
            request.principal.require_area(area)
        Phones(tx, election.id).put(areas, request.principal.id)
        about = {"areas": sorted(set(areas.values())), "numbers": len(areas)}
        audit.note(tx, request, "sms_phones_registered", election.id, after=about)
        return {"registered": len(areas)}

    @rpc
    @command
    def forget_phone(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Remove a number: `{"election", "phone"}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        phones, hashed = Phones(tx, election.id), self._hashed(request)
        area = phones.area(hashed) or election.area
        request.principal.require_area(area)
        audit.note(tx, request, "sms_phone_forgotten", election.id, before={"area": area})
        return {"forgotten": phones.forget(hashed)}

    def _hashed(self, request: Request) -> bytes:
        return messages.phone(request.data, self.settings.identity_key)

    @rpc
    @command
    def receive_sms(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a message of the provider's webhook: `{"election", "id", "from", "text"}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        incoming = messages.incoming(request.data, self.settings.identity_key, clock.now())
        return _noted(tx, request, files.take(tx, election.id, incoming, request))

    @rpc
    @command
    def type_message(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take what an operator types during a call: `{"election", "text"}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        text, who = str(request.data.get("text")), request.principal
        request.principal.require_area(read(text).tps or election.area)
        sms = Sms(
            str(request.command_id),
            election.id,
            "radio",
            who.id,
            who.area,
            "",
            text,
            clock.now(),
            request,
        )
        return _noted(tx, request, line.take(tx, sms))

    @rpc
    @command
    def accept_sms(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hand in a message of an unknown number: `{"election", "message"}`."""
        election = Elections(tx).get(str(request.data.get("election")))
        wanted = str(request.data.get("message"))
        kept = Received(tx).lock(election.id, wanted) if is_uuid(wanted) else None
        if kept is None:
            raise NotFound(f"no message {wanted}")
        request.principal.require_area(kept["tps"])
        if kept["state"] != line.UNKNOWN:
            raise NotWaiting(f"it is {kept['state']}")
        who = request.principal
        known = {name: kept[name] for name in ("id", "tail", "text", "received_at")}
        about: dict[str, Any] = {"election": election.id, "channel": "sms", "request": request}
        sms = Sms(who=who.id, area=who.area, **about, **known)
        return _noted(tx, request, line.accept(tx, sms))

    @rpc
    def list_sms(self, request: Request) -> dict[str, Any]:
        """Return a page of messages, the newest first: `{"election", "area", "state"}`."""
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            area = narrowed(request.principal, request.data.get("area"), election.area)
            limit, after = paging.asked(request.data)
            rows = Received(tx).page(
                election.id,
                "" if area == election.area else area,
                request.data.get("state"),
                limit,
                files.place(after),
            )
        page, following = paging.cut(rows, limit, files.after)
        return {"items": [messages.message_out(row) for row in page], "next": following}

    @rpc
    @command
    def start_sms_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Queue a CSV of messages: `{"election", "text"}`; asked for as other imports are."""
        election = Elections(tx).get(str(request.data.get("election")))
        require_related(request.principal, election.area)
        payload = files.payload(request.data)
        arguments = {"election": election.id, "partial": request.data.get("partial") is True}
        return jobs.enqueue(tx, "elections", messages.KIND, arguments, request.principal, payload)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def work_on_sms_files(self) -> None:
        worker = files.worker(self.db, self.settings.identity_key)
        while jobs.work(self.db, {messages.KIND: worker}):
            pass


def _noted(tx: Connection, request: Request, row: dict[str, Any]) -> dict[str, Any]:
    """Note the message in the audit log, and return it as it is shown."""
    shown = messages.message_out(row)
    audit.note(tx, request, "sms_taken", row["id"], after=messages.noted(shown))
    return shown
