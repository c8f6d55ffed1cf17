"""The SQL of authority: what people may act as, by holdings and by delegations."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.made import Made
from services.eoffice.organisation.domain import (
    DEEPEST,
    DELEGATE,
    Acting,
    Period,
)
from services.eoffice.organisation.tables import delegations, holdings, positions
from services.eoffice.tables import units


def on_day(table: sa.Table, day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    return (table.c.starts <= day) & (table.c.ends.is_(None) | (table.c.ends >= day))


def until(table: sa.Table, day: date) -> sa.ColumnElement[bool]:
    """Return the condition that it has not ended before the day, nor before it began."""
    ends = table.c.ends
    return ends.is_(None) | ((ends >= day) & (ends >= table.c.starts))


def _held() -> sa.CompoundSelect[Any]:
    """Return the statement of what a person may act as, which every call asks."""
    day = sa.bindparam("day", type_=sa.Date)
    mine = (holdings.c.person == sa.bindparam("person")) & on_day(holdings, day)
    nothing = sa.literal("")
    place = [positions.c[name] for name in ("code", "title", "unit")]
    held = (
        sa.select(*place, units.c.area, holdings.c.capacity, positions.c.records)
        .add_columns(nothing, nothing, holdings.c.ends)
        .select_from(holdings.join(positions).join(units))
        .where(mine)
    )
    last = sa.func.least(holdings.c.ends, delegations.c.ends)
    given = (
        sa.select(*place, units.c.area, sa.literal(DELEGATE), positions.c.records)
        .add_columns(holdings.c.position, holdings.c.capacity, last)
        .select_from(
            delegations.join(holdings, holdings.c.position == delegations.c.to_position)
            .join(positions, positions.c.code == delegations.c.from_position)
            .join(units, units.c.code == positions.c.unit)
        )
        .where(mine & on_day(delegations, day))
    )
    return sa.union_all(held, given)


_HELD = Made(_held(), prepared=True)


class Authority:
    """What people may act as."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, person: str, on: date) -> list[Acting]:
        """Return every authority of the person on the day, by holdings and by delegations."""
        rows = _HELD.tuples(self._tx, {"person": person, "day": on})
        return [Acting(person, *row) for row in rows]

    def ever(self, person: str, position: str) -> list[Period]:
        """Return when the position was, is or will be the person's, by holding or delegation."""
        columns = holdings.c.starts, holdings.c.ends
        mine = holdings.c.person == person
        held = sa.select(*columns).where(mine & (holdings.c.position == position))
        through = delegations.join(holdings, holdings.c.position == delegations.c.to_position)
        first = sa.func.greatest(holdings.c.starts, delegations.c.starts)
        last = sa.func.least(holdings.c.ends, delegations.c.ends)
        given = sa.select(first, last).select_from(through)
        given = given.where(mine & (delegations.c.from_position == position))
        rows = self._tx.execute(sa.union_all(held, given))
        found = [Period(*row) for row in rows]
        return [one for one in found if one.ends is None or one.starts <= one.ends]

    def chain(self, position: str) -> list[str]:
        """Return the codes of the positions above, the one right above first."""
        walk = (
            sa.select(positions.c.above, sa.literal(1).label("step"))
            .where(positions.c.code == position)
            .cte("walk", recursive=True)
        )
        further = sa.select(positions.c.above, walk.c.step + 1).where(
            (positions.c.code == walk.c.above) & (walk.c.step < DEEPEST)
        )
        walk = walk.union_all(further)
        found = sa.select(walk.c.above).where(walk.c.above.is_not(None)).order_by(walk.c.step)
        return list(self._tx.execute(found).scalars())
