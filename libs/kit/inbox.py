"""The inbox: how far a queue has come with each subject, claimed in the effect's transaction.

Events of one type about one subject are numbered from 1 without a gap. So a number tells all: the
next one is done, an earlier one was done already, a later one has to wait for those before it.
"""

from __future__ import annotations

from enum import Enum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.envelope import Incoming

# The row's lock makes a second comer wait for the first one's transaction.
_ADVANCE = sa.text("""
UPDATE inbox SET sequence = :sequence, at = now()
WHERE queue = :queue AND subject = :subject AND sequence = :sequence - 1
""")
_BEGIN = sa.text("""
INSERT INTO inbox AS i (queue, subject, sequence) VALUES (:queue, :subject, :sequence)
ON CONFLICT (queue, subject) DO UPDATE SET sequence = :sequence, at = now()
WHERE i.sequence = :sequence - 1
""")
_FIND = sa.text("SELECT sequence FROM inbox WHERE queue = :queue AND subject = :subject")
_REMEMBER = sa.text("""
INSERT INTO inbox (queue, subject, sequence) VALUES (:queue, :subject, :sequence - 1)
ON CONFLICT (queue, subject) DO NOTHING
""")


class Place(Enum):
    NEXT = "next"  # claimed: have the effect in this transaction
    DUPLICATE = "duplicate"  # its effect was had
    EARLY = "early"  # one before it is still on its way
    UNKNOWN = "unknown"  # nothing is known of this subject, and this is not its first event


def claim(tx: Connection, queue: str, event: Incoming, *, begin: bool = False) -> Place:
    """Claim the event's place. `begin`: take it as the subject's start if the subject is unknown.

    That is for consumers that were added when the subject had its history already.
    """
    values = {"queue": queue, "subject": event.subject, "sequence": event.sequence}
    statement = _BEGIN if begin or event.sequence == 1 else _ADVANCE
    if tx.execute(statement, values).rowcount == 1:
        return Place.NEXT
    position = tx.execute(_FIND, values).scalar_one_or_none()
    if position is None:
        return Place.UNKNOWN
    return Place.DUPLICATE if event.sequence <= position else Place.EARLY


def remember(tx: Connection, queue: str, event: Incoming) -> None:
    """Note that this event is owed, so that no later one is taken for the subject's start."""
    values = {"queue": queue, "subject": event.subject, "sequence": event.sequence}
    tx.execute(_REMEMBER, values)
