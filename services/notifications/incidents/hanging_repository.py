"""The SQL of what hangs on an incident and on its duplicates: log, tasks, units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from services.notifications.incidents.repository import family
from services.notifications.incidents.tables import incident_log, incident_tasks, incident_units

MOST = 200  # tasks or units of an incident


class UnknownTask(NotFound):
    slug, title = "unknown-task", "No such task of this incident"


class UnknownUnit(NotFound):
    slug, title = "unknown-unit", "No such unit at this incident"


class Hanging:
    """Rows of one table that hang on incidents."""

    def __init__(self, tx: Connection, table: sa.Table, missing: type[NotFound]) -> None:
        self._tx, self._table, self._missing = tx, table, missing

    def add(self, values: Mapping[str, Any]) -> None:
        self._tx.execute(self._table.insert().values(dict(values)))

    def count(self, incident: str) -> int:
        """Return how many there are, after the incident's row was locked."""
        query = sa.select(sa.func.count()).where(self._table.c.incident == incident)
        return int(self._tx.execute(query).scalar_one())

    def take(self, incident: str, row: str) -> Mapping[str, Any]:
        """Return one of the incident or of its duplicates, and keep others waiting for it."""
        if is_uuid(row):
            where = (self._table.c.id == row) & self._table.c.incident.in_(family(incident))
            found = self._tx.execute(sa.select(self._table).where(where).with_for_update())
            one = found.mappings().first()
            if one is not None:
                return dict(one)
        raise self._missing(f"there is no {row[:40]}")

    def change(self, row: str, values: Mapping[str, Any]) -> None:
        these = self._table.update().where(self._table.c.id == row)
        self._tx.execute(these.values(dict(values)))

    def of(self, incident: str) -> Sequence[sa.RowMapping]:
        """Return those of the incident and its duplicates, the first made first."""
        query = sa.select(self._table).where(self._table.c.incident.in_(family(incident)))
        return self._tx.execute(query.order_by(self._table.c.id)).mappings().all()


def tasks(tx: Connection) -> Hanging:
    return Hanging(tx, incident_tasks, UnknownTask)


def units(tx: Connection) -> Hanging:
    return Hanging(tx, incident_units, UnknownUnit)


def log(tx: Connection, incident: str, after: str, limit: int) -> Sequence[sa.RowMapping]:
    """Return entries of the log, its duplicates' too, the first ones first; one more than asked."""
    entry = incident_log.c
    query = sa.select(incident_log).where(entry.incident.in_(family(incident)))
    if after:
        query = query.where(entry.id > after)
    return tx.execute(query.order_by(entry.id).limit(limit + 1)).mappings().all()
