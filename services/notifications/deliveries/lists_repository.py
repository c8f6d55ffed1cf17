"""The SQL of lists and counts. Ids sort by time, so that a page and a span are ranges of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.deliveries.domain import INBOX, READ, STATES
from services.notifications.deliveries.messages import Query
from services.notifications.deliveries.tables import contacts, deliveries, delivery_messages

_T, _M, _C = deliveries.c, delivery_messages.c, contacts.c
MOST_COUNTED = 10_000  # of each state: the exact number of more than these would be slow
MOST_KEYS = 200  # messages whose words fit, the newest first
SHOWN = (
    "id", "key", "topic", "rank", "reader", "channel", "state", "why", "attempts", "queued_at",
    "sent_at", "delivered_at", "read_at", "ended_at", "ready_at",
)  # fmt: skip


def page(tx: Connection, asked: Query, area: str, limit: int) -> Sequence[Any]:
    """Return deliveries of messages that concern the area, the newest first, one more than asked.

    Each with its message's subject and what may be seen of the address.
    """
    columns = [_T[name] for name in SHOWN]
    query = sa.select(*columns, _M.subject, _M.exercise, _C.masked)
    query = query.join(delivery_messages, _M.key == _T.key)
    query = query.outerjoin(contacts, _C.id == _T.contact)
    query = query.where(*_wanted(tx, asked), *_concerns(area))
    if asked.after:
        query = query.where(_T.id < asked.after)
    return tx.execute(query.order_by(_T.id.desc()).limit(limit + 1)).mappings().all()


def counts(tx: Connection, asked: Query, area: str) -> dict[str, int]:
    """Return how many are in each state, MOST_COUNTED at most."""
    wanted = _wanted(tx, asked)
    states = [asked.where["state"]] if "state" in asked.where else STATES
    found = {}
    for state in states:
        query = sa.select(_T.id).where(_T.state == state, *wanted)
        if area:
            query = query.join(delivery_messages, _M.key == _T.key).where(*_concerns(area))
        some = query.limit(MOST_COUNTED).subquery()
        found[state] = tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    return found


def _wanted(tx: Connection, asked: Query) -> list[Any]:
    found: list[Any] = [_T[name] == value for name, value in asked.where.items()]
    if asked.since is not None:
        found.append(_T.id >= first_id(asked.since))
    if asked.until is not None:
        found.append(_T.id < first_id(asked.until))
    if asked.words:
        found.append(_named(tx, asked.words))
    return found


def _named(tx: Connection, words: str) -> Any:
    """Return the condition that it is that reader's, or of a message with the words."""
    fits = sa.func.to_tsvector("simple", _M.subject).bool_op("@@")(
        sa.func.plainto_tsquery("simple", words)
    )
    newest = sa.select(_M.key).where(fits | (_M.key == words))
    keys = tx.execute(newest.order_by(_M.made_at.desc()).limit(MOST_KEYS)).scalars().all()
    return (_T.reader == words) | _T.key.in_(keys)


def _concerns(area: str) -> list[Any]:
    if not area:
        return []
    return [_M.area.startswith(area) | sa.literal(area).startswith(_M.area)]


def first_id(moment: datetime) -> str:
    """Return the least UUIDv7 of the moment."""
    digits = f"{max(int(moment.timestamp() * 1000), 0):012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"


def visible(tx: Connection, delivery: str, area: str) -> bool:
    """Tell whether there is such a delivery that concerns the area."""
    query = sa.select(_T.id).join(delivery_messages, _M.key == _T.key)
    return tx.execute(query.where(_T.id == delivery, *_concerns(area))).first() is not None


def one(tx: Connection, delivery: str) -> Any:
    columns = [_T[name] for name in SHOWN]
    query = sa.select(*columns, _M.subject, _M.exercise, _C.masked)
    query = query.join(delivery_messages, _M.key == _T.key)
    query = query.outerjoin(contacts, _C.id == _T.contact).where(_T.id == delivery)
    return tx.execute(query).mappings().one_or_none()


def told_since(tx: Connection, reader: str, topic: str, since: datetime) -> int:
    """Return how many messages of the topic somebody was sent since then."""
    mine = (_T.reader == reader) & (_T.topic == topic) & (_T.id >= first_id(since))
    return tx.execute(sa.select(sa.func.count()).where(mine)).scalar_one()


def inbox(tx: Connection, person: str, after: str, limit: int, *, unread: bool) -> Sequence[Any]:
    """Return what somebody was told, the newest first, one more than asked."""
    said = [_M[name] for name in ("severity", "subject", "text", "link", "exercise")]
    query = sa.select(_T.id, _T.key, _T.topic, _T.queued_at, _T.read_at, *said)
    mine = (_T.reader == person) & (_T.channel == INBOX)
    query = query.join(delivery_messages, _M.key == _T.key).where(mine)
    if unread:
        query = query.where(_T.read_at.is_(None))
    if after:
        query = query.where(_T.id < after)
    return tx.execute(query.order_by(_T.id.desc()).limit(limit + 1)).mappings().all()


def unread(tx: Connection, person: str) -> int:
    """Return how many somebody has not read, MOST_COUNTED at most."""
    mine = (_T.reader == person) & (_T.channel == INBOX) & _T.read_at.is_(None)
    some = sa.select(_T.id).where(mine).limit(MOST_COUNTED).subquery()
    return tx.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def mark_read(tx: Connection, person: str, delivery: str | None, at: datetime) -> Sequence[Any]:
    """Note that somebody has read one, or all; returns id, topic and rank of those."""
    mine = (_T.reader == person) & (_T.channel == INBOX) & _T.read_at.is_(None)
    if delivery is not None:
        mine &= _T.id == delivery
    change = deliveries.update().where(mine).values(state=READ, read_at=at)
    return tx.execute(change.returning(_T.id, _T.topic, _T.rank)).mappings().all()


def waiting(tx: Connection) -> dict[str, int]:
    """Return how many wait in each channel, MOST_COUNTED at most in all."""
    some = sa.select(_T.channel).where(_T.state == "queued").limit(MOST_COUNTED).subquery()
    query = sa.select(some.c.channel, sa.func.count()).group_by(some.c.channel)
    return {row[0]: row[1] for row in tx.execute(query)}


def topics(tx: Connection) -> Sequence[str]:
    """Return the topics of the newest messages."""
    newest = sa.select(_T.topic).order_by(_T.id.desc()).limit(MOST_COUNTED).subquery()
    return tx.execute(sa.select(newest.c.topic).distinct()).scalars().all()
