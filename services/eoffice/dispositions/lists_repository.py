"""The SQL of lists and counts of dispositions: through `access.visible`, or by one's own keys.

Whoever gave or got one reads it, so what lies in a box of their own asks for no more than the key:
with `visible` beside it the planner walks through everybody's to find theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.eoffice.dispositions.access import visible
from services.eoffice.dispositions.domain import REPORTED, SENT, TO_DO
from services.eoffice.dispositions.messages import Query
from services.eoffice.dispositions.tables import dispositions
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.tables import letters

_T = dispositions.c
HEAD = (
    "id", "kind", "letter", "parent", "giver", "receiver", "duty", "state", "version", "urgency",
    "secret", "said", "due", "given_at", "read_at", "started_at", "reported_at", "done_at",
)  # fmt: skip
_LATE = _T.duty & _T.state.in_(sorted(TO_DO))


def boxes(keys: frozenset[str]) -> dict[str, sa.ColumnElement[bool]]:
    """Return what lies in each box of somebody with these keys."""
    mine = sorted(keys)
    given, received = _T.giver_key.in_(mine), _T.receiver_key.in_(mine)
    return {
        "all": visible(_T.subject, keys),
        "given": given,
        "received": received,
        "unread": received & (_T.state == SENT),
        "to_do": received & _LATE,
        "waiting": given & _LATE,
        "to_accept": given & (_T.state == REPORTED),
    }


def page(tx: Connection, keys: frozenset[str], query: Query, today: date) -> Sequence[Any]:
    """Return dispositions with the subject and number of their letter, one more than asked for."""
    wanted = boxes(keys)[query.box]
    for name, value in query.where.items():
        wanted &= _T[name] == value
    if query.overdue:
        wanted &= _LATE & (_T.due < today)
    if query.after:
        wanted &= _T.id < query.after
    picked = sa.select(*(_T[name] for name in HEAD)).where(wanted)
    picked = picked.order_by(_T.id.desc()).limit(query.limit + 1)
    return tx.execute(_headed(picked.subquery("picked"))).mappings().all()


def _headed(picked: Any) -> sa.Select[Any]:
    """Return the dispositions picked, each with what its letter is called."""
    subject = sa.func.coalesce(incoming.c.subject, letters.c.subject).label("letter_subject")
    number = sa.func.coalesce(incoming.c.number, letters.c.number).label("letter_number")
    sender = incoming.c.sender.label("letter_sender")
    joined = picked.outerjoin(incoming, incoming.c.id == picked.c.letter)
    joined = joined.outerjoin(letters, letters.c.id == picked.c.letter)
    found = sa.select(picked, subject, number, sender).select_from(joined)
    return found.order_by(picked.c.id.desc())
