"""The SQL of contacts and of how people want to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.notifications.deliveries.domain import Contact, Preferences
from services.notifications.deliveries.tables import channels, contacts, delivery_preferences

_T = contacts.c
_PLAIN = [_T[name] for name in Contact.__dataclass_fields__]
WISHES = ("language", "quiet_from", "quiet_until", "digest")


@dataclass(frozen=True)
class Sealed:
    """The address of a contact as it is kept."""

    id: str
    reader: str
    channel: str
    sealed: bytes
    nonce: bytes | None


class Contacts:
    """Addresses of people, and of subscriptions of the public."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def usable(
        self, readers: Sequence[str], only: Sequence[str] | None = None
    ) -> dict[str, list[Contact]]:
        """Return the verified contacts of each, of channels that are switched on."""
        query = sa.select(*_PLAIN).join(channels, channels.c.name == _T.channel)
        query = query.where(channels.c.enabled, _T.verified_at.is_not(None))
        query = query.where(_T.reader == sa.any_(sa.literal(list(readers), pg.ARRAY(sa.Text))))
        if only is not None:
            query = query.where(_T.channel.in_(list(only)))
        found: dict[str, list[Contact]] = {}
        for row in self._tx.execute(query).mappings():
            found.setdefault(row["reader"], []).append(Contact(**row))
        return found

    def wishes(self, readers: Sequence[str]) -> dict[str, Preferences]:
        """Return how those want to be told who said so."""
        one = delivery_preferences.c
        wanted = one.reader == sa.any_(sa.literal(list(readers), pg.ARRAY(sa.Text)))
        rows = self._tx.execute(sa.select(delivery_preferences).where(wanted)).mappings()
        return {row["reader"]: Preferences(**{name: row[name] for name in WISHES}) for row in rows}

    def wish(self, reader: str, wishes: Preferences) -> None:
        row = {"reader": reader, **vars(wishes)}
        new = pg.insert(delivery_preferences).values(row)
        self._tx.execute(new.on_conflict_do_update(index_elements=["reader"], set_=row))

    def addresses(self, ids: Sequence[str]) -> dict[str, Sealed]:
        columns = [_T[name] for name in Sealed.__dataclass_fields__]
        query = sa.select(*columns).where(_T.id.in_(list(ids)))
        rows = self._tx.execute(query).mappings()
        return {row["id"]: _sealed(row) for row in rows}

    def of(self, reader: str) -> Sequence[Any]:
        """Return somebody's contacts in their order."""
        query = sa.select(contacts).where(_T.reader == reader).order_by(_T.place, _T.id)
        return self._tx.execute(query).mappings().all()

    def locked(self, reader: str, contact: str) -> Any:
        """Return the contact and keep others waiting for it, or None."""
        query = sa.select(contacts).where(_T.id == contact, _T.reader == reader)
        return self._tx.execute(query.with_for_update()).mappings().one_or_none()

    def add(self, row: dict[str, Any]) -> str:
        """Keep a contact, or find the same address of the same reader; returns its id."""
        new = pg.insert(contacts).values(row)
        same = new.on_conflict_do_update(
            index_elements=["reader", "channel", "digest"], set_={"reader": new.excluded.reader}
        )
        return str(self._tx.execute(same.returning(_T.id)).scalar_one())

    def same(self, reader: str, channel: str, digest: bytes) -> str | None:
        """Return the reader's contact of this address, if there is one."""
        wanted = (_T.reader == reader, _T.channel == channel, _T.digest == digest)
        found = self._tx.execute(sa.select(_T.id).where(*wanted)).scalar_one_or_none()
        return None if found is None else str(found)

    def change(self, contact: str, **values: Any) -> None:
        self._tx.execute(contacts.update().where(_T.id == contact).values(values))

    def remove(self, reader: str, contact: str) -> bool:
        gone = contacts.delete().where(_T.id == contact, _T.reader == reader)
        return bool(self._tx.execute(gone).rowcount)

    def forget(self, reader: str) -> int:
        """Erase all that is known of a reader; returns how many contacts it had."""
        one = delivery_preferences.c.reader
        self._tx.execute(delivery_preferences.delete().where(one == reader))
        return self._tx.execute(contacts.delete().where(_T.reader == reader)).rowcount

    def sweep(self, before: datetime) -> int:
        """Delete what nobody verified since before that moment."""
        old = contacts.delete().where(_T.verified_at.is_(None), _T.made_at < before)
        return self._tx.execute(old).rowcount


def _sealed(row: Any) -> Sealed:
    nonce = None if row["nonce"] is None else bytes(row["nonce"])
    return Sealed(row["id"], row["reader"], row["channel"], bytes(row["sealed"]), nonce)
