"""What other packages call to tell somebody something, in their own transaction.

    send(tx, Message("alert/…", "incident", "critical", "Banjir di Rangkui", "…"), readers, at)

Everybody who has an account has it in the inbox with the commit; the rest is queued, and sent by
the loops of `working.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox, session, wakes
from libs.kit.envelope import Event
from services.notifications.deliveries import domain
from services.notifications.deliveries.channels_repository import Channels
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import INBOX, Message, Planned, Reader, Status
from services.notifications.deliveries.kinds import KINDS
from services.notifications.deliveries.repository import Deliveries

__all__ = ["URGENT", "WAKE", "Message", "Reader", "Status", "cancel", "send", "states"]

WAKE, URGENT = "notifications_deliveries", "notifications_urgent"  # what wakes the loops
PLAIN = domain.Preferences()


def send(
    tx: Connection,
    message: Message,
    readers: Iterable[Reader],
    at: datetime,
    channels: Sequence[str] | None = None,
) -> int:
    """Queue the message; returns for how many (reader, channel) it was new.

    Without `channels` each is told as they wish: a critical message through all their contacts,
    another one through the first, the next when that fails. With them, through each of these for
    which there is a contact; those that have an address of their own (a webhook, a group's chat)
    get it once. The inbox is always among them. Raises ExerciseNotPublic.
    """
    people = sorted({one.person for one in readers if one.person})
    shared = _shared(tx, channels, message)
    outside = any(map(domain.is_public, people))
    domain.require_not_public(message, public=outside)
    planned = [("", Planned(name)) for name in shared]
    planned += _planned(tx, message, people, at, channels)
    if not planned:
        return 0
    store = Deliveries(tx)
    store.keep(message, at)
    new = store.add(message, planned, at)
    _tell(tx, message, new, at)
    wakes.after_commit(tx, URGENT if message.rank == domain.CRITICAL else WAKE)
    return len(new)


def cancel(tx: Connection, key: str, at: datetime) -> int:
    """Take back what is not sent yet; returns how many."""
    return Deliveries(tx).cancel(key, at)


def states(tx: Connection, key: str) -> list[Status]:
    """Return what became of the message, by reader and channel."""
    return Deliveries(tx).states(key)


def _shared(tx: Connection, names: Sequence[str] | None, message: Message) -> list[str]:
    """Return those of the named channels that have an address of their own."""
    if not names:
        return []
    known = session.known(tx, ("channels", *names), lambda: Channels(tx).all(names))
    found = [one for one in known.values() if one.enabled]
    domain.require_not_public(message, public=any(one.public for one in found))
    return [one.name for one in found if KINDS[one.kind].is_shared(one.parts)]


def _planned(
    tx: Connection,
    message: Message,
    people: Sequence[str],
    at: datetime,
    channels: Sequence[str] | None,
) -> list[tuple[str, Planned]]:
    store, only = Contacts(tx), None if channels is None else tuple(channels)
    known = session.known(tx, ("contacts", *people, only), lambda: store.usable(people, only))
    wishes = session.known(tx, ("wishes", *people), lambda: store.wishes(people))
    planned = [(one, Planned(INBOX)) for one in people if not domain.is_public(one)]
    for reader, contacts in known.items():
        # What the public subscribed to comes when it is sent.
        gathers = not domain.is_public(reader) and wishes.get(reader, PLAIN).digest
        every = channels is not None
        more = domain.plan(message, contacts, at, gathers=gathers, every=every)
        planned += [(reader, one) for one in more]
    return planned


def _tell(tx: Connection, message: Message, new: Sequence[dict[str, str]], at: datetime) -> None:
    """Tell each person's screens that something is in the inbox, and not what."""
    for row in new:
        if row["channel"] != INBOX:
            continue
        data = {
            "delivery": row["id"],
            "person": row["reader"],
            "topic": message.topic,
            "severity": message.severity,
            "at": clock.to_text(at),
        }
        outbox.add(tx, "notifications", Event("person_told", row["reader"], data))
