"""Who of an agency is on duty, for whoever must be told: alerts, orders, the room's bar.

people(tx, "BPBD", at)  # ["dewi", "sari"]
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.shifts.tables import absences, shift_people, shifts

_S, _P, _A = shifts.c, shift_people.c, absences.c
LONGEST_SHIFT = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(hours=4)


def people(tx: Connection, agency: str, at: datetime) -> list[str]:
    """Return the user names of who is on duty at that moment, in their order, each once.

    Swaps and absences are applied; those of a shift that is over stay for its overlap.
    """
    query = sa.select(_P.person).distinct().join(shifts, _P.shift == _S.id)
    of = sa.func.lower(_S.agency) == agency.lower()
    query = query.where(of, _P.on_it, on_duty(at), ~away(at)).order_by(_P.person)
    return list(tx.execute(query).scalars())


def on_duty(at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a shift is on duty at the moment, its overlap included."""
    stay = sa.func.make_interval(0, 0, 0, 0, 0, _S.overlap_minutes)
    near = _S.starts.between(at - LONGEST_SHIFT - LONGEST_OVERLAP, at)
    return sa.and_(_S.state == "planned", near, _S.ends + stay > at)


def away(at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a person of a shift is absent at the moment."""
    same = sa.and_(_A.person == _P.person, _A.withdrawn_at.is_(None))
    during = sa.and_(same, _A.starts <= at, _A.ends > at)
    return sa.exists().where(during).correlate(shift_people)
