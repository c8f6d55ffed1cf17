"""The SQL of lists of files that are to be handed over or destroyed, and of what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.ids import is_uuid
from services.eoffice.archive.disposal import DONE, REFUSED, Decision, List, UnknownList
from services.eoffice.archive.reach import Reach
from services.eoffice.archive.repository import counted
from services.eoffice.archive.tables import (
    archive_decisions,
    archive_files,
    archive_list_files,
    archive_lists,
    archive_records,
)
from services.eoffice.organisation.domain import Acting
from services.eoffice.tables import units

_T = archive_lists.c
_SAME = (
    "id", "kind", "unit", "centre", "judge", "proposer", "person", "state", "version", "note",
    "decree",
)  # fmt: skip
_DECISION = [archive_decisions.c[name] for name in Decision.__dataclass_fields__]


class Lists:
    """Lists as somebody of this reach sees them."""

    def __init__(self, tx: Connection, reach: Reach) -> None:
        self._tx, self._seen = tx, reach.lists(tx)

    def get(self, list_id: str, *, lock: bool = False) -> List:
        """Return it; raises UnknownList for one that is not there or not theirs."""
        if not is_uuid(list_id):
            raise UnknownList("a list's id is a UUID")
        query = sa.select(archive_lists).where((_T.id == list_id) & self._seen)
        query = query.with_for_update() if lock else query
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownList(f"there is no list {list_id} among yours")
        mine = archive_decisions.c.list == list_id
        found = self._tx.execute(sa.select(*_DECISION).where(mine).order_by(archive_decisions.c.at))
        made = tuple(Decision(*one) for one in found)
        return List(**{name: row[name] for name in _SAME}, decisions=made)

    def add(self, one: List, files: Iterable[str]) -> None:
        row = {name: getattr(one, name) for name in _SAME}
        self._tx.execute(archive_lists.insert().values(**row, made_at=clock.now()))
        rows = [{"list": one.id, "file": file} for file in files]
        self._tx.execute(archive_list_files.insert(), rows)

    def save(self, one: List, who: Acting) -> None:
        """Write the list after a decision, which is its last one."""
        row = {name: getattr(one, name) for name in _SAME}
        ended = one.state in {REFUSED, DONE, "accepted"}
        row["decided_at"] = clock.now() if ended else None
        self._tx.execute(archive_lists.update().where(_T.id == one.id).values(row))
        last = {name: getattr(one.decisions[-1], name) for name in Decision.__dataclass_fields__}
        more = {"list": one.id, "title": who.title, "capacity": who.capacity, "at": clock.now()}
        self._tx.execute(archive_decisions.insert().values(**last, **more))

    def files(self, list_id: str) -> list[str]:
        """Return the ids of the files of a list that was got."""
        table = archive_list_files.c
        return list(self._tx.execute(sa.select(table.file).where(table.list == list_id)).scalars())

    def file_rows(self, list_id: str) -> Sequence[Any]:
        """Return the files of a list that was got, by code, with how many letters each had."""
        table = archive_list_files.c
        mine = sa.select(table.file).where(table.list == list_id)
        query = counted().where(archive_files.c.id.in_(mine)).order_by(archive_files.c.code)
        return self._tx.execute(query).mappings().all()

    def decisions(self, list_id: str) -> Sequence[Any]:
        """Return what was decided on a list that was got, the first decision first."""
        mine = archive_decisions.c.list == list_id
        query = sa.select(archive_decisions).where(mine).order_by(archive_decisions.c.at)
        return self._tx.execute(query).mappings().all()

    def records(self, list_id: str) -> Sequence[Any]:
        """Return what stays of what was destroyed by a list that was got."""
        mine = archive_records.c.list == list_id
        query = sa.select(archive_records).where(mine)
        order = archive_records.c.dated, archive_records.c.letter
        return self._tx.execute(query.order_by(*order)).mappings().all()

    def made_at(self, list_id: str) -> Any:
        query = sa.select(_T.made_at, _T.decided_at).where(_T.id == list_id)
        return self._tx.execute(query).mappings().one()

    def page(self, where: dict[str, str], limit: int, after: str) -> Sequence[Any]:
        """Return rows, the newest first, one more than the page holds."""
        wanted = self._seen
        for name, value in where.items():
            wanted &= _T[name] == value
        if after:
            wanted &= _T.id < after
        count = sa.select(sa.func.count()).where(archive_list_files.c.list == _T.id)
        named = units.c.name.label("unit_name")
        query = sa.select(archive_lists, named, count.scalar_subquery().label("files"))
        query = query.join(units, units.c.code == _T.unit).where(wanted)
        return self._tx.execute(query.order_by(_T.id.desc()).limit(limit + 1)).mappings().all()
