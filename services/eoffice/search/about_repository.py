"""The SQL of what is shown of what was found: what it is called, and the texts to cut from.

All of it through `access.visible`, though the index knows readers: what the index has is a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.eoffice.dispositions.access import visible as subject_visible
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.access import visible
from services.eoffice.letters.tables import letter_attachments, letter_drafts, letters
from services.eoffice.mailbox.domain import DISPOSITION, INCOMING, LETTER
from services.eoffice.organisation.tables import positions

About = dict[str, Any]
LONGEST_TEXT = 200_000  # of what a machine read on a scan, as far as it is filed


def about(tx: Connection, keys: frozenset[str], rows: Sequence[Any]) -> dict[str, About]:
    """Return what each thing found is called, by id; what somebody may not read is not there."""
    found: dict[str, About] = {}
    for kind, told in ((LETTER, _letters), (INCOMING, _incoming), (DISPOSITION, _dispositions)):
        wanted = [row["id"] for row in rows if row["kind"] == kind]
        if wanted:
            found |= told(tx, keys, wanted)
    return found


def _letters(tx: Connection, keys: frozenset[str], wanted: list[str]) -> dict[str, About]:
    files = sa.select(sa.func.string_agg(letter_attachments.c.name, ", ")).where(
        (letter_attachments.c.letter == letters.c.id) & letter_attachments.c.gone.is_(None)
    )
    last = (letter_drafts.c.letter == letters.c.id) & (letter_drafts.c.draft == letters.c.draft)
    head = [letters.c[name] for name in ("id", "number", "subject")]
    said = [letter_drafts.c.content["content"][name] for name in ("body", "to", "copies")]
    query = sa.select(*head, positions.c.title, *said, files.scalar_subquery()).select_from(
        letters.join(letter_drafts, last).outerjoin(positions, positions.c.code == letters.c.signer)
    )
    rows = tx.execute(query.where(letters.c.id.in_(wanted) & visible(keys)))
    return {
        row[0]: _about(row[1], row[2], row[3], [row[4], _names(row[5], row[6]), row[7]])
        for row in rows
    }


def _names(to: Any, copies: Any) -> str:
    return ", ".join(one["name"] for one in (*(to or ()), *(copies or ())))


def _incoming(tx: Connection, keys: frozenset[str], wanted: list[str]) -> dict[str, About]:
    table = incoming.c
    text = sa.func.left(table.text, LONGEST_TEXT)
    query = sa.select(
        table.id, table.number, table.subject, table.sender, text, table.n, table.year
    )
    rows = tx.execute(query.where(table.id.in_(wanted) & subject_visible(table.id, keys)))
    return {
        row[0]: _about(row[1], row[2], row[3], [row[4]], agenda=f"{row[5]}/{row[6]}")
        for row in rows
    }


def _dispositions(tx: Connection, keys: frozenset[str], wanted: list[str]) -> dict[str, About]:
    table = dispositions.c
    named = [sa.func.coalesce(incoming.c[n], letters.c[n]) for n in ("number", "subject")]
    query = sa.select(table.id, *named, positions.c.title, table.said, table.kind, table.letter)
    joined = dispositions.join(positions, positions.c.code == table.giver)
    joined = joined.outerjoin(incoming, incoming.c.id == table.letter)
    joined = joined.outerjoin(letters, letters.c.id == table.letter)
    wanted_ones = table.id.in_(wanted) & subject_visible(table.subject, keys)
    rows = tx.execute(query.select_from(joined).where(wanted_ones))
    return {
        row[0]: _about(
            *row[1:4],
            [row[4]["text"], row[4]["report"]],
            about={"kind": row[5], "id": row[6]},
        )
        for row in rows
        if row[4] is not None
    }


def _about(number: Any, subject: Any, sender: Any, texts: list[Any], **more: Any) -> About:
    said = {"number": number, "subject": subject, "sender": sender, "texts": texts}
    return {**said, "agenda": None, "about": None, **more}
