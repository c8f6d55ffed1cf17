"""Warnings go out: composed by one, approved by another where everybody reads it, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict, FieldError, Forbidden, Invalid
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.cap import composing, messages, telling, ticker, writing
from services.notifications.cap.composing import Head
from services.notifications.cap.domain import (
    ALERT,
    CANCEL,
    UPDATE,
    Reference,
)
from services.notifications.cap.repository import (
    ISSUED,
    REFUSED,
    WAITING,
    WarningEnded,
    Warnings,
)
from services.notifications.cap.settings import CapSettings
from services.notifications.incidents import access
from services.notifications.incidents.repository import Incidents

LONGEST_REASON = 500
Data = dict[str, Any]


class SamePerson(Forbidden):
    slug, title = "same-person", "Whoever wrote it can't approve it"


class NotWaiting(Conflict):
    slug, title = "not-waiting", "It does not wait for an approval"


@dataclass(frozen=True)
class Desk:
    """Who does something with warnings, by which settings, in one transaction."""

    tx: Connection
    request: Request
    settings: CapSettings

    @property
    def who(self) -> Principal:
        return self.request.principal

    @property
    def store(self) -> Warnings:
        return Warnings(self.tx)


def issue(desk: Desk) -> str:
    """Make a warning of `messages.SAID`, and of `{"incident"}` what is not said; returns its id."""
    return _keep(desk, _drafted(desk))


def preview(desk: Desk) -> Data:
    """Return `{"xml", "notes", "waits"}` of what `issue` would make, and keep nothing."""
    row = _drafted(desk)
    xml, notes = _xml(desk, row, clock.now())
    return {"xml": xml.decode(), "notes": notes, "waits": telling.is_open(row)}


def _drafted(desk: Desk) -> Data:
    incident, now = desk.request.data.get("incident"), clock.now()
    usual: Data = {}
    access.require_desk(desk.who, "")
    if incident is not None:
        one = Incidents(desk.tx).get(str(incident), desk.who)
        access.require_desk(desk.who, one.place.area)
        usual = composing.of_incident(one)
    content = messages.composed(desk.request.data, usual, now, "incident")
    return _row(desk, content, ALERT, incident=incident)


def update(desk: Desk) -> str:
    """Say it anew: `{"id"}` and those of `messages.SAID` that change; returns the new one's id."""
    before, now = _followed(desk), clock.now()
    usual = {**before["content"]}
    if clock.from_text(usual["expires"]) <= now:
        usual.pop("expires")
    content = messages.composed(desk.request.data, usual, now, "id")
    same = ("status", "scope")
    if any(content[name] != before["content"][name] for name in same):
        raise Invalid(errors=(FieldError("status", "and scope stay as they are: issue another"),))
    return _keep(desk, _row(desk, content, UPDATE, before=before))


def cancel(desk: Desk) -> str:
    """Take it back: `{"id", "reason"}`; returns the id of the message that does."""
    before, reader = _followed(desk), Reader(desk.request.data)
    reader.only(("id", "reason"))
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    now = clock.now()
    expires = max(clock.from_text(before["content"]["expires"]), now + messages.USUAL)
    content = {**before["content"], "expires": clock.to_text(expires)}
    return _keep(desk, _row(desk, content, CANCEL, before=before, reason=reason))


def approve(desk: Desk) -> str:
    """Let it go out: `{"id"}`; raises SamePerson, NotWaiting."""
    row = _waiting(desk)
    if row["made_by"] == desk.who.id:
        raise SamePerson("a second person has to look at what everybody reads")
    _publish(desk, row, decided_by=desk.who.id, decided_by_name=desk.who.name)
    return str(row["id"])


def refuse(desk: Desk) -> str:
    """Let it not go out: `{"id", "reason"}`; who wrote it may take it back so."""
    row, reader = _waiting(desk), Reader(desk.request.data)
    reader.only(("id", "reason"))
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    who = {"decided_by": desk.who.id, "decided_by_name": desk.who.name}
    desk.store.change(row["id"], state=REFUSED, reason=reason, decided_at=clock.now(), **who)
    return str(row["id"])


def _followed(desk: Desk) -> Any:
    """Return the issued message that is to be updated or cancelled, under a lock."""
    access.require_desk(desk.who, "")
    row = desk.store.get(str(desk.request.data.get("id")), lock=True)
    if row["state"] != ISSUED or row["msg_type"] == CANCEL or row["ended_by"] is not None:
        raise WarningEnded("only the last message of a warning that stands is followed")
    return row


def _waiting(desk: Desk) -> Any:
    access.require_desk(desk.who, "")
    row = desk.store.get(str(desk.request.data.get("id")), lock=True)
    if row["state"] != WAITING:
        raise NotWaiting(f"it is {row['state']}", state=row["state"])
    _require_areas(desk.who, row["content"])
    return row


def _row(
    desk: Desk,
    content: Data,
    kind: str,
    *,
    incident: str | None = None,
    before: Any = None,
    reason: str = "",
) -> Data:
    """Return a new message that waits."""
    _require_areas(desk.who, content)
    new = new_id()
    return {
        "id": new,
        "chain": new if before is None else before["chain"],
        "refers": None if before is None else before["id"],
        "incident": incident if before is None else before["incident"],
        "identifier": f"kendali.{new}",
        "msg_type": kind,
        **{name: content[name] for name in ("status", "scope", "severity")},
        "state": WAITING,
        "content": content,
        "notes": [],
        "headline": content["texts"]["id"]["headline"],
        "made_by": desk.who.id,
        "made_by_name": desk.who.name,
        "made_at": clock.now(),
        "reason": reason,
        "expires": clock.from_text(content["expires"]),
    }


def _keep(desk: Desk, row: Data) -> str:
    """Keep it, and let it go out where nobody has to look at it first."""
    _, notes = _xml(desk, row, clock.now())  # what can't be written is refused now
    desk.store.add({**row, "notes": notes})
    if not telling.is_open(row):
        _publish(desk, row)
    return str(row["id"])


def _require_areas(who: Principal, content: Data) -> None:
    """Raise unless all of it lies in the account's area; of a polygon its code has to say so."""
    if not who.area:
        return
    for place, area in enumerate(content["areas"]):
        if not area["codes"]:
            told = f"needs codes inside {who.area}, where this account may act"
            raise Invalid(errors=(FieldError(f"areas.{place}.codes", told),))
        for code in area["codes"]:
            who.require_area(code)


def _publish(desk: Desk, row: Any, **decided: Any) -> None:
    now = clock.now()
    xml, _ = _xml(desk, row, now)
    desk.store.change(row["id"], state=ISSUED, sent=now, xml=xml, decided_at=now, **decided)
    if row["refers"] is not None:
        desk.store.change(row["refers"], ended_by=row["id"])
    if telling.is_open(row):
        ticker.tell(desk.tx, row, now)
    telling.tell(desk.tx, row, now)


def _xml(desk: Desk, row: Any, sent: datetime) -> tuple[bytes, list[str]]:
    """Return the message as it goes out at this moment, sealed where there is a key."""
    settings = desk.settings
    earlier = desk.store.before(row["chain"]) if row["refers"] is not None else ()
    head = Head(
        identifier=row["identifier"],
        sender=settings.cap_sender,
        sender_name=settings.cap_sender_name,
        sent=sent,
        msg_type=row["msg_type"],
        references=tuple(
            Reference(settings.cap_sender, one["identifier"], one["sent"]) for one in earlier
        ),
        reason=row["reason"],
    )
    alert, notes = composing.alert(row["content"], head, settings.cap_points)
    root = settings.cap_seal.put(writing.write(alert, settings.timezone))
    return writing.to_bytes(root), notes
