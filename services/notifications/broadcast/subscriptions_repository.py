"""The SQL of subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.broadcast.tables import subscriptions

_T = subscriptions.c
MOST_SWEPT = 1000
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


class Subscriptions:
    """Subscriptions in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def wait(self, digest: bytes) -> None:
        """Let nobody else ask for the same until the end of this transaction."""
        self._tx.execute(_LOCK, {"what": f"subscription/{digest.hex()}"})

    def add(self, row: dict[str, Any]) -> None:
        self._tx.execute(subscriptions.insert().values(row))

    def remove(self, one: str) -> None:
        self._tx.execute(subscriptions.delete().where(_T.id == one))

    def confirm(self, one: str, at: datetime) -> None:
        self._tx.execute(subscriptions.update().where(_T.id == one).values(confirmed_at=at))

    def by_digest(self, digest: bytes) -> Any:
        return self._one(_T.digest == digest)

    def by_confirmation(self, token: bytes) -> Any:
        return self._one(_T.confirm_hash == token)

    def by_off(self, token: bytes) -> Any:
        return self._one(_T.off_hash == token)

    def _one(self, wanted: sa.ColumnElement[bool]) -> Any:
        query = sa.select(subscriptions).where(wanted).with_for_update()
        return self._tx.execute(query).mappings().first()

    def unproven(self, before: datetime) -> list[str]:
        query = sa.select(_T.id).where(_T.confirmed_at.is_(None), _T.asked_at < before)
        query = query.limit(MOST_SWEPT).with_for_update(skip_locked=True)
        return [str(one) for one in self._tx.execute(query).scalars()]

    # ---- whom a broadcast reaches

    def sizes(self, areas: Sequence[str], channels: Sequence[str]) -> dict[str, int]:
        """Return how many hear of any of the areas, by channel."""
        query = sa.select(_T.channel, sa.func.count()).where(_hears(areas, channels))
        rows = self._tx.execute(query.group_by(_T.channel)).all()
        return {channel: int(count) for channel, count in rows}

    def after(
        self,
        areas: Sequence[str],
        channels: Sequence[str],
        until: datetime,
        cursor: str | None,
        most: int,
    ) -> list[str]:
        """Return the next who hear of them, of those that were there by then."""
        query = sa.select(_T.id).where(_hears(areas, channels), _T.confirmed_at <= until)
        if cursor is not None:
            query = query.where(_T.id > cursor)
        found = self._tx.execute(query.order_by(_T.id).limit(most)).scalars()
        return [str(one) for one in found]


def _hears(areas: Sequence[str], channels: Sequence[str]) -> sa.ColumnElement[bool]:
    inside = sa.or_(sa.false(), *(_T.village.startswith(one, autoescape=True) for one in areas))
    return _T.confirmed_at.is_not(None) & inside & _T.channel.in_(list(channels))
