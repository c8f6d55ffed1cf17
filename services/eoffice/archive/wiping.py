"""The SQL that destroys: what a letter said is deleted, what it was stays.

Gone are drafts, bodies, fields, notes, attachments that no other letter has, the signed PDF, the
scan and what a machine read on it, the words of dispositions, and the answers to commands, in which
all of that stood too. What stays is a row of `archive_records`, the head of the letter, its way and
its history, and of a signed one the hashes by which a copy is verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.tables import commands
from services.eoffice import filing
from services.eoffice.dispositions.messages import WORDLESS
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.incoming.domain import Incoming
from services.eoffice.incoming.tables import incoming, incoming_scans
from services.eoffice.letters import rows
from services.eoffice.letters.domain import Letter
from services.eoffice.letters.sealing import Vault
from services.eoffice.letters.tables import (
    letter_attachments,
    letter_drafts,
    letter_files,
    letter_recipients,
)
from services.eoffice.signing.tables import destroyed_documents, signed_documents
from services.eoffice.tables import acts

WIPED: dict[str, Any] = {**dict.fromkeys(WORDLESS, ""), "instructions": []}
_KEPT = [one.name for one in destroyed_documents.c if one.name != "at"]


def wipe_letter(tx: Connection, vault: Vault, one: Letter) -> None:
    """Destroy what a letter of ours, which is locked, says."""
    to, copies = (
        tuple(replace(who, address="") for who in whom)
        for whom in (one.content.to, one.content.copies)
    )
    said = replace(one.content, body="", fields={}, to=to, copies=copies)
    bare = rows.draft_row(replace(one, content=said, note=""), vault)
    mine = letter_drafts.c.letter == one.id
    tx.execute(letter_drafts.delete().where(mine & (letter_drafts.c.draft != one.draft)))
    tx.execute(letter_drafts.update().where(mine).values(bare))
    _wipe_attachments(tx, one.id)
    mine = letter_recipients.c.letter == one.id
    tx.execute(letter_recipients.update().where(mine).values(note=""))
    _wipe_signed(tx, one.id)
    _wipe_rest(tx, vault, "letter", one.id)


def _wipe_signed(tx: Connection, letter: str) -> None:
    """Delete the signed bytes; what a copy is verified by stays."""
    table = signed_documents
    kept = sa.select(*(table.c[name] for name in _KEPT), sa.literal(clock.now()))
    moved = destroyed_documents.insert().from_select(
        [*_KEPT, "at"], kept.where(table.c.letter == letter)
    )
    tx.execute(moved)
    tx.execute(table.delete().where(table.c.letter == letter))


def _wipe_attachments(tx: Connection, letter: str) -> None:
    """Delete the letter's attachments, and their bytes where no other letter has them."""
    table, files = letter_attachments, letter_files
    gone = table.delete().where(table.c.letter == letter).returning(table.c.hash)
    hashes = sorted({one for (one,) in tx.execute(gone) if one is not None})
    used = sa.select(table.c.id).where(table.c.hash == files.c.hash).exists()
    tx.execute(files.delete().where(files.c.hash.in_(hashes) & ~used))


def wipe_incoming(tx: Connection, vault: Vault, one: Incoming) -> None:
    """Destroy the scan of a registered letter, which is locked, and what was read on it."""
    mine = incoming.c.id == one.id
    bare = dict.fromkeys(("scan", "scan_type", "scan_size", "text", "text_of", "text_state"))
    tx.execute(incoming.update().where(mine).values(bare))
    if one.scan is not None:
        table = incoming_scans
        used = sa.select(incoming.c.id).where(incoming.c.scan == table.c.hash).exists()
        tx.execute(table.delete().where((table.c.hash == one.scan.hash) & ~used))
    _wipe_rest(tx, vault, "incoming", one.id)


def _wipe_rest(tx: Connection, vault: Vault, kind: str, letter: str) -> None:
    """Wipe dispositions and answers; have the search know what is left."""
    given = _wipe_dispositions(tx, vault, letter)
    _wipe_answers(tx, [f"{kind}/{letter}", *(f"disposition/{one}" for one in given)])
    (filing.letter if kind == "letter" else filing.incoming)(tx, letter)
    for one, subject in given.items():
        filing.disposition(tx, one, subject)


def _wipe_dispositions(tx: Connection, vault: Vault, letter: str) -> dict[str, str]:
    """Leave of dispositions who gave them to whom, and when; returns their ids and subjects."""
    table = dispositions
    found = tx.execute(
        sa.select(table.c.id, table.c.secret, table.c.subject).where(table.c.letter == letter)
    ).all()
    for row in found:
        place = f"disposition/{row.id}"
        bare = (
            {"sealed": vault.seal(WIPED, place)} if row.secret else {"said": WIPED, "sealed": None}
        )
        tx.execute(table.update().where(table.c.id == row.id).values(bare))
    return {row.id: row.subject for row in found}


def _wipe_answers(tx: Connection, subjects: Sequence[str]) -> None:
    """Have commands that are repeated answer that what they did is destroyed."""
    done = sa.select(sa.cast(acts.c.command, commands.c.id.type))
    done = done.where(acts.c.subject.in_(list(subjects)) & acts.c.command.is_not(None))
    answer = {"id": subjects[0].partition("/")[2], "destroyed": True}
    tx.execute(commands.update().where(commands.c.id.in_(done)).values(answer=answer))
