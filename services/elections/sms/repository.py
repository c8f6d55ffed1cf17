"""The SQL of the SMS line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.repository import within
from services.elections.sms.tables import phones, received


class Phones:
    """Which number may send for which area, by the numbers' keyed hashes."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def put(self, areas: Mapping[bytes, str], who: str) -> None:
        rows = [
            {"election": self._election, "phone_hash": hashed, "area": area, "added_by": who}
            for hashed, area in sorted(areas.items())
        ]
        new = pg.insert(phones)
        changes = {"area": new.excluded.area, "added_by": new.excluded.added_by}
        key = ["election", "phone_hash"]
        self._tx.execute(new.on_conflict_do_update(index_elements=key, set_=changes), rows)

    def area(self, hashed: bytes) -> str | None:
        """Return the area that the number may send for, None for a number nobody registered."""
        mine = (phones.c.election == self._election) & (phones.c.phone_hash == hashed)
        return self._tx.execute(sa.select(phones.c.area).where(mine)).scalar_one_or_none()

    def forget(self, hashed: bytes) -> bool:
        """Remove the number; returns whether it was there."""
        mine = (phones.c.election == self._election) & (phones.c.phone_hash == hashed)
        return self._tx.execute(phones.delete().where(mine)).rowcount > 0


class Received:
    """All messages that came, with what they were answered."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def keep(self, row: Mapping[str, Any]) -> None:
        self._tx.execute(received.insert().values(dict(row)))

    def lock(self, election: str, message: str) -> sa.RowMapping | None:
        """Return the message, which nobody else changes until this transaction ends."""
        mine = (received.c.election == election) & (received.c.id == message)
        query = sa.select(received).where(mine).with_for_update()
        return self._tx.execute(query).mappings().one_or_none()

    def change(self, message: str, **values: Any) -> None:
        self._tx.execute(received.update().where(received.c.id == message).values(**values))

    def page(
        self,
        election: str,
        area: str,
        state: str | None,
        limit: int,
        after: tuple[datetime, str] | None,
    ) -> Sequence[sa.RowMapping]:
        """Return messages about the area, the newest first, one more than the limit.

        An empty area is the whole election, with messages that name no station.
        """
        query = sa.select(received).where(received.c.election == election)
        if area:
            query = query.where(within(received.c.tps, area))
        if state:
            query = query.where(received.c.state == state)
        if after:
            place = sa.tuple_(received.c.received_at, received.c.id)
            query = query.where(place < sa.tuple_(*map(sa.literal, after)))
        query = query.order_by(received.c.received_at.desc(), received.c.id.desc())
        return self._tx.execute(query.limit(limit + 1)).mappings().all()
