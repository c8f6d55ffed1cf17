"""Mailboxes and search: whatever changes a thing has it filed anew, in the change's transaction.

    filing.letter(tx, letter.id)

The functions of the migration `0006_mailbox` read what the tables say at the end and put it into
`mailbox` and `search_docs`; it costs no round trip, as it goes with the COMMIT. What is filed more
than once in a transaction is filed once.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from libs.kit import session


def letter(tx: Connection, letter_id: str) -> None:
    """File a letter: its recipients' boxes, what waits on its way, words and readers."""
    _once(tx, "SELECT file_letter(%(id)s::uuid)", {"id": letter_id})


def incoming(tx: Connection, incoming_id: str) -> None:
    _once(tx, "SELECT file_incoming(%(id)s::uuid)", {"id": incoming_id})


def disposition(tx: Connection, disposition_id: str, subject: str) -> None:
    """File a disposition; `subject` is what its readers are known by."""
    row = {"id": disposition_id, "subject": subject}
    _once(tx, "SELECT file_disposition(%(id)s::uuid, %(subject)s::uuid)", row)


def readers(tx: Connection, subject: str) -> None:
    """File who reads an incoming letter with its dispositions, or those of one desk."""
    _once(tx, "SELECT file_readers(%(id)s::uuid)", {"id": subject})


def _once(tx: Connection, statement: str, row: dict[str, str]) -> None:
    if (statement, row) not in tx.info.get(session.LAST, ()):
        session.last(tx, statement, row)
