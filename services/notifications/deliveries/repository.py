"""The SQL of deliveries: queued, claimed under a lease, settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.deliveries.domain import (
    CANCELLED,
    CRITICAL,
    DELIVERED,
    EXPIRED,
    FAILED,
    INBOX,
    NOWHERE,
    QUEUED,
    QUIET,
    RANKS,
    SENDING,
    SENT,
    UNKNOWN,
    Message,
    Planned,
    Status,
)
from services.notifications.deliveries.tables import contacts, deliveries, delivery_messages

_T = deliveries.c
LEASE = timedelta(seconds=90)  # longer than a batch of messages may take (`working.py`)
MOST_TENDED = 5_000
TIMES = ("queued_at", "sent_at", "delivered_at", "read_at", "ended_at")
_STATUS = [_T[name] for name in ("id", "reader", "channel", "state", "why", *TIMES)]

# What stands first in each channel's queue: each is one look into an index.
_HEADS = sa.text("""
SELECT head.channel, head.rank, head.id FROM unnest(CAST(:channels AS text[])) AS wanted (name),
    LATERAL (SELECT channel, rank, id FROM deliveries
        WHERE channel = wanted.name AND state = 'queued' AND ready AND rank >= :least
        ORDER BY rank DESC, id LIMIT 1) AS head
ORDER BY head.rank DESC, head.id
""")


_KEEP = pg.insert(delivery_messages).on_conflict_do_nothing()
_ADD = pg.insert(deliveries).on_conflict_do_nothing().returning(_T.id, _T.reader, _T.channel)


@dataclass(frozen=True)
class Claimed:
    """A delivery in a worker's hands until its lease ends; `attempts` proves that it is."""

    id: str
    key: str
    reader: str
    channel: str
    contact: str
    rank: int
    digest: bool
    attempts: int
    queued_at: datetime


_CLAIMED = [_T[name] for name in Claimed.__dataclass_fields__]


class Deliveries:
    """Deliveries, each changed by one statement that names the state in which it is."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def keep(self, message: Message, at: datetime) -> None:
        """Store the message, unless one of its key is there."""
        row = {**vars(message), "area": message.area, "made_at": at}
        self._tx.execute(_KEEP, row)

    def messages(self, keys: Iterable[str]) -> dict[str, Message]:
        columns = [delivery_messages.c[name] for name in Message.__dataclass_fields__]
        query = sa.select(*columns).where(delivery_messages.c.key.in_(sorted(set(keys))))
        return {row["key"]: Message(**row) for row in self._tx.execute(query).mappings()}

    def add(
        self, message: Message, planned: Sequence[tuple[str, Planned]], at: datetime
    ) -> Sequence[Any]:
        """Queue what is not there yet for (reader, plan) pairs; the inbox has it at once.

        Returns id, reader and channel of the new rows.
        """
        if not planned:
            return []
        rows = [_row(message, reader, one, at) for reader, one in planned]
        return self._tx.execute(_ADD, rows).mappings().all()

    def heads(self, channels: Sequence[str], least: int) -> list[str]:
        """Return the channels in which something waits, what matters most first."""
        asked = {"channels": list(channels), "least": least}
        return [row.channel for row in self._tx.execute(_HEADS, asked)]

    def claim(self, channel: str, least: int, most: int, at: datetime) -> list[Claimed]:
        """Take up to `most` of the channel under a lease, those first that matter most."""
        ready = (_T.channel == channel) & (_T.state == QUEUED) & _T.ready
        first = sa.select(_T.id).where(ready, _T.rank >= least).order_by(_T.rank.desc(), _T.id)
        return self._take(first.limit(most).with_for_update(skip_locked=True), at)

    def claim_gathered(self, contact: str, most: int, at: datetime) -> list[Claimed]:
        """Take what else gathered for the contact, ready or not."""
        mine = (_T.contact == contact) & (_T.state == QUEUED) & _T.digest
        first = sa.select(_T.id).where(mine).order_by(_T.id).limit(most)
        return self._take(first.with_for_update(skip_locked=True), at)

    def _take(self, chosen: Any, at: datetime) -> list[Claimed]:
        taken = {"state": SENDING, "attempts": _T.attempts + 1, "leased_until": at + LEASE}
        change = deliveries.update().where(_T.id.in_(chosen)).values(taken).returning(*_CLAIMED)
        found = [Claimed(**row) for row in self._tx.execute(change).mappings()]
        return sorted(found, key=lambda one: (-one.rank, one.id))

    def settle(self, ones: Sequence[Claimed], state: str, why: str, at: datetime) -> list[str]:
        """Write how they ended; returns the ids of those that were still in these hands."""
        times = {"sent_at": at} if state == SENT else {"ended_at": at}
        return self._change(ones, {"state": state, "why": why, "leased_until": None, **times})

    def put_back(
        self, ones: Sequence[Claimed], why: str, ready_at: datetime | None, *, tried: bool = True
    ) -> list[str]:
        """Queue them again, ready at once where no moment is told.

        One that was not `tried` keeps its attempts.
        """
        values: dict[str, Any] = {"state": QUEUED, "why": why, "leased_until": None}
        values |= {"ready": ready_at is None, "ready_at": ready_at}
        return self._change(ones, values if tried else values | {"attempts": _T.attempts - 1})

    def _change(self, ones: Sequence[Claimed], values: dict[str, Any]) -> list[str]:
        if not ones:
            return []
        held = sa.tuple_(_T.id, _T.attempts).in_([(one.id, one.attempts) for one in ones])
        mine = held & (_T.state == SENDING)
        change = deliveries.update().where(mine).values(values).returning(_T.id)
        return [row.id for row in self._tx.execute(change)]

    def tried(self, key: str, reader: str) -> list[str]:
        """Return the contacts through which the reader was or will be told of it."""
        query = sa.select(_T.contact).where(_T.key == key, _T.reader == reader)
        return [row.contact for row in self._tx.execute(query)]

    def cancel(self, key: str, at: datetime) -> int:
        """End what is queued; returns how many."""
        queued = (_T.key == key) & (_T.state == QUEUED)
        values = {"state": CANCELLED, "ended_at": at}
        return self._tx.execute(deliveries.update().where(queued).values(values)).rowcount

    def states(self, key: str) -> list[Status]:
        query = sa.select(*_STATUS).where(_T.key == key).order_by(_T.id)
        return [Status(**row) for row in self._tx.execute(query).mappings()]

    def ripen(self, at: datetime) -> int:
        """Have those ready whose time has come; returns how many."""
        waits = (_T.state == QUEUED) & ~_T.ready & (_T.ready_at <= at)
        some = sa.select(_T.id).where(waits).order_by(_T.ready_at).limit(MOST_TENDED)
        some = some.with_for_update(skip_locked=True)
        change = deliveries.update().where(_T.id.in_(some)).values(ready=True)
        return self._tx.execute(change).rowcount

    def expire(self, at: datetime) -> int:
        """End what is queued and of no use any more; returns how many."""
        over = (_T.state == QUEUED) & (_T.expires_at <= at)
        some = sa.select(_T.id).where(over).limit(MOST_TENDED).with_for_update(skip_locked=True)
        values = {"state": EXPIRED, "ended_at": at}
        return self._tx.execute(deliveries.update().where(_T.id.in_(some)).values(values)).rowcount

    def abandoned(self, at: datetime) -> list[Claimed]:
        """Return, locked, those whose worker is gone: their lease is over."""
        over = (_T.state == SENDING) & (_T.leased_until < at)
        query = sa.select(*_CLAIMED).where(over).limit(MOST_TENDED)
        rows = self._tx.execute(query.with_for_update(skip_locked=True)).mappings()
        return [Claimed(**row) for row in rows]

    def stuck(
        self, broken: Sequence[str], working: Sequence[str], since: datetime
    ) -> list[Claimed]:
        """Return, locked, what waits for these channels and could go another way.

        What is critical, and the rest that was to be sent by `since`.
        """
        waits = (_T.state == QUEUED) & _T.channel.in_(broken) & (_T.contact != NOWHERE)
        tried_once = (_T.attempts > 0) & (_T.why != QUIET)
        due = sa.case((tried_once, _T.queued_at), else_=sa.func.coalesce(_T.ready_at, _T.queued_at))
        late = (_T.rank >= CRITICAL) | (due <= since)
        query = sa.select(*_CLAIMED).where(waits, late, _other_way(working)).order_by(_T.id)
        rows = self._tx.execute(query.limit(MOST_TENDED).with_for_update(skip_locked=True))
        return [Claimed(**row) for row in rows.mappings()]

    def leave(self, delivery: str, why: str, at: datetime) -> None:
        """End one that is queued and goes another way."""
        mine = (_T.id == delivery) & (_T.state == QUEUED)
        values = {"state": FAILED, "why": why, "ended_at": at}
        self._tx.execute(deliveries.update().where(mine).values(values))

    def again(self, delivery: str) -> bool:
        """Queue one again that failed or may have arrived; says whether it was such a one."""
        ended = (_T.id == delivery) & _T.state.in_((FAILED, UNKNOWN))
        values = {"state": QUEUED, "ready": True, "attempts": 0, "why": "", "ended_at": None}
        values |= {"expires_at": None}
        return bool(self._tx.execute(deliveries.update().where(ended).values(values)).rowcount)


def _other_way(working: Sequence[str]) -> Any:
    """Return the condition that its reader has another contact that was not tried for it."""
    other, tried = contacts.alias().c, deliveries.alias().c
    used = sa.exists().where(
        tried.key == _T.key, tried.reader == _T.reader, tried.contact == other.id
    )
    least = sa.case(RANKS, value=other.least)
    good = (other.channel.in_(working), other.verified_at.is_not(None), least <= _T.rank)
    return sa.exists().where(other.reader == _T.reader, *good, ~used)


def _row(message: Message, reader: str, one: Planned, at: datetime) -> dict[str, Any]:
    inside = one.channel == INBOX
    return {
        "id": new_id(),
        "key": message.key,
        "reader": reader,
        "channel": one.channel,
        "contact": one.contact or NOWHERE,
        "topic": message.topic,
        "rank": message.rank,
        "state": DELIVERED if inside else QUEUED,
        "ready": one.ready_at is None,
        "ready_at": one.ready_at,
        "expires_at": message.expires_at,
        "digest": one.digest,
        "attempts": 0,
        "why": "",
        "queued_at": at,
        "sent_at": at if inside else None,
        "delivered_at": at if inside else None,
    }
