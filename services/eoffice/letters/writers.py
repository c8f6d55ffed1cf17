"""Who writes at a draft now: each window says so every few seconds, and is told of the others.

It keeps nobody out. Whoever saves over another one's words is told by the letter's version; this
tells them before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from services.eoffice.letters import messages
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.domain import DRAFT, REVISION, NotYourStep, WrongState
from services.eoffice.letters.tables import letter_writers as table

GONE_AFTER = timedelta(seconds=30)


def sit(desk: Desk) -> dict[str, Any]:
    """Say that this window, `place`, writes at `letter`; returns the other ones and the version.

    `leaving` ends it. For the drafter's position alone, while it is a draft.
    """
    place = str(desk.request.data.get("place"))
    if not is_uuid(place):
        raise Invalid(errors=(FieldError("place", "needs a UUID"),))
    letter = desk.letters.get(str(desk.request.data.get("letter")))
    if letter.drafter != desk.position:
        raise NotYourStep(f"{letter.drafter} writes it")
    if letter.state not in {DRAFT, REVISION}:
        raise WrongState(f"it is {letter.state}", state=letter.state, version=letter.version)
    _note(desk, letter.id, place)
    query = sa.select(table).where((table.c.letter == letter.id) & (table.c.place != place))
    others = desk.tx.execute(query.order_by(table.c.since)).mappings().all()
    return {"version": letter.version, "writers": [_out(row) for row in others]}


def _note(desk: Desk, letter: str, place: str) -> None:
    now, who = clock.now(), desk.acting
    leaving = desk.request.data.get("leaving") is True
    gone = table.c.seen < now - GONE_AFTER  # of every letter: nothing of theirs is kept longer
    mine = (table.c.letter == letter) & (table.c.place == place)
    desk.tx.execute(table.delete().where(gone | mine if leaving else gone))
    if leaving:
        return
    row = {"letter": letter, "place": place, "person": who.person, "position": who.position}
    new = pg.insert(table).values(**row, capacity=who.capacity, since=now, seen=now)
    keys = ["letter", "place"]
    desk.tx.execute(new.on_conflict_do_update(index_elements=keys, set_={"seen": now}))


def _out(row: Any) -> dict[str, Any]:
    told = {name: row[name] for name in ("place", "person", "position", "capacity")}
    return {**told, "since": messages.moment(row["since"])}
