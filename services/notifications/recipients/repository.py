"""The SQL of positions as e-office told of them, and of groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.recipients.domain import (
    Delegated,
    Group,
    GroupTaken,
    Held,
    Known,
    Target,
    UnknownGroup,
)
from services.notifications.recipients.tables import (
    known_delegations,
    known_holdings,
    known_positions,
    recipient_group_log,
    recipient_groups,
)
from services.notifications.shifts.tables import shift_agencies

_P, _H, _D, _G = known_positions.c, known_holdings.c, known_delegations.c, recipient_groups.c
_L = recipient_group_log.c
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('recipient_groups'))")


class Office:
    """Positions, who holds them, and what is delegated."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, one: Known, held: Iterable[Held], given: Iterable[Delegated]) -> None:
        """Have the position be as it was told last, with its holders and its delegations."""
        row = vars(one)
        new = pg.insert(known_positions).values(row)
        self._tx.execute(new.on_conflict_do_update(index_elements=["code"], set_=row))
        self._tx.execute(known_holdings.delete().where(_H.position == one.code))
        self._tx.execute(known_delegations.delete().where(_D.from_position == one.code))
        for table, rows in ((known_holdings, held), (known_delegations, given)):
            wanted = [vars(row) for row in rows]
            if wanted:
                self._tx.execute(table.insert(), wanted)

    def known(self, codes: Collection[str]) -> dict[str, Known]:
        """Return those of the positions that there are."""
        if not codes:
            return {}
        rows = self._tx.execute(sa.select(known_positions).where(_P.code.in_(list(codes))))
        return {row["code"]: Known(**row) for row in rows.mappings()}

    def above(self) -> dict[str, str | None]:
        """Return of every position the one above it."""
        return {row[0]: row[1] for row in self._tx.execute(sa.select(_P.code, _P.above))}

    def highest(self, area: str, limit: int = 3) -> list[str]:
        """Return the positions with none above them, of the area or one that holds it."""
        holds = sa.true() if not area else sa.literal(area).startswith(_P.area)
        query = sa.select(_P.code).where(_P.above.is_(None), holds)
        return list(self._tx.execute(query.order_by(_P.code).limit(limit)).scalars())

    def held(self, codes: Collection[str]) -> dict[str, list[Held]]:
        """Return who holds the positions at any time."""
        found: dict[str, list[Held]] = {code: [] for code in codes}
        if not found:
            return found
        query = sa.select(known_holdings).where(_H.position.in_(list(found)))
        for row in self._tx.execute(query.order_by(_H.starts, _H.person)).mappings():
            found[row["position"]].append(Held(**row))
        return found

    def delegated(self, codes: Collection[str]) -> list[Delegated]:
        """Return what is delegated from the positions at any time."""
        if not codes:
            return []
        query = sa.select(known_delegations).where(_D.from_position.in_(list(codes)))
        rows = self._tx.execute(query.order_by(_D.from_position, _D.to_position)).mappings()
        return [Delegated(**row) for row in rows]

    def of(self, person: str, day: date) -> list[Held]:
        """Return what the person holds on the day, a definitive holder with a Plh too."""
        rows = self._tx.execute(sa.select(known_holdings).where(_H.person == person)).mappings()
        return [one for one in (Held(**row) for row in rows) if one.covers(day)]

    def given_to(self, codes: Collection[str], day: date) -> list[str]:
        """Return the positions that delegate orders and alerts to these on the day."""
        if not codes:
            return []
        query = sa.select(known_delegations).where(_D.to_position.in_(list(codes)))
        rows = [Delegated(**row) for row in self._tx.execute(query).mappings()]
        return sorted({one.from_position for one in rows if one.covers(day)})

    def search(self, q: str, area: str, limit: int) -> list[Known]:
        """Return positions within the area whose title, unit, code or holder has the words."""
        query = sa.select(known_positions).where(_P.area.startswith(area, autoescape=True))
        for word in q.split():
            holds = sa.select(_H.position).where(_H.person.icontains(word, autoescape=True))
            told = (_P.title, _P.unit_name, _P.unit, _P.code)
            said = [column.icontains(word, autoescape=True) for column in told]
            said.append(_P.code.in_(holds))
            query = query.where(sa.or_(*said))
        rows = self._tx.execute(query.order_by(_P.title, _P.code).limit(limit)).mappings()
        return [Known(**row) for row in rows]


def agencies(tx: Connection, q: str, area: str, limit: int) -> list[tuple[str, str]]:
    """Return (name, area) of agencies that keep shifts within the area, by words of the name."""
    column = shift_agencies.c
    query = sa.select(column.agency, column.area)
    query = query.where(column.area.startswith(area, autoescape=True))
    for word in q.split():
        query = query.where(column.agency.icontains(word, autoescape=True))
    rows = tx.execute(query.order_by(column.agency).limit(limit))
    return [(row[0], row[1]) for row in rows]


def area_of(tx: Connection, agency: str) -> str | None:
    """Return the area of an agency that keeps shifts, None for one that keeps none."""
    column = shift_agencies.c
    query = sa.select(column.area).where(sa.func.lower(column.agency) == agency.lower())
    return tx.execute(query).scalars().first()


class Groups:
    """Groups of recipients."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def lock(self) -> None:
        """Let nobody else change a group until this transaction ends: two may close a circle."""
        self._tx.execute(_LOCK)

    def all(self) -> dict[str, Group]:
        rows = self._tx.execute(sa.select(recipient_groups)).mappings()
        return {row["code"]: _group(row) for row in rows}

    def get(self, code: str) -> Group:
        """Return the group; raises UnknownGroup."""
        query = sa.select(recipient_groups).where(_G.code == code)
        row = self._tx.execute(query).mappings().first()
        if row is None:
            raise UnknownGroup(f"there is no group {code[:40]}")
        return _group(row)

    def add(self, one: Group, by: str, at: datetime) -> None:
        """Insert it; raises GroupTaken."""
        new = pg.insert(recipient_groups).values(**_row(one), changed_by=by, changed_at=at)
        if self._tx.execute(new.on_conflict_do_nothing()).rowcount == 0:
            raise GroupTaken(f"there is a group {one.code} already")
        self._log(one.code, one.version, _body(one), by, at)

    def change(self, one: Group, by: str, at: datetime) -> None:
        change = recipient_groups.update().where(_G.code == one.code)
        self._tx.execute(change.values(**_row(one), changed_by=by, changed_at=at))
        self._log(one.code, one.version, _body(one), by, at)

    def remove(self, one: Group, by: str, at: datetime) -> int:
        """Take it away; returns the version by which it is gone."""
        self._tx.execute(recipient_groups.delete().where(_G.code == one.code))
        self._log(one.code, one.version + 1, None, by, at)
        return one.version + 1

    def last(self, code: str) -> int:
        """Return the last version there was of a code, 0 for none: a new one is after it."""
        query = sa.select(sa.func.coalesce(sa.func.max(_L.version), 0)).where(_L.code == code)
        return int(self._tx.execute(query).scalar_one())

    def _log(self, code: str, version: int, body: Any, by: str, at: datetime) -> None:
        row = {"code": code, "version": version, "body": body, "who": by, "at": at}
        self._tx.execute(recipient_group_log.insert(), row)

    def page(self, q: str, area: str, limit: int, after: str) -> Sequence[Group]:
        """Return groups by code of the area and of those above it, one more than the page holds."""
        near = _G.area.startswith(area, autoescape=True) | sa.literal(area).startswith(_G.area)
        query = sa.select(recipient_groups).where(near, _G.code > after)
        for word in q.split():
            said = _G.name.icontains(word, autoescape=True)
            query = query.where(said | _G.code.icontains(word, autoescape=True))
        rows = self._tx.execute(query.order_by(_G.code).limit(limit + 1)).mappings()
        return [_group(row) for row in rows]


def _group(row: Any) -> Group:
    inside = tuple(Target(one["kind"], one["code"]) for one in row["members"])
    return Group(row["code"], row["name"], row["area"], inside, row["version"])


def _row(one: Group) -> dict[str, Any]:
    return {**vars(one), "members": [vars(target) for target in one.members]}


def _body(one: Group) -> dict[str, Any]:
    row = _row(one)
    return {name: row[name] for name in ("name", "area", "members")}
