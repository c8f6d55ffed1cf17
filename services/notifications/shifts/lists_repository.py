"""The SQL of lists of shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.shifts.domain import Shift
from services.notifications.shifts.repository import Shifts
from services.notifications.shifts.tables import shift_people, shifts

_S, _P = shifts.c, shift_people.c
MOST = 5_000
LONGEST = timedelta(hours=24)
Span = tuple[datetime, datetime]


class Lists:
    """Shifts of agencies that the caller may read."""

    def __init__(self, tx: Connection) -> None:
        self._tx, self._shifts = tx, Shifts(tx)

    def page(
        self,
        agencies: Sequence[str],
        span: Span,
        person: str,
        limit: int,
        after: tuple[datetime, str] | None,
    ) -> list[Shift]:
        """Return those that begin in the time, one more than the page holds."""
        wanted = [_S.agency.in_(agencies), _S.starts >= span[0], _S.starts < span[1]]
        if person:
            wanted.append(self._with(person))
        if after is not None:
            wanted.append(
                sa.tuple_(_S.starts, _S.id) > sa.tuple_(after[0], sa.cast(after[1], _S.id.type))
            )
        return self._shifts.where(*wanted, limit=limit + 1)

    def coming(self, agencies: Sequence[str], first: datetime, last: datetime) -> list[Shift]:
        """Return planned ones that meet the time, by start."""
        meets = (_S.starts > first - LONGEST) & (_S.starts < last) & (_S.ends > first)
        planned = _S.agency.in_(agencies) & (_S.state == "planned")
        return self._shifts.where(planned, meets, limit=MOST)

    def told(self, mark: str) -> list[Shift]:
        """Return those of which an alert was raised that is not over, by its mark's column."""
        return self._shifts.where(_S[mark].is_not(None), limit=MOST)

    def mark(self, shift: str, mark: str, at: datetime | None) -> None:
        """Note that an alert of it was raised, or is over."""
        self._tx.execute(shifts.update().where(_S.id == shift).values({mark: at}))

    def of_ids(self, ids: Sequence[str]) -> list[Shift]:
        return self._shifts.where(_S.id.in_(ids)) if ids else []

    def locked(self, ids: Sequence[str]) -> list[Shift]:
        """Return these and keep others waiting for them."""
        wanted = _S.id.in_(ids)
        self._tx.execute(sa.select(_S.id).where(wanted).order_by(_S.id).with_for_update())
        return self._shifts.where(wanted)

    def of_person(self, agencies: Sequence[str], person: str, span: Span) -> list[Shift]:
        """Return those in which the person is, cancelled ones too."""
        inside = (_S.starts >= span[0]) & (_S.starts < span[1])
        return self._shifts.where(_S.agency.in_(agencies), inside, self._with(person), limit=MOST)

    def left_by(self, agencies: Sequence[str], person: str, span: Span) -> list[Shift]:
        """Return those in which the person was and is no more."""
        inside = (_S.starts >= span[0]) & (_S.starts < span[1])
        gone = sa.select(_P.shift).where(_P.person == person, ~_P.on_it)
        return self._shifts.where(_S.agency.in_(agencies), inside, _S.id.in_(gone), limit=MOST)

    def between(self, agencies: Sequence[str], span: Span) -> list[Shift]:
        """Return those that begin in the time, cancelled ones too."""
        inside = (_S.starts >= span[0]) & (_S.starts < span[1])
        return self._shifts.where(_S.agency.in_(agencies), inside, limit=MOST)

    def _with(self, person: str) -> sa.ColumnElement[bool]:
        return _S.id.in_(sa.select(_P.shift).where(_P.person == person, _P.on_it))
