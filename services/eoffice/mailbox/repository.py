"""The SQL of mailboxes: of what came and waits, by one's own keys alone.

Nothing lies in a box of somebody who may not read it: `boxes_of_letters` and its sisters file a
thing by the keys that its readers have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.delivery import HELD
from services.eoffice.letters.tables import letters
from services.eoffice.mailbox.domain import COPIES, DISPOSITION, DRAFTS, OPEN, UNREAD, Deadlines
from services.eoffice.mailbox.messages import Query
from services.eoffice.mailbox.tables import mailbox

Condition = sa.ColumnElement[bool]
_T = mailbox.c
_VERY = 2  # urgency of what is very urgent
_NO_DEADLINE = (COPIES, DRAFTS)


def late(table: Any, deadlines: Deadlines) -> Condition:
    """Return that something is late: a duty after its day, a letter by its urgency."""
    waits = [
        (table.urgency == one) & (table.at < deadlines.late_before(one))
        for one in range(len(deadlines.days))
    ]
    letter = (table.kind != DISPOSITION) & reduce(or_, waits)
    overdue = letter | ((table.kind == DISPOSITION) & (table.due < deadlines.today))
    found: Condition = table.open & table.box.not_in(_NO_DEADLINE) & overdue
    return found


def count(tx: Connection, keys: frozenset[str], deadlines: Deadlines) -> Mapping[str, Any]:
    """Return a row for each box in which something waits, by box; what lies in two counts once."""
    mine = _T.key.in_(sorted(keys)) & (_T.unread | _T.open)
    once = sa.select(mailbox).where(mine).distinct(_T.box, _T.thing)
    once = once.order_by(_T.box, _T.thing, _T.unread.desc())
    table = once.subquery("once").c
    zone = sa.func.min(table.at)
    columns: list[Any] = [table.box]
    for what in (UNREAD, OPEN):
        of, is_late = table[what], late(table, deadlines)
        columns += [
            sa.func.count().filter(of).label(what),
            sa.func.count().filter(of & (table.urgency > 0)).label(f"{what}_urgent"),
            sa.func.count().filter(of & (table.urgency == _VERY)).label(f"{what}_very_urgent"),
            sa.func.count().filter(of & is_late).label(f"{what}_overdue"),
            zone.filter(of).label(f"{what}_oldest"),
        ]
    rows = tx.execute(sa.select(*columns).group_by(table.box)).mappings()
    return {row["box"]: _dated(row, deadlines) for row in rows}


def _dated(row: Any, deadlines: Deadlines) -> dict[str, Any]:
    """Return the row with the oldest as a day of the region's zone."""
    days: dict[str, date | None] = {}
    for what in (UNREAD, OPEN):
        oldest = row[f"{what}_oldest"]
        days[f"{what}_oldest"] = oldest and oldest.astimezone(deadlines.zone).date()
    return {**row, **days}


def page(
    tx: Connection,
    keys: frozenset[str],
    query: Query,
    deadlines: Deadlines,
    among: Sequence[str] | None,
) -> Sequence[Any]:
    """Return what came, the newest first, one more than the page holds.

    `among`: nothing but these. Each key's own newest are taken off its index, and merged.
    """
    wanted = _wanted(query, deadlines)
    if among is not None:
        wanted &= _T.thing.in_(among)
    newest = [
        sa.select(mailbox)
        .where(wanted & (_T.key == one))
        .order_by(_T.at.desc(), _T.thing.desc())
        .limit(query.limit + 1)
        for one in sorted(keys)
    ]
    if not newest:
        return []
    every = sa.union_all(*newest).subquery("every")
    once = sa.select(every).order_by(every.c.at.desc(), every.c.thing.desc())
    picked = once.limit(query.limit + 1).subquery("picked")
    return tx.execute(_headed(picked)).mappings().all()


def _wanted(query: Query, deadlines: Deadlines) -> Condition:
    wanted = _T.box == query.box
    if query.unread:
        wanted &= _T.unread
    if query.to_follow_up:
        wanted &= _T.open
    if query.urgent:
        wanted &= _T.urgency > 0
    if query.overdue:
        wanted &= late(_T, deadlines)
    if query.after is not None:
        wanted &= sa.tuple_(_T.at, _T.thing) < query.after
    return wanted


def _headed(picked: Any) -> sa.Select[Any]:
    """Return what was picked, each with what its letter is called."""
    both = {
        name: sa.func.coalesce(incoming.c[name], letters.c[name]).label(name)
        for name in ("subject", "number", "security", "classification", "unit")
    }
    alone = [incoming.c[name] for name in ("state", "sender", "secret", "n", "year")]
    held = sa.func.replace(picked.c.key, HELD, "").label("position")
    joined = picked.outerjoin(incoming, incoming.c.id == picked.c.thing)
    joined = joined.outerjoin(letters, letters.c.id == picked.c.thing)
    columns = [*both.values(), *alone, letters.c.signer, letters.c.kind.label("type"), held]
    found = sa.select(picked, *columns).select_from(joined)
    return found.order_by(picked.c.at.desc(), picked.c.thing.desc())
