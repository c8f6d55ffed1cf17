"""The SQL of absences, swaps and hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from services.notifications.incidents.access import visible as visible_incidents
from services.notifications.incidents.domain import OPEN
from services.notifications.incidents.tables import incidents, rank
from services.notifications.shifts.access import visible
from services.notifications.shifts.domain import Absence, Agency, HandOver, Swap
from services.notifications.shifts.tables import (
    absences,
    hand_overs,
    shift_agencies,
    shift_people,
    shift_swaps,
    shifts,
)

_A, _W, _H = absences.c, shift_swaps.c, hand_overs.c
MOST_INCIDENTS = 200


class Absences:
    """When people are not there."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self._tx.execute(absences.insert().values(row))

    def take(self, absence: str) -> Any:
        if not is_uuid(absence):
            return None
        query = sa.select(absences).where(_A.id == absence).with_for_update()
        return self._tx.execute(query).mappings().first()

    def withdraw(self, absence: str, who: str, at: datetime) -> None:
        those = absences.update().where(_A.id == absence)
        self._tx.execute(those.values(withdrawn_by=who, withdrawn_at=at))

    def between(self, first: datetime, last: datetime) -> list[Absence]:
        """Return those that stand and meet the time."""
        meets = (_A.starts < last) & (_A.ends > first) & _A.withdrawn_at.is_(None)
        query = sa.select(_A.person, _A.starts, _A.ends).where(meets)
        return [Absence(*row) for row in self._tx.execute(query)]

    def page(self, who: Principal, after: str, limit: int, since: datetime) -> Sequence[Any]:
        """Return those that are not over of oneself and of rosters that one plans or reads."""
        rosters = sa.select(shift_people.c.person).join(shifts, shift_people.c.shift == shifts.c.id)
        readable = sa.select(shift_agencies.c.agency).where(visible(who))
        theirs = rosters.where(shifts.c.agency.in_(readable), shift_people.c.on_it)
        wanted = sa.or_(_A.person == who.name, _A.person.in_(theirs))
        query = sa.select(absences).where(wanted, _A.ends > since, _A.withdrawn_at.is_(None))
        if after:
            query = query.where(_A.id > after)
        return self._tx.execute(query.order_by(_A.id).limit(limit + 1)).mappings().all()

    def areas_of(self, person: str) -> list[str]:
        """Return the areas of agencies in whose shifts the person has a place."""
        joined = sa.select(shift_agencies.c.area).distinct()
        joined = joined.join(shifts, shifts.c.agency == shift_agencies.c.agency)
        joined = joined.join(shift_people, shift_people.c.shift == shifts.c.id)
        query = joined.where(shift_people.c.person == person, shift_people.c.on_it)
        return list(self._tx.execute(query).scalars())


class Swaps:
    """Swaps that were asked for."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, one: Swap) -> bool:
        """Insert it; False where one of that shift and person is open."""
        new = pg.insert(shift_swaps).values(vars(one)).on_conflict_do_nothing()
        return self._tx.execute(new.returning(_W.id)).first() is not None

    def take(self, swap: str) -> Swap | None:
        if not is_uuid(swap):
            return None
        query = sa.select(shift_swaps).where(_W.id == swap).with_for_update()
        row = self._tx.execute(query).mappings().first()
        return None if row is None else Swap(**row)

    def save(self, one: Swap) -> None:
        row = {name: value for name, value in vars(one).items() if name != "id"}
        self._tx.execute(shift_swaps.update().where(_W.id == one.id).values(row))

    def page(self, who: Principal, states: Sequence[str], after: str, limit: int) -> list[Swap]:
        """Return one's own and those of rosters that one reads, the newest first."""
        readable = sa.select(shift_agencies.c.agency).where(visible(who))
        there = sa.select(shifts.c.id).where(shifts.c.agency.in_(readable))
        mine = sa.or_(_W.person == who.name, _W.other == who.name, _W.shift.in_(there))
        query = sa.select(shift_swaps).where(mine)
        if states:
            query = query.where(_W.state.in_(states))
        if after:
            query = query.where(_W.id < after)
        query = query.order_by(_W.id.desc()).limit(limit + 1)
        return [Swap(**row) for row in self._tx.execute(query).mappings()]


class HandOvers:
    """What shifts told the next ones."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of_shift(self, shift: str) -> HandOver | None:
        """Return the shift's, and keep others waiting for it."""
        return self._one(_H.shift == shift)

    def take(self, hand_over: str) -> HandOver | None:
        return self._one(_H.id == hand_over) if is_uuid(hand_over) else None

    def _one(self, wanted: sa.ColumnElement[bool]) -> HandOver | None:
        query = sa.select(hand_overs).where(wanted).with_for_update()
        row = self._tx.execute(query).mappings().first()
        return None if row is None else HandOver(**row)

    def put(self, one: HandOver) -> None:
        row = vars(one) | {"incidents": list(one.incidents)}
        new = pg.insert(hand_overs).values(row)
        self._tx.execute(new.on_conflict_do_update(index_elements=["id"], set_=row))

    def page(self, who: Principal, agency: str, after: str, limit: int) -> list[HandOver]:
        """Return those of rosters that one reads, the newest first."""
        readable = sa.select(shift_agencies.c.agency).where(visible(who))
        query = sa.select(hand_overs).where(_H.agency.in_(readable))
        if agency:
            query = query.where(sa.func.lower(_H.agency) == agency.lower())
        if after:
            query = query.where(_H.id < after)
        query = query.order_by(_H.id.desc()).limit(limit + 1)
        return [HandOver(**row) for row in self._tx.execute(query).mappings()]

    def of_shifts(self, shifts_ids: Sequence[str]) -> dict[str, HandOver]:
        """Return those of these shifts, by shift."""
        query = sa.select(hand_overs).where(_H.shift.in_(shifts_ids))
        rows = [HandOver(**row) for row in self._tx.execute(query).mappings()]
        return {one.shift: one for one in rows}

    def latest(self, agencies: Sequence[str], since: datetime) -> list[HandOver]:
        """Return these agencies' since a moment, the newest first."""
        query = sa.select(hand_overs).where(_H.agency.in_(agencies), _H.at > since)
        query = query.order_by(_H.at.desc()).limit(50)
        return [HandOver(**row) for row in self._tx.execute(query).mappings()]


def open_incidents(tx: Connection, who: Principal, agency: Agency) -> list[dict[str, Any]]:
    """Return what is open of the agency or in its area, as it stands, the most severe first."""
    column = incidents.c
    near = sa.or_(column.area.startswith(agency.area), column.area == "")
    its = sa.func.lower(column.handler_agency) == agency.agency.lower()
    level = sa.literal_column("incidents.rank", rank.type)
    shown = (column.id, column.number, column.headline, column.severity, column.state)
    query = sa.select(*shown, column.version, column.place).where(
        visible_incidents(who), column.state.in_(OPEN), sa.or_(near, its)
    )
    query = query.order_by(level.desc(), column.reported_at, column.id).limit(MOST_INCIDENTS)
    return [_stands(row) for row in tx.execute(query)]


def _stands(row: Any) -> dict[str, Any]:
    same = ("headline", "severity", "state", "version", "place")
    named = {"id": str(row.id), "name": f"INS-{row.number:04}"}
    return named | {name: getattr(row, name) for name in same}


def readable_incidents(tx: Connection, who: Principal, ids: Sequence[str]) -> set[str]:
    """Return which of these incidents the principal reads."""
    if not ids:
        return set()
    query = sa.select(incidents.c.id).where(incidents.c.id.in_(ids), visible_incidents(who))
    return {str(one) for one in tx.execute(query).scalars()}
