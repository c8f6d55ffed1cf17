"""The only SQL of the service."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import outbox
from services.eoffice import messages
from services.eoffice.domain import Registered, Unit, UnitTaken
from services.eoffice.tables import units


class Units:
    """The organisation's units."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def find(self, code: str | None) -> Unit | None:
        if code is None:
            return None
        row = self._tx.execute(sa.select(units).where(units.c.code == code)).mappings().first()
        return None if row is None else Unit(**row)

    def add(self, happened: Registered) -> None:
        """Insert the unit and tell of it; raises UnitTaken when another got the code meanwhile."""
        new = pg.insert(units).values(**vars(happened.unit))
        if self._tx.execute(new.on_conflict_do_nothing()).rowcount == 0:
            raise UnitTaken(f"{happened.unit.code} was registered a moment ago")
        outbox.add(self._tx, "eoffice", messages.to_event(happened))

    def change(self, unit: Unit) -> None:
        """Store the name, kind and parent of a unit that is there, and tell of it."""
        new = {"name": unit.name, "kind": unit.kind, "parent": unit.parent}
        self._tx.execute(units.update().where(units.c.code == unit.code).values(**new))
        outbox.add(self._tx, "eoffice", messages.unit_changed(unit))

    def all(self) -> list[Unit]:
        return [Unit(**row) for row in self._tx.execute(sa.select(units)).mappings()]

    def page(self, query: messages.Query, area: str) -> Sequence[Unit]:
        """Return units within the area, one more than the page holds."""
        page = sa.select(units).where(
            units.c.area.startswith(area, autoescape=True), units.c.code > query.after
        )
        if query.parent is not None:
            page = page.where(units.c.parent == query.parent)
        rows = self._tx.execute(page.order_by(units.c.code).limit(query.limit + 1)).mappings()
        return [Unit(**row) for row in rows]
