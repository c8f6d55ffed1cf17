"""The SQL of what is shown of what was found: what it is called, and the texts to cut from.

All of it through `access.visible`, though the index knows readers: what the index has is a copy.
One statement for all that stands on a page, made once for the kinds of things there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.made import Made
from services.eoffice.dispositions.access import visible as subject_visible
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.access import visible
from services.eoffice.letters.tables import letter_attachments, letter_drafts, letters
from services.eoffice.mailbox.domain import DISPOSITION, INCOMING, KINDS, LETTER
from services.eoffice.organisation.tables import positions
from services.eoffice.tables import Uuid

About = dict[str, Any]
LONGEST_TEXT = 200_000  # of what a machine read on a scan, as far as it is filed


def about(tx: Connection, keys: frozenset[str], rows: Sequence[Any]) -> dict[str, About]:
    """Return what each thing found is called, by id; what somebody may not read is not there."""
    wanted: dict[str, list[str]] = {}
    for row in rows:
        wanted.setdefault(row["kind"], []).append(row["id"])
    if not wanted:
        return {}
    statement = _statement(tuple(kind for kind in KINDS if kind in wanted))
    rows = statement.tuples(tx, {**wanted, "keys": sorted(keys)})
    return {row[0]: _about(row) for row in rows}


def _about(row: Any) -> About:
    _, number, subject, sender, text, more, to, copies, agenda, kind, letter = row
    names = ", ".join(one["name"] for one in (*(to or ()), *(copies or ())))
    return {
        "number": number,
        "subject": subject,
        "sender": sender,
        "texts": [text, names, more],
        "agenda": agenda,
        "about": None if kind is None else {"kind": kind, "id": letter},
    }


@lru_cache(maxsize=8)
def _statement(kinds: tuple[str, ...]) -> Made:
    made = {LETTER: _letters, INCOMING: _incoming, DISPOSITION: _dispositions}
    return Made(sa.union_all(*(made[kind]() for kind in kinds)))


def _among(column: Any, kind: str) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = column == sa.any_(sa.bindparam(kind, type_=pg.ARRAY(Uuid)))
    return found


_NO_NAMES = (sa.cast(sa.null(), pg.JSON), sa.cast(sa.null(), pg.JSON))
_NO_AGENDA = sa.cast(sa.null(), sa.Text)
_ABOUT_NOTHING = (sa.cast(sa.null(), sa.Text), sa.cast(sa.null(), Uuid))


def _letters() -> sa.Select[Any]:
    files = sa.select(sa.func.string_agg(letter_attachments.c.name, ", ")).where(
        (letter_attachments.c.letter == letters.c.id) & letter_attachments.c.gone.is_(None)
    )
    last = (letter_drafts.c.letter == letters.c.id) & (letter_drafts.c.draft == letters.c.draft)
    head = [letters.c[name] for name in ("id", "number", "subject")]
    said = _said()
    told = (said.c.body, files.scalar_subquery(), said.c.to, said.c.copies)
    joined = letters.join(letter_drafts, last).join(said, sa.true())
    joined = joined.outerjoin(positions, positions.c.code == letters.c.signer)
    columns = (*head, positions.c.title, *told, _NO_AGENDA, *_ABOUT_NOTHING)
    query = sa.select(*columns).select_from(joined)
    return query.where(_among(letters.c.id, LETTER) & visible(None))


def _said() -> sa.TableValuedAlias:
    """Return what a draft says, read once: of JSON each operator reads all of it."""
    parts = (sa.column("body", sa.Text), sa.column("to", pg.JSON), sa.column("copies", pg.JSON))
    said = sa.func.json_to_record(letter_drafts.c.content["content"]).table_valued(*parts)
    return said.render_derived(name="said", with_types=True)


def _incoming() -> sa.Select[Any]:
    table = incoming.c
    text = sa.func.left(table.text, LONGEST_TEXT)
    agenda = sa.func.concat(table.n, "/", table.year)
    head = (table.id, table.number, table.subject, table.sender, text, sa.null())
    query = sa.select(*head, *_NO_NAMES, agenda, *_ABOUT_NOTHING)
    return query.where(_among(table.id, INCOMING) & subject_visible(table.id, None))


def _dispositions() -> sa.Select[Any]:
    table = dispositions.c
    named = [sa.func.coalesce(incoming.c[n], letters.c[n]) for n in ("number", "subject")]
    said = (table.said["text"].astext, table.said["report"].astext)
    head = (table.id, *named, positions.c.title, *said, *_NO_NAMES, _NO_AGENDA)
    joined = dispositions.join(positions, positions.c.code == table.giver)
    joined = joined.outerjoin(incoming, incoming.c.id == table.letter)
    joined = joined.outerjoin(letters, letters.c.id == table.letter)
    seen = subject_visible(table.subject, None) & table.said.is_not(None)
    query = sa.select(*head, table.kind, table.letter).select_from(joined)
    return query.where(_among(table.id, DISPOSITION) & seen)
