"""The SQL of positions, holdings and delegations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.eoffice.organisation.authority_repository import on_day, until
from services.eoffice.organisation.domain import (
    Delegation,
    Holding,
    Period,
    Position,
    UnknownDelegation,
    UnknownHolding,
    UnknownPosition,
)
from services.eoffice.organisation.messages import Asked
from services.eoffice.organisation.tables import delegations, holdings, positions
from services.eoffice.tables import units

_POSITION = [positions.c[name] for name in ("code", "unit", "title", "level", "above", "records")]
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('organisation'))")


@dataclass(frozen=True)
class Placed:
    """A position with its unit's name and area."""

    position: Position
    unit_name: str
    area: str


def lock(tx: Connection) -> None:
    """Let no other transaction change the organisation until this one ends."""
    tx.execute(_LOCK)


class Positions:
    """Positions by code."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, code: str) -> Position:
        """Return the position; raises UnknownPosition."""
        return self.place(code).position

    def place(self, code: str) -> Placed:
        """Return the position with its unit; raises UnknownPosition."""
        row = self._tx.execute(_placed().where(positions.c.code == code)).first()
        if row is None:
            raise UnknownPosition(f"there is no position {code}")
        return _place(row)

    def placed(self, codes: Iterable[str]) -> dict[str, Placed]:
        """Return those of the positions that there are, with their units."""
        rows = self._tx.execute(_placed().where(positions.c.code.in_(list(codes))))
        return {row.code: _place(row) for row in rows}

    def all(self) -> dict[str, Position]:
        rows = self._tx.execute(sa.select(*_POSITION))
        return {row.code: Position(*row) for row in rows}

    def put(self, *given: Position) -> None:
        """Add the positions, or change those that are there."""
        if not given:
            return
        add = pg.insert(positions)
        new = {c.name: add.excluded[c.name] for c in _POSITION if c.name != "code"}
        statement = add.on_conflict_do_update(index_elements=["code"], set_=new)
        self._tx.execute(statement, [vars(one) for one in given])

    def page(self, asked: Asked, area: str) -> list[Placed]:
        """Return positions of units within the area, one more than the page holds."""
        query = _placed().where(_within(area), positions.c.code > asked.after)
        if asked.unit is not None:
            query = query.where(positions.c.unit == asked.unit)
        if asked.q:
            said = [positions.c.title.icontains(asked.q, autoescape=True)]
            said += [column.icontains(asked.q, autoescape=True) for column in _SEARCHED]
            query = query.where(sa.or_(*said))
        rows = self._tx.execute(query.order_by(positions.c.code).limit(asked.limit + 1))
        return [_place(row) for row in rows]


class Holdings:
    """Who holds what, from ever to now and further."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, holding: str) -> Holding:
        """Return the holding; raises UnknownHolding."""
        row = self._tx.execute(sa.select(holdings).where(holdings.c.id == holding)).first()
        if row is None:
            raise UnknownHolding(f"there is no holding {holding}")
        return _holding(row)

    def of(self, position: str) -> list[Holding]:
        """Return all of a position, in the order in which they began."""
        return self._all(holdings.c.position == position)

    def all(self) -> list[Holding]:
        return self._all(sa.true())

    def on(self, codes: Iterable[str], day: date) -> dict[str, list[Holding]]:
        """Return who holds the positions on a day."""
        return self._by_position(codes, on_day(holdings, day))

    def lasting(self, codes: Iterable[str], day: date) -> dict[str, list[Holding]]:
        """Return who holds the positions on a day or later."""
        return self._by_position(codes, until(holdings, day))

    def _by_position(
        self, codes: Iterable[str], which: sa.ColumnElement[bool]
    ) -> dict[str, list[Holding]]:
        found: dict[str, list[Holding]] = {}
        for one in self._all(holdings.c.position.in_(list(codes)) & which):
            found.setdefault(one.position, []).append(one)
        return found

    def add(self, *given: Holding) -> None:
        if given:
            rows = [_flat(one) for one in given]
            self._tx.execute(sa.insert(holdings), rows)

    def end(self, *ended: Holding) -> None:
        """Store the last days of holdings that end."""
        for one in ended:
            which = holdings.c.id == one.id
            self._tx.execute(sa.update(holdings).where(which).values(ends=one.period.ends))

    def page(self, asked: Asked, area: str) -> list[tuple[Holding, Placed]]:
        """Return holdings of positions within the area, one more than the page holds."""
        query = sa.select(holdings, *_POSITION, units.c.name, units.c.area)
        query = query.select_from(holdings.join(positions).join(units))
        query = query.where(_within(area), sa.cast(holdings.c.id, sa.Text) > asked.after)
        wanted = {holdings.c.position: asked.position, holdings.c.person: asked.person}
        wanted[positions.c.unit] = asked.unit
        query = query.where(*(c == value for c, value in wanted.items() if value is not None))
        rows = self._tx.execute(query.order_by(holdings.c.id).limit(asked.limit + 1))
        width = len(holdings.c)
        return [(_holding(row[:width]), _place(row[width:])) for row in rows]

    def _all(self, which: sa.ColumnElement[bool]) -> list[Holding]:
        query = sa.select(holdings).where(which).order_by(holdings.c.position, holdings.c.starts)
        return [_holding(row) for row in self._tx.execute(query)]


class Delegations:
    """What is delegated from position to position."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, delegation: str) -> Delegation:
        """Return the delegation; raises UnknownDelegation."""
        which = delegations.c.id == delegation
        row = self._tx.execute(sa.select(delegations).where(which)).first()
        if row is None:
            raise UnknownDelegation(f"there is no delegation {delegation}")
        return _delegation(row)

    def lasting(self, codes: Iterable[str], day: date) -> dict[str, list[Delegation]]:
        """Return what is delegated from the positions on a day or later."""
        query = sa.select(delegations).where(until(delegations, day))
        query = query.where(delegations.c.from_position.in_(list(codes)))
        found: dict[str, list[Delegation]] = {}
        for row in self._tx.execute(query.order_by(delegations.c.id)):
            one = _delegation(row)
            found.setdefault(one.from_position, []).append(one)
        return found

    def add(self, given: Delegation) -> None:
        self._tx.execute(sa.insert(delegations).values(**_flat(given)))

    def end(self, ended: Delegation) -> None:
        which = delegations.c.id == ended.id
        self._tx.execute(sa.update(delegations).where(which).values(ends=ended.period.ends))

    def page(self, asked: Asked, area: str) -> list[Delegation]:
        """Return delegations from positions within the area, one more than the page holds."""
        given = positions.c.code == delegations.c.from_position
        query = sa.select(delegations).join(positions, given).join(units)
        query = query.where(_within(area), sa.cast(delegations.c.id, sa.Text) > asked.after)
        if asked.unit is not None:
            query = query.where(positions.c.unit == asked.unit)
        if asked.position is not None:
            both = delegations.c.from_position, delegations.c.to_position
            query = query.where(sa.or_(*(one == asked.position for one in both)))
        rows = self._tx.execute(query.order_by(delegations.c.id).limit(asked.limit + 1))
        return [_delegation(row) for row in rows]


_SEARCHED = (positions.c.code, units.c.name)


def _placed() -> sa.Select[Any]:
    return sa.select(*_POSITION, units.c.name, units.c.area).select_from(positions.join(units))


def _within(area: str) -> sa.ColumnElement[bool]:
    return units.c.area.startswith(area, autoescape=True)


def _place(row: Any) -> Placed:
    return Placed(Position(*row[: len(_POSITION)]), *row[len(_POSITION) :])


def _holding(row: Sequence[Any]) -> Holding:
    key, position, person, capacity, starts, ends, decree = row
    return Holding(key, position, person, capacity, Period(starts, ends), decree)


def _delegation(row: Sequence[Any]) -> Delegation:
    key, giver, taker, matters, starts, ends = row
    return Delegation(key, giver, taker, matters, Period(starts, ends))


def _flat(one: Holding | Delegation) -> dict[str, Any]:
    fields = dict(vars(one))
    period = fields.pop("period")
    return fields | {"starts": period.starts, "ends": period.ends}
