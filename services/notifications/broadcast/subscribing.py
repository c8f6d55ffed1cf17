"""Somebody of the public wants to hear of a village: asks, proves the address, leaves by one click.

Whoever asks is answered the same whether the address was known or not. The address lies sealed in
a contact of deliveries, as that of the reader `public:<id>`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, wakes
from libs.kit.errors import NotFound
from libs.kit.ids import new_id
from libs.kit.reading import Reader
from services.notifications.broadcast.subscriptions_repository import Subscriptions
from services.notifications.deliveries import addresses, contacting, links
from services.notifications.deliveries.addresses import BadAddress
from services.notifications.deliveries.channels_repository import Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import PUBLIC, SUBSCRIPTION, Message, Planned
from services.notifications.deliveries.kinds import EMAIL, KINDS, PHONE
from services.notifications.deliveries.repository import Deliveries
from services.notifications.deliveries.sending import WAKE
from services.notifications.settings import Settings

LANGUAGES = ("id", "en")
VILLAGE = 10  # digits
HOLDS = timedelta(hours=24)  # in which an address is proven
AGAIN = timedelta(minutes=10)  # until somebody is asked to prove it once more
LONGEST_TOKEN = 100
OFF = "/v1/public/subscriptions/off"
Data = dict[str, Any]


class UnknownToken(NotFound):
    slug, title = "unknown-token", "This link was used already, or is too old"


@dataclass(frozen=True)
class Wish:
    """What somebody wants: an address, proven to be theirs by what is sent to it."""

    channel: str
    address: str
    village: str
    language: str


def channels(tx: Connection) -> list[Data]:
    """Return the channels that the public may choose of, e-mail first."""
    found = [one for one in Channels(tx).all().values() if one.enabled]
    usable = [one for one in found if KINDS[one.kind].address in (EMAIL, PHONE)]
    usable.sort(key=lambda one: (one.kind != "email", one.name))
    return [{"name": one.name, "kind": one.kind} for one in usable]


def ask(tx: Connection, data: Data, settings: Settings) -> Data:
    """Keep a wish of `{"channel", "address", "village", "language"}` and ask for its proof."""
    wish, now = _read(tx, data), clock.now()
    store = Subscriptions(tx)
    digest = contacting.sealer_of(settings).digest(
        f"{wish.channel}\n{wish.address.lower()}\n{wish.village}"
    )
    store.wait(digest)
    standing = store.by_digest(digest)
    if standing is not None:
        waits = standing["confirmed_at"] is None and standing["asked_at"] <= now - AGAIN
        if not waits:
            return {"asked": True}
        _remove(tx, str(standing["id"]))
    _add(tx, wish, digest, settings, now)
    return {"asked": True}


def confirm(tx: Connection, token: Any) -> Data:
    """Begin, by the token that came to the address; a second time changes nothing."""
    store, now = Subscriptions(tx), clock.now()
    found = store.by_confirmation(_hash(token))
    if found is None or (found["confirmed_at"] is None and found["asked_at"] <= now - HOLDS):
        raise UnknownToken("ask for a new one on the page")
    if found["confirmed_at"] is None:
        store.confirm(found["id"], now)
        contacts = Contacts(tx)
        for contact in contacts.of(reader(found["id"])):
            contacts.change(contact["id"], verified_at=now)
    return {name: found[name] for name in ("channel", "village")}


def end(tx: Connection, token: Any) -> Data:
    """Leave, and be erased; it is as well with whoever left before."""
    found = Subscriptions(tx).by_off(_hash(token))
    if found is not None:
        _remove(tx, str(found["id"]))
    return {"ended": True}


def sweep(tx: Connection, now: datetime) -> int:
    """Erase whoever never proved an address; returns how many."""
    old = Subscriptions(tx).unproven(now - HOLDS)
    for one in old:
        _remove(tx, one)
    return len(old)


def reader(subscription: str) -> str:
    return f"{PUBLIC}{subscription}"


def _read(tx: Connection, data: Data) -> Wish:
    fields = Reader(data)
    fields.only(("channel", "address", "village", "language"))
    known = {one["name"]: one["kind"] for one in channels(tx)}
    channel = fields.one_of("channel", known, "")
    if fields.raw("channel") is None:
        fields.wrong("channel", f"needs one of {', '.join(known)}")
    village = fields.code("village", VILLAGE)
    language = fields.one_of("language", LANGUAGES, LANGUAGES[0])
    address = fields.text("address", longest=addresses.LONGEST_EMAIL)
    if channel and address:
        try:
            address = addresses.parsed(KINDS[known[channel]].address, address)
        except BadAddress as error:
            fields.errors += error.errors
    fields.end()
    return Wish(channel, address, village, language)


def _add(tx: Connection, wish: Wish, digest: bytes, settings: Settings, now: datetime) -> None:
    one, sealer = new_id(), contacting.sealer_of(settings)
    proof, off = (links.token(sealer, what, reader(one)) for what in (links.PROOF, links.OFF))
    plain = {"channel": wish.channel, "village": wish.village, "language": wish.language}
    hashes = {"confirm_hash": _hash(proof), "off_hash": _hash(off), "digest": digest}
    Subscriptions(tx).add({"id": one, **plain, **hashes, "made_at": now, "asked_at": now})
    ours = f"{settings.public_url.rstrip('/')}{OFF}/{off}"
    contact = contacting.put_public(
        tx, settings, reader(one), wish.channel, wish.address, ours, wish.language
    )
    Contacts(tx).change(contact, verified_at=None)  # until it is proven
    _send_proof(tx, one, Planned(wish.channel, contact), wish, now)


def _send_proof(tx: Connection, one: str, planned: Planned, wish: Wish, now: datetime) -> None:
    """Queue what proves the address; its contact counts for nothing else until then.

    Its links are made when it is sent.
    """
    hours = int(HOLDS.total_seconds() // 3600)
    message = Message(
        key=f"{SUBSCRIPTION}/{one}",
        topic=SUBSCRIPTION,
        severity="major",
        subject="Pastikan langganan peringatan Anda",
        text="",
        expires_at=now + HOLDS,
        values={"village": wish.village, "hours": hours},
    )
    store = Deliveries(tx)
    store.keep(message, now)
    store.add(message, [(reader(one), planned)], now)
    wakes.after_commit(tx, WAKE)


def _remove(tx: Connection, one: str) -> None:
    Contacts(tx).forget(reader(one))
    Subscriptions(tx).remove(one)


def _hash(token: Any) -> bytes:
    text = token if isinstance(token, str) else ""
    return hashlib.sha256(text[:LONGEST_TOKEN].encode()).digest()
