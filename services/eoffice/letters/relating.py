"""What a letter is about: letters are named by what they are, others as their drafter names them.

Incidents and reports of damage are other services': they are named by their id and a title, and
whoever follows the link is asked there whether they may see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from libs.kit.errors import FieldError, Invalid
from services.eoffice.dispositions.access import visible
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.content import INCOMING, LETTER, Related
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.domain import UnknownLetter
from services.eoffice.letters.own_kinds import known

LONGEST = 300


def resolved(
    desk: Desk, wanted: Iterable[Related], known: Iterable[Related]
) -> tuple[Related, ...]:
    """Return the references with their titles; those that stood there already stay as they were.

    Raises Invalid that names each letter that the drafter may not read.
    """
    before = {(one.kind, one.id): one for one in known}
    found: list[Related] = []
    wrong: list[FieldError] = []
    for place, one in enumerate(wanted):
        named = before.get((one.kind, one.id)) or _named(desk, one)
        if named is None:
            wrong.append(FieldError(f"references.{place}.id", "is no letter of yours"))
        else:
            found.append(replace(named, answers=one.answers))
    if wrong:
        raise Invalid("not a letter to refer to", tuple(wrong))
    return tuple(found)


def _named(desk: Desk, one: Related) -> Related | None:
    title = one.title
    if one.kind == LETTER:
        title = _letter(desk, one.id)
    elif one.kind == INCOMING:
        title = _incoming(desk, one.id)
    return replace(one, title=title[:LONGEST]) if title else None


def _letter(desk: Desk, letter: str) -> str:
    """Return how a letter of ours is called, of a secret one not what it is about."""
    try:
        found = desk.letters.get(letter)
    except UnknownLetter:
        return ""
    kind = known(desk.tx)[found.content.kind].title
    subject = "" if found.content.is_secret else found.content.subject
    return " · ".join(part for part in (found.number or kind, subject) if part)


def _incoming(desk: Desk, letter: str) -> str:
    """Return how an incoming letter is called, of a secret one its agenda number alone."""
    table = incoming.c
    seen = visible(table.id, desk.keys)
    query = sa.select(table.n, table.year, table.secret, table.number, table.sender, table.subject)
    row = desk.tx.execute(query.where((table.id == letter) & seen)).one_or_none()
    if row is None:
        return ""
    if row.secret:
        return f"R-{row.n}/{row.year}"
    return " · ".join(part for part in (row.number, row.sender, row.subject) if part)
