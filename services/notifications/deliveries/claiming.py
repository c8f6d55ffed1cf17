"""Take a batch off a channel's queue, and what is needed to send it, in one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import KendaliError
from libs.kit.sealing import Sealer
from services.notifications.deliveries import domain, links, verifying, writing
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacts_repository import Contacts, Sealed
from services.notifications.deliveries.domain import CRITICAL, NOWHERE, Message, Preferences
from services.notifications.deliveries.kinds import KINDS, Kind
from services.notifications.deliveries.outcomes import Parcel
from services.notifications.deliveries.repository import Claimed, Deliveries
from services.notifications.deliveries.templates_repository import Templates
from services.notifications.settings import Settings

MOST_GATHERED = 50
PLAIN = Preferences()


@dataclass(frozen=True)
class Sending:
    """A parcel and the rows that it stands for: one, or those that gathered."""

    rows: list[Claimed]
    parcel: Parcel | None  # None: there is nowhere to send it
    why: str = ""


@dataclass(frozen=True)
class Batch:
    channel: str
    kind: Kind
    parts: dict[str, Any]
    sendings: list[Sending] = field(default_factory=list)


def take(
    tx: Connection, settings: Settings, sealer: Sealer, at: datetime, least: int
) -> Batch | None:
    """Return a batch of what matters most and may be sent, or None."""
    store, known = Deliveries(tx), Channels(tx)
    usable = known.usable(at)
    for name in store.heads(sorted(usable), least):
        channel, breaker = usable[name]
        kind = KINDS[channel.kind]
        try:
            parts = opened(channel, sealer, settings)
        except KendaliError as error:  # another key: the other channels go on
            known.failed(name, error.slug, at)
            continue
        if not breaker.is_closed and not known.probe(name, at):
            continue
        rows = store.claim(name, least, kind.batch if breaker.is_closed else 1, at)
        if rows:
            return _Packing(tx, settings, sealer, at).batch(channel, kind, parts, rows)
    return None


def opened(channel: Channel, sealer: Sealer, settings: Settings) -> dict[str, Any]:
    """Return the channel's parts with its secrets, and ours that it is sent by."""
    secrets = sealer.open(channel.sealed, f"channel/{channel.name}")
    ours = {"vapid_key": settings.vapid_key, "vapid_subject": settings.vapid_subject}
    return {**channel.parts, **secrets, **(ours if channel.kind == "webpush" else {})}


class _Packing:
    """Makes parcels of claimed rows."""

    def __init__(self, tx: Connection, settings: Settings, sealer: Sealer, at: datetime) -> None:
        self._tx, self._settings, self._sealer, self._at = tx, settings, sealer, at
        self._store, self._contacts = Deliveries(tx), Contacts(tx)

    def batch(
        self, channel: Channel, kind: Kind, parts: dict[str, Any], rows: list[Claimed]
    ) -> Batch:
        wishes = self._contacts.wishes(sorted({one.reader for one in rows}))
        rows = self._awake(rows, wishes)
        groups = self._groups(rows)
        everything = [one for group in groups for one in group]
        messages = self._store.messages(one.key for one in everything)
        places = self._contacts.addresses([one.contact for one in everything])
        written = Templates(self._tx).newest(
            sorted({one.topic for one in messages.values()} | {writing.DEFAULT, "digest"})
        )
        sendings = []
        for group in groups:
            language = wishes.get(group[0].reader, PLAIN).language
            message = _gathered(group, messages)
            if message.topic == domain.VERIFICATION:
                message = self._with_code(message, places.get(group[0].contact))
            if message.topic == domain.SUBSCRIPTION and not message.link:
                message = self._with_links(message, group[0].reader)
            subject, text = writing.say(message, language, written, self._settings.public_url)
            parcel = _parcel(group[0], message, subject, text, self._settings.public_url)
            sendings.append(self._addressed(group, parcel, places, parts))
        return Batch(channel.name, kind, parts, sendings)

    def _with_code(self, message: Message, place: Sealed | None) -> Message:
        """Return it with the code, which stands nowhere: key, contact and nonce make it."""
        if place is None or place.nonce is None:
            return message
        code = verifying.code(self._sealer, place.id, place.nonce)
        minutes = int(verifying.HOLDS.total_seconds() // 60)
        return replace(message, values={"code": code, "minutes": minutes})

    def _with_links(self, message: Message, reader: str) -> Message:
        """Return it with the links that prove an address and end a subscription."""
        proof, off = (
            links.page(self._settings.public_url, self._sealer, what, reader)
            for what in (links.PROOF, links.OFF)
        )
        return replace(message, link=proof, values={**message.values, "off": off})

    def _awake(self, rows: list[Claimed], wishes: dict[str, Preferences]) -> list[Claimed]:
        """Put back what comes in somebody's quiet hours, until those end."""
        kept = []
        for one in rows:
            wish = wishes.get(one.reader, PLAIN)
            until = wish.waits_until(self._at, self._settings.timezone)
            if until is None or one.rank >= CRITICAL:
                kept.append(one)
            else:
                self._store.put_back([one], domain.QUIET, until, tried=False)
        return kept

    def _groups(self, rows: list[Claimed]) -> list[list[Claimed]]:
        """Return each row alone, or with what else gathered for its contact."""
        groups: list[list[Claimed]] = []
        for contact in sorted({one.contact for one in rows if one.digest}):
            same = [one for one in rows if one.digest and one.contact == contact]
            groups.append(same + self._store.claim_gathered(contact, MOST_GATHERED, self._at))
        return [[one] for one in rows if not one.digest] + groups

    def _addressed(
        self, rows: list[Claimed], parcel: Parcel, places: dict[str, Any], parts: dict[str, Any]
    ) -> Sending:
        contact = rows[0].contact
        if contact == NOWHERE:
            return Sending(rows, replace(parcel, to=str(parts.get("to") or "")))
        if contact not in places:
            return Sending(rows, None, "contact-removed")
        try:
            found = self._sealer.open(places[contact].sealed, f"contact/{contact}")
        except KendaliError as error:
            return Sending(rows, None, error.slug)
        unsubscribe = found.get("unsubscribe") or ""
        return Sending(rows, replace(parcel, to=found["address"], unsubscribe=unsubscribe))


def _gathered(rows: Sequence[Claimed], messages: dict[str, Message]) -> Message:
    """Return the message of one row, or one that names those of several."""
    found = [messages[one.key] for one in rows]
    if len(found) == 1:
        return found[0]
    values = {"count": len(found), "messages": [{"subject": one.subject} for one in found]}
    exercise = any(one.exercise for one in found)
    severity = max((one.severity for one in found), key=domain.RANKS.__getitem__)
    return Message("digest", "digest", severity, "", "", "", exercise, None, values)


def _parcel(row: Claimed, message: Message, subject: str, text: str, base: str) -> Parcel:
    link = writing.filled(message, base)["link"]
    shown = {"key": row.key, "topic": message.topic, "severity": message.severity}
    return Parcel(
        row.id, **shown, subject=subject, text=text, link=link,
        exercise=message.exercise, at=row.queued_at,
    )  # fmt: skip
