"""The SQL of channels and of their breakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.deliveries.breaker import Breaker
from services.notifications.deliveries.tables import channel_health, channels

_C, _H = channels.c, channel_health.c
PROBE = timedelta(seconds=90)  # as long as a claim's lease
QUIET = timedelta(seconds=5)  # between two notes that all is well


@dataclass(frozen=True)
class Channel:
    """A channel as it is set up; `sealed` holds the secrets among its parts."""

    name: str
    kind: str
    parts: dict[str, Any]
    sealed: bytes
    enabled: bool
    public: bool
    version: int
    changed_by: str
    changed_at: datetime


class Channels:
    """Channels by their names."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def all(self, names: Sequence[str] | None = None) -> dict[str, Channel]:
        query = sa.select(channels).order_by(_C.name)
        if names is not None:
            query = query.where(_C.name.in_(list(names)))
        rows = self._tx.execute(query).mappings()
        return {row["name"]: Channel(**{**row, "sealed": bytes(row["sealed"])}) for row in rows}

    def locked(self, name: str) -> Channel | None:
        query = sa.select(channels).where(_C.name == name).with_for_update()
        row = self._tx.execute(query).mappings().one_or_none()
        return None if row is None else Channel(**{**row, "sealed": bytes(row["sealed"])})

    def save(self, channel: Channel) -> None:
        row = vars(channel)
        new = pg.insert(channels).values(row)
        self._tx.execute(new.on_conflict_do_update(index_elements=["name"], set_=row))

    def usable(self, at: datetime) -> dict[str, tuple[Channel, Breaker]]:
        """Return the channels that are on and may be tried now."""
        rows = self._tx.execute(
            sa.select(channels, _H.failures, _H.opened, _H.open_until, _H.probing_until)
            .outerjoin(channel_health, _H.channel == _C.name)
            .where(_C.enabled)
        ).mappings()
        found = {}
        for row in rows:
            breaker = _breaker(row)
            probed = row["probing_until"] is not None and row["probing_until"] > at
            if breaker.may_try(at) and (breaker.is_closed or not probed):
                plain = {name: row[name] for name in Channel.__dataclass_fields__}
                plain["sealed"] = bytes(row["sealed"])
                found[row["name"]] = (Channel(**plain), breaker)
        return found

    def broken(self) -> set[str]:
        """Return the channels that are left alone, or tried with one message at a time."""
        query = sa.select(_H.channel).where(_H.open_until.is_not(None))
        return set(self._tx.execute(query).scalars())

    def probe(self, name: str, at: datetime) -> bool:
        """Be the one who tries a channel that is left alone; of several at once one is."""
        free = (_H.channel == name) & (_H.probing_until.is_(None) | (_H.probing_until <= at))
        change = channel_health.update().where(free).values(probing_until=at + PROBE)
        return bool(self._tx.execute(change).rowcount)

    def succeeded(self, name: str, at: datetime) -> None:
        """Note that it works; seldom, so that senders do not wait for one row."""
        new = pg.insert(channel_health).values(**_health(name, Breaker()), last_ok_at=at, why="")
        stale = (_H.failures > 0) | _H.last_ok_at.is_(None) | (_H.last_ok_at < at - QUIET)
        values = {**vars(Breaker()), "probing_until": None, "last_ok_at": at}
        self._tx.execute(
            new.on_conflict_do_update(index_elements=["channel"], set_=values, where=stale)
        )

    def failed(self, name: str, why: str, at: datetime) -> Breaker:
        """Count a failure; returns the breaker as it stands then."""
        new = pg.insert(channel_health).values(**_health(name, Breaker()), why="")
        self._tx.execute(new.on_conflict_do_nothing())
        query = sa.select(channel_health).where(_H.channel == name).with_for_update()
        row = self._tx.execute(query).mappings().one()
        after = _breaker(row)
        # What was under way when it was opened says nothing new.
        if after.is_closed or after.may_try(at):
            after = after.failed(at)
        values = {**vars(after), "probing_until": None, "last_failed_at": at, "why": why}
        self._tx.execute(channel_health.update().where(_H.channel == name).values(values))
        return after

    def health(self) -> dict[str, Any]:
        rows = self._tx.execute(sa.select(channel_health)).mappings()
        return {row["channel"]: row for row in rows}


def _breaker(row: Any) -> Breaker:
    return Breaker(row["failures"] or 0, row["opened"] or 0, row["open_until"])


def _health(name: str, breaker: Breaker) -> dict[str, Any]:
    return {"channel": name, **vars(breaker)}
