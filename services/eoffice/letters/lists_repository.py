"""The SQL of lists of letters: boxes, filters, counts. All of it through `access.visible`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.eoffice.letters.access import visible
from services.eoffice.letters.content import SECRETS
from services.eoffice.letters.domain import DRAFT, FAILED, READY, REVISION, SIGNED
from services.eoffice.letters.messages import Query
from services.eoffice.letters.tables import letter_initials, letter_recipients, letters
from services.eoffice.mailbox.tables import mailbox
from services.eoffice.organisation.tables import positions

Condition = sa.ColumnElement[bool]
HEAD = (
    "id", "unit", "drafter", "state", "version", "draft", "kind", "security", "urgency",
    "classification", "signer", "subject", "number", "signed_at", "sent_at", "corrected_by",
    "withdrawn_by", "created_at", "changed_at",
)  # fmt: skip
TITLED = ("drafter", "signer")
# What counts which letters: of which box of `mailbox`, those unread or open.
_WAITING = {
    **{name: (name, "open") for name in ("drafts", "to_initial", "to_sign", "to_send")},
    "unread": ("in", "unread"),
    "to_follow_up": ("in", "open"),
    "unread_copies": ("copies", "unread"),
}


def boxes(mine: list[str]) -> dict[str, Condition]:
    """Return what lies in each box of somebody with these positions."""
    drafter, signer = letters.c.drafter.in_(mine), letters.c.signer.in_(mine)
    initials = sa.select(letter_initials.c.letter).where(
        letter_initials.c.position.in_(mine) & letter_initials.c.due
    )
    open_secret = letters.c.security.in_(sorted(SECRETS))
    return {
        "all": sa.true(),
        "drafts": drafter & letters.c.state.in_([DRAFT, REVISION]),
        "to_initial": letters.c.id.in_(initials),
        "to_sign": signer & letters.c.state.in_([READY, FAILED]),
        "to_send": (letters.c.state == SIGNED) & (signer | (drafter & ~open_secret)),
        "outbox": drafter | signer,
        "inbox": _arrived(mine, copy=False),
        "unread": _arrived(mine, "delivered", copy=False),
        "to_follow_up": _arrived(mine, "delivered", "read", copy=False),
        "copies": _arrived(mine, copy=True),
        "unread_copies": _arrived(mine, "delivered", copy=True),
    }


def _arrived(mine: list[str], *states: str, copy: bool) -> Condition:
    table = letter_recipients.c
    theirs = table.position.in_(mine) & (table.copy == copy)
    theirs = theirs & table.state.in_(states) if states else theirs
    return letters.c.id.in_(sa.select(table.letter).where(theirs))


BOXES = tuple(boxes([]))


class Lists:
    """Lists of letters for somebody with these keys and positions."""

    def __init__(self, tx: Connection, keys: frozenset[str], mine: list[str]) -> None:
        self._tx, self._keys = tx, keys
        self._seen, self._boxes = visible(keys), boxes(mine)

    def page(self, query: Query, zone: ZoneInfo) -> Sequence[Any]:
        """Return heads of letters, the newest first, one more than the page holds."""
        wanted = self._seen & self._boxes[query.box] & _within(query, zone)
        for name, value in query.where.items():
            wanted &= letters.c[name] == value
        if query.words:
            said = letters.c.subject.icontains(query.words, autoescape=True)
            wanted &= said | letters.c.number.icontains(query.words, autoescape=True)
        if query.after:
            wanted &= letters.c.id < query.after
        columns = [*(letters.c[name] for name in HEAD), *map(_title, TITLED)]
        page = sa.select(*columns).where(wanted).order_by(letters.c.id.desc())
        return self._tx.execute(page.limit(query.limit + 1)).mappings().all()

    def counts(self) -> dict[str, int]:
        """Return how many letters lie in each box where something is to be done."""
        table = mailbox.c
        mine = table.key.in_(sorted(self._keys)) & (table.unread | table.open)
        of = sa.distinct(table.thing)
        columns = [
            sa.func.count(of).filter((table.box == box) & table[what]).label(name)
            for name, (box, what) in _WAITING.items()
        ]
        query = sa.select(*columns).where(mine & (table.kind == "letter"))
        return dict(self._tx.execute(query).mappings().one())


def _title(name: str) -> Any:
    """Return what the position is called that the letter names there; null where there is none."""
    named = sa.select(positions.c.title).where(positions.c.code == letters.c[name])
    return named.scalar_subquery().label(f"{name}_title")


def _within(query: Query, zone: ZoneInfo) -> Condition:
    """Return that a letter was begun on these days of the region's zone."""
    begun = letters.c.created_at
    found: list[Condition] = [sa.true()]
    if query.since is not None:
        found.append(begun >= _midnight(query.since, zone))
    if query.until is not None:
        found.append(begun < _midnight(query.until + timedelta(days=1), zone))
    return sa.and_(*found)


def _midnight(day: Any, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
