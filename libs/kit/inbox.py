"""The inbox: how far a queue has come with each subject, claimed in the effect's transaction.

Events of one type about one subject are numbered from 1 without a gap. So a number tells all: the
next one is done, an earlier one was done already, a later one has to wait for those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from sqlalchemy.engine import Connection

from libs.kit.envelope import Incoming

# The row's lock makes a second comer wait for the first one's transaction.
_ADVANCE = """
UPDATE inbox SET sequence = %(sequence)s, at = now()
WHERE queue = %(queue)s AND subject = %(subject)s AND sequence = %(sequence)s - 1
"""
_BEGIN = """
INSERT INTO inbox AS i (queue, subject, sequence) VALUES (%(queue)s, %(subject)s, %(sequence)s)
ON CONFLICT (queue, subject) DO UPDATE SET sequence = %(sequence)s, at = now()
WHERE i.sequence = %(sequence)s - 1
"""
# Of many subjects, in the order in which everybody locks them, so far as that can be said.
_CLAIM_ALL = """
WITH given AS (
    SELECT subject, sequence
    FROM unnest(%(subjects)s::text[], %(sequences)s::bigint[]) AS g(subject, sequence)
), begun AS (
    INSERT INTO inbox AS i (queue, subject, sequence)
    SELECT %(queue)s, subject, 1 FROM given WHERE sequence = 1 ORDER BY subject
    ON CONFLICT (queue, subject) DO UPDATE SET sequence = 1, at = now() WHERE i.sequence = 0
    RETURNING subject
), moved AS (
    UPDATE inbox i SET sequence = g.sequence, at = now() FROM given g
    WHERE g.sequence > 1 AND i.queue = %(queue)s AND i.subject = g.subject
        AND i.sequence = g.sequence - 1
    RETURNING i.subject
)
SELECT subject FROM begun UNION ALL SELECT subject FROM moved
"""
_RELEASE = """
UPDATE inbox SET sequence = sequence - 1
WHERE queue = %(queue)s AND subject = ANY(%(subjects)s)
"""
_FIND = "SELECT sequence FROM inbox WHERE queue = %(queue)s AND subject = %(subject)s"
_REMEMBER = """
INSERT INTO inbox (queue, subject, sequence) VALUES (%(queue)s, %(subject)s, %(sequence)s - 1)
ON CONFLICT (queue, subject) DO NOTHING
"""


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
    if tx.exec_driver_sql(statement, values).rowcount == 1:
        return Place.NEXT
    position = tx.exec_driver_sql(_FIND, values).scalar_one_or_none()
    if position is None:
        return Place.UNKNOWN
    return Place.DUPLICATE if event.sequence <= position else Place.EARLY


def claim_all(tx: Connection, queue: str, events: Sequence[Incoming]) -> set[str]:
    """Claim the places of events about different subjects, where they are the next ones.

    Returns the subjects of those that are.
    """
    subjects = [event.subject for event in events]
    values = {"queue": queue, "subjects": subjects, "sequences": [e.sequence for e in events]}
    return set(tx.exec_driver_sql(_CLAIM_ALL, values).scalars())


def release(tx: Connection, queue: str, events: Iterable[Incoming]) -> None:
    """Take back the claims of events whose effects are to be had later."""
    values = {"queue": queue, "subjects": [event.subject for event in events]}
    tx.exec_driver_sql(_RELEASE, values)


def remember(tx: Connection, queue: str, event: Incoming) -> None:
    """Note that this event is owed, so that no later one is taken for the subject's start."""
    values = {"queue": queue, "subject": event.subject, "sequence": event.sequence}
    tx.exec_driver_sql(_REMEMBER, values)
