"""The SQL of agencies, patterns and shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from libs.kit.principal import Principal
from services.notifications.shifts.access import visible
from services.notifications.shifts.domain import Agency, Shift, UnknownAgency, UnknownShift
from services.notifications.shifts.patterns import Pattern
from services.notifications.shifts.tables import (
    shift_agencies,
    shift_patterns,
    shift_people,
    shifts,
)

_S, _P, _A = shifts.c, shift_people.c, shift_agencies.c
_TOLD = ("gap_told_at", "late_told_at")


class Agencies:
    """Agencies that have shifts, and their patterns."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def get(self, agency: str, who: Principal) -> Agency:
        """Return one by its name, in whatever letters; UnknownAgency for who may not read it."""
        found = self.all(who, agency)
        if not found:
            raise UnknownAgency(f"no agency {agency[:80]} has shifts")
        return found[0]

    def all(self, who: Principal, agency: str = "") -> list[Agency]:
        wanted = [visible(who), *([_named(_A.agency, agency)] if agency else ())]
        query = sa.select(shift_agencies).where(*wanted).order_by(_A.agency).limit(1000)
        return [Agency(**row) for row in self._tx.execute(query).mappings()]

    def everyone(self) -> list[Agency]:
        """Return all, whoever asks."""
        return [Agency(**row) for row in self._tx.execute(sa.select(shift_agencies)).mappings()]

    def named(self, agency: str) -> Agency | None:
        """Return one, whoever asks."""
        query = sa.select(shift_agencies).where(_named(_A.agency, agency))
        row = self._tx.execute(query).mappings().first()
        return None if row is None else Agency(**row)

    def put(self, one: Agency) -> None:
        new = pg.insert(shift_agencies).values(vars(one))
        self._tx.execute(new.on_conflict_do_update(index_elements=["agency"], set_=vars(one)))

    def add_pattern(self, one: Pattern) -> None:
        row = vars(one) | {"days": list(one.days), "teams": [list(team) for team in one.teams]}
        self._tx.execute(shift_patterns.insert().values(row))

    def end_pattern(self, pattern: str, last_day: date) -> None:
        change = shift_patterns.update().where(shift_patterns.c.id == pattern)
        self._tx.execute(change.values(last_day=last_day))

    def patterns(self, agencies: Iterable[str]) -> list[Pattern]:
        table = shift_patterns.c
        query = sa.select(shift_patterns).where(table.agency.in_(list(agencies)))
        rows = self._tx.execute(query.order_by(table.agency, table.starts, table.id)).mappings()
        return [_pattern(row) for row in rows]

    def pattern(self, pattern: str) -> Pattern | None:
        """Return one and keep others waiting for it."""
        if not is_uuid(pattern):
            return None
        query = sa.select(shift_patterns).where(shift_patterns.c.id == pattern)
        row = self._tx.execute(query.with_for_update()).mappings().first()
        return None if row is None else _pattern(row)

    def alive(self, today: date) -> list[str]:
        """Return the ids of patterns that are not over."""
        table = shift_patterns.c
        alive = sa.or_(table.last_day.is_(None), table.last_day >= today)
        query = sa.select(table.id).where(alive).order_by(table.id)
        return list(self._tx.execute(query).scalars())


class Shifts:
    """Shifts with who is in them."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, one: Shift) -> bool:
        """Insert it; False where its pattern's day is there already."""
        row = {name: value for name, value in vars(one).items() if name != "people"}
        new = pg.insert(shifts).values(row).on_conflict_do_nothing()
        if self._tx.execute(new.returning(_S.id)).first() is None:
            return False
        self._put_people(one)
        return True

    def save(self, one: Shift) -> None:
        """Replace it; it was taken under a lock. What was told of it may be told anew."""
        row = {name: value for name, value in vars(one).items() if name not in ("people", "id")}
        self._tx.execute(shifts.update().where(_S.id == one.id).values(row))
        self._put_people(one)

    def take(self, shift: str, who: Principal) -> Shift:
        """Return it and keep others waiting for it; UnknownShift for who may not read it."""
        return self._one(shift, who, lock=True)

    def get(self, shift: str, who: Principal) -> Shift:
        return self._one(shift, who)

    def _one(self, shift: str, who: Principal, *, lock: bool = False) -> Shift:
        readable = sa.select(_A.agency).where(visible(who))
        wanted = (_S.id == shift) & _S.agency.in_(readable) if is_uuid(shift) else sa.false()
        if lock:
            self._tx.execute(sa.select(_S.id).where(wanted).with_for_update())
        found = self.where(wanted)
        if not found:
            raise UnknownShift(f"there is no shift {shift[:40]}")
        return found[0]

    def where(self, *wanted: Any, limit: int | None = None) -> list[Shift]:
        """Return those of the condition by start, each with its people in their order."""
        inside = sa.select(_P.person).where(_P.shift == _S.id, _P.on_it).order_by(_P.person)
        people = sa.func.array(inside.correlate(shifts).scalar_subquery()).label("people")
        columns = [column for column in shifts.c if column.name not in _TOLD]
        query = sa.select(*columns, people).where(*wanted).order_by(_S.starts, _S.id).limit(limit)
        return [_shift(row) for row in self._tx.execute(query).mappings()]

    def of_people(self, people: Sequence[str], first: datetime, last: datetime) -> list[Shift]:
        """Return planned ones of these people that meet the time; others who assign them wait."""
        for person in sorted(set(people)):
            key = sa.func.hashtextextended(f"shifts/{person}", 0)
            self._tx.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        theirs = sa.select(_P.shift).where(_P.person.in_(list(people)), _P.on_it)
        meets = (_S.starts < last) & (_S.ends > first) & (_S.state == "planned")
        return self.where(meets, _S.id.in_(theirs))

    def of_source(self, agency: str, keys: Sequence[str]) -> dict[str, Shift]:
        """Return by their key those that came from a file, locked."""
        wanted = (_S.agency == agency) & _S.source_key.in_(keys)
        self._tx.execute(sa.select(_S.id).where(wanted).order_by(_S.id).with_for_update())
        return {str(one.source_key): one for one in self.where(wanted)}

    def of_pattern(self, pattern: str, after: date) -> list[Shift]:
        """Return planned ones of the pattern after a day, locked."""
        wanted = (_S.pattern == pattern) & (_S.day > after) & (_S.state == "planned")
        self._tx.execute(sa.select(_S.id).where(wanted).order_by(_S.id).with_for_update())
        return self.where(wanted)

    def days_of(self, pattern: str) -> set[date]:
        """Return the days of which the pattern has made its shift."""
        return set(self._tx.execute(sa.select(_S.day).where(_S.pattern == pattern)).scalars())

    def roster(self, agency: str) -> list[str]:
        """Return who has a place in the agency's shifts."""
        query = sa.select(_P.person).distinct().join(shifts, _P.shift == _S.id)
        query = query.where(_S.agency == agency, _P.on_it).order_by(_P.person).limit(1000)
        return list(self._tx.execute(query).scalars())

    def left(self, person: str, after: datetime) -> list[Shift]:
        """Return those that the person was in and left."""
        query = sa.select(_P.shift).where(_P.person == person, ~_P.on_it)
        return self.where(_S.id.in_(query), _S.ends > after)

    def _put_people(self, one: Shift) -> None:
        stamp = {"changed_by": one.changed_by, "changed_at": one.changed_at}
        rest = (_P.shift == one.id) & _P.on_it & _P.person.not_in(one.people)
        self._tx.execute(shift_people.update().where(rest).values(on_it=False, **stamp))
        if one.people:
            new = pg.insert(shift_people)
            new = new.on_conflict_do_update(
                index_elements=["shift", "person"],
                set_={"on_it": True, **stamp},
                where=~_P.on_it,
            )
            rows = [{"shift": one.id, "person": name, "on_it": True} for name in one.people]
            self._tx.execute(new, [row | stamp for row in rows])


def _named(column: Any, agency: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(column) == sa.func.lower(agency)


def _shift(row: Any) -> Shift:
    return Shift(**{**row, "people": tuple(row["people"])})


def _pattern(row: Any) -> Pattern:
    facts: dict[str, Any] = dict(row)
    facts["teams"] = tuple(tuple(team) for team in facts["teams"])
    return Pattern(**{**facts, "days": tuple(facts["days"])})
