"""A person's own contacts and wishes; contacts of subscriptions that the public made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, wakes
from libs.kit.errors import FieldError, Invalid, NotFound
from libs.kit.guard import Guard
from libs.kit.ids import new_id
from libs.kit.sealing import Sealer
from services.notifications.deliveries import addresses, domain, lists_repository, verifying
from services.notifications.deliveries.addresses import BadAddress
from services.notifications.deliveries.channels_repository import Channel, Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import Message, Planned, Preferences
from services.notifications.deliveries.kinds import KINDS, PUSH
from services.notifications.deliveries.messages import ContactIn
from services.notifications.deliveries.repository import Deliveries
from services.notifications.deliveries.sending import URGENT
from services.notifications.deliveries.verifying import CodeOver, TooManyCodes, WrongCode
from services.notifications.settings import Settings

MOST = 10
UNVERIFIED = timedelta(days=2)  # after which an address that nobody verified is forgotten


def sealer_of(settings: Settings) -> Sealer:
    return Sealer(settings.channels_key, "KENDALI_CHANNELS_KEY")


def put_public(
    tx: Connection,
    settings: Settings,
    reader: str,
    channel: str,
    address: str,
    unsubscribe: str = "",
    language: str = "id",
) -> str:
    """Keep the address of a subscription that was confirmed; returns the contact's id.

    `reader` is domain.PUBLIC and the subscription's id; `unsubscribe` is where one click ends it.
    Raises BadAddress, NotFound for a channel that is not there.
    """
    now = clock.now()
    found = Channels(tx).all([channel]).get(channel)
    if found is None or not found.enabled:
        raise NotFound(f"no channel {channel}")
    desk = Desk(tx, settings, reader, now)
    made = desk.add(ContactIn(None, channel, address, "info"), found, 0, unsubscribe)
    Contacts(tx).change(made, verified_at=now)
    Contacts(tx).wish(reader, Preferences(language, digest=False))
    return made


def forget(tx: Connection, reader: str) -> int:
    """Erase all contacts and wishes of a reader; returns how many contacts there were."""
    return Contacts(tx).forget(reader)


@dataclass(frozen=True)
class Desk:
    """The contacts of one reader, in one transaction."""

    tx: Connection
    settings: Settings
    reader: str
    at: datetime

    @property
    def sealer(self) -> Sealer:
        return sealer_of(self.settings)

    def put(self, wanted: list[ContactIn], wishes: Preferences) -> None:
        """Have these contacts in this order and no others; a new one is sent its code."""
        store = Contacts(self.tx)
        there = {row["id"]: row for row in store.of(self.reader)}
        channels = Channels(self.tx).all()
        self._check(wanted, there, channels)
        for gone in there.keys() - {one.id for one in wanted}:
            store.remove(self.reader, gone)
        for place, one in enumerate(wanted):
            if one.id:
                store.change(one.id, place=place, least=one.least)
            else:
                made = self.add(one, channels[one.channel], place)
                if made not in there:
                    self.send_code(made)
        store.wish(self.reader, wishes)

    def _check(
        self, wanted: list[ContactIn], there: dict[str, Any], channels: dict[str, Channel]
    ) -> None:
        errors = []
        for place, one in enumerate(wanted):
            if one.id and one.id not in there:
                errors.append(FieldError(f"contacts.{place}.id", "is none of your contacts"))
            usable = one.channel in channels and channels[one.channel].enabled
            if not one.id and not usable:
                errors.append(FieldError(f"contacts.{place}.channel", "is no channel in use"))
            elif not one.id:
                try:
                    self._parsed(one, channels[one.channel])
                except Invalid as error:
                    errors.append(FieldError(f"contacts.{place}.address", error.detail))
        if len(wanted) > MOST:
            errors.append(FieldError("contacts", f"needs {MOST} at most"))
        if errors:
            raise Invalid(errors=tuple(errors))

    def _parsed(self, one: ContactIn, channel: Channel) -> str:
        what = KINDS[channel.kind].address
        address = addresses.parsed(what, one.address)
        if what == PUSH:
            hosts, networks = self.settings.channel_hosts, self.settings.channel_networks
            Guard(hosts, networks).require_url(orjson.loads(address)["endpoint"], "https", "http")
        return address

    def add(self, one: ContactIn, channel: Channel, place: int, unsubscribe: str = "") -> str:
        """Keep a contact that nobody has verified; of an address that is there the id stays."""
        made, address = new_id(), self._parsed(one, channel)
        row = {
            "id": made,
            "reader": self.reader,
            "channel": channel.name,
            "place": place,
            "least": one.least,
            **self._kept(made, channel, address, unsubscribe),
            "tries": 0,
            "made_at": self.at,
        }
        return Contacts(self.tx).add(row)

    def _kept(
        self, contact: str, channel: Channel, address: str, unsubscribe: str = ""
    ) -> dict[str, Any]:
        """Return the columns that hold the contact's address."""
        kept = {"address": address, "unsubscribe": unsubscribe}
        return {
            "sealed": self.sealer.seal(kept, f"contact/{contact}"),
            "masked": addresses.masked(KINDS[channel.kind].address, address),
            "digest": self.sealer.digest(f"{channel.name}\0{address}"),
        }

    def renew(self, contact: str, address: str) -> None:
        """Have a browser's contact lead to its new subscription, which is sent a code.

        The old one ends. Nothing changes where it is this one already. Raises NotFound, BadAddress.
        """
        row, store = self._one(contact), Contacts(self.tx)
        channel = Channels(self.tx).all().get(row["channel"])
        if channel is None or KINDS[channel.kind].address != PUSH:
            raise BadAddress("only a browser's subscription is renewed: add the new address")
        found = self._parsed(ContactIn(None, channel.name, address, row["least"]), channel)
        kept = self._kept(contact, channel, found)
        there = store.same(self.reader, channel.name, kept["digest"])
        if there == contact:
            return
        if there is not None:  # the browser was added anew meanwhile
            store.remove(self.reader, contact)
            return
        store.change(contact, **kept, verified_at=None, code_until=None, made_at=self.at)
        self.send_code(contact)

    def send_code(self, contact: str) -> None:
        """Send a code to the address; raises TooManyCodes, NotFound."""
        store = Contacts(self.tx)
        row = self._one(contact)
        until = row["code_until"]
        if until is not None and until - verifying.HOLDS + verifying.PAUSE > self.at:
            raise TooManyCodes(f"a code was sent within {verifying.PAUSE.seconds} s")
        since = self.at - timedelta(days=1)
        sent = lists_repository.told_since(self.tx, self.reader, domain.VERIFICATION, since)
        if sent >= verifying.MOST_A_DAY:
            raise TooManyCodes(f"{sent} codes were sent within a day")
        nonce = verifying.nonce()
        store.change(contact, nonce=nonce, code_until=self.at + verifying.HOLDS, tries=0)
        key = f"{domain.VERIFICATION}/{contact}/{nonce.hex()}"
        until = self.at + verifying.HOLDS
        message = Message(
            key, domain.VERIFICATION, "critical", "Kode verifikasi", "", expires_at=until
        )
        deliveries = Deliveries(self.tx)
        deliveries.keep(message, self.at)
        deliveries.add(message, [(self.reader, Planned(row["channel"], contact))], self.at)
        wakes.after_commit(self.tx, URGENT)

    def verify(self, contact: str, said: str) -> bool:
        """Take the code; a wrong one is counted, so that it must not be raised here.

        Raises CodeOver. Returns whether it was right.
        """
        row = self._one(contact)
        if row["verified_at"] is not None:
            return True
        over = row["code_until"] is None or row["code_until"] < self.at
        if over or row["tries"] >= verifying.MOST_TRIES:
            raise CodeOver
        store = Contacts(self.tx)
        if not verifying.is_right(self.sealer, contact, bytes(row["nonce"]), said):
            store.change(contact, tries=row["tries"] + 1)
            return False
        store.change(contact, verified_at=self.at, nonce=None, code_until=None)
        return True

    def _one(self, contact: str) -> Any:
        row = Contacts(self.tx).locked(self.reader, contact)
        if row is None:
            raise NotFound(f"no contact {contact}")
        return row


__all__ = ["BadAddress", "Desk", "WrongCode", "forget", "put_public", "sealer_of"]
