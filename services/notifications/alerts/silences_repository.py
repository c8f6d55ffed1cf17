"""The SQL of silences: what nobody is told of for a time, by whom it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from libs.kit.errors import NotFound, PreconditionFailed
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.notifications.alerts import reading
from services.notifications.alerts.rules import Facts, Match
from services.notifications.alerts.tables import silences

_S = silences.c


class UnknownSilence(NotFound):
    slug, title = "unknown-silence", "No such silence"


class SilenceChanged(PreconditionFailed):
    slug, title = "silence-changed", "Somebody changed the silence meanwhile"


class Silences:
    """Silences in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def holding(self, one: Facts, local: datetime) -> Any | None:
        """Return the silence that keeps this from being told, the one that lasts longest."""
        standing = session.known(self._tx, "silences", lambda: self._standing(local))
        return next((row for row, match in standing if not match.misses(one, local)), None)

    def _standing(self, local: datetime) -> list[tuple[Any, Match]]:
        query = sa.select(silences).where(_S.starts <= local, _S.ends > local)
        query = query.where(_S.ended_by.is_(None)).order_by(_S.ends.desc(), _S.id)
        rows = self._tx.execute(query).mappings()
        return [(row, reading.match(Reader(row["match"]))) for row in rows]

    def add(self, row: dict[str, Any]) -> None:
        self._tx.execute(silences.insert().values(row))

    def take(self, silence: str, seen: int | None = None) -> Any:
        """Return it under a lock; raises UnknownSilence, or SilenceChanged for another version."""
        wanted = _S.id == silence if is_uuid(silence) else sa.false()
        query = sa.select(silences).where(wanted).with_for_update()
        row = self._tx.execute(query).mappings().first()
        if row is None:
            raise UnknownSilence(f"there is no silence {silence[:40]}")
        if seen is not None and row["version"] != seen:
            raise SilenceChanged(f"it is at version {row['version']}", version=row["version"])
        return row

    def save(self, silence: str, values: dict[str, Any]) -> None:
        more = {**values, "version": _S.version + 1}
        self._tx.execute(silences.update().where(_S.id == silence).values(more))

    def page(self, area: str, now: datetime, limit: int, after: str) -> Sequence[Any]:
        """Return those of an area, and above it, that are not over; the newest first."""
        wanted = (_S.ends > now) & _S.ended_by.is_(None)
        wanted &= _S.area.startswith(area) | sa.literal(area).startswith(_S.area)
        if after:
            wanted &= _S.id < after
        query = sa.select(silences).where(wanted).order_by(_S.id.desc()).limit(limit + 1)
        return self._tx.execute(query).mappings().all()
