"""The SQL of sources outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import session
from libs.kit.errors import Conflict, NotFound, PreconditionFailed
from services.notifications.inbound.tables import inbound_sources

_S = inbound_sources.c
MOST = 200
_COUNTED = """
UPDATE inbound_sources SET received = received + 1, last_at = %(at)s WHERE code = %(code)s
"""


class UnknownInbound(NotFound):
    slug, title = "unknown-inbound-source", "No such source of webhooks"


class InboundChanged(PreconditionFailed):
    slug, title = "inbound-source-changed", "Somebody changed the source meanwhile"


class Sources:
    """Sources in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def all(self) -> Sequence[Any]:
        query = sa.select(inbound_sources).order_by(_S.code)
        return self._tx.execute(query).mappings().all()

    def get(self, code: str) -> Any:
        """Return one; raises UnknownInbound."""
        row = self._tx.execute(sa.select(inbound_sources).where(_S.code == code)).mappings().first()
        if row is None:
            raise UnknownInbound(f"there is no source {code[:80]}")
        return row

    def put(self, code: str, seen: int, values: dict[str, Any]) -> int:
        """Set one over the version that was seen, 0 for a new one; returns its version.

        `values` without `sealed` leave the secret as it is. Raises InboundChanged.
        """
        self._tx.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('inbound_sources'))"))
        there = self._tx.execute(sa.select(inbound_sources).where(_S.code == code)).mappings()
        row = there.first()
        standing = 0 if row is None else row["version"]
        if standing != seen:
            raise InboundChanged(f"it is at version {standing}", version=standing)
        if row is None:
            if len(self.all()) >= MOST:
                raise Conflict(f"there are {MOST} sources already")
            counts = {"received": 0, "last_error": "", "version": 1}
            self._tx.execute(inbound_sources.insert().values(code=code, **values, **counts))
            return 1
        more = {**values, "version": seen + 1}
        self._tx.execute(inbound_sources.update().where(_S.code == code).values(more))
        return seen + 1

    def remove(self, code: str) -> None:
        self.get(code)
        self._tx.execute(inbound_sources.delete().where(_S.code == code))

    def counted(self, code: str, at: datetime) -> None:
        """Note that something came in, with the COMMIT."""
        session.last(self._tx, _COUNTED, {"code": code, "at": at})

    def failed(self, code: str, why: str, at: datetime) -> None:
        """Note why something that came in was refused."""
        values = {"last_error": why[:300], "failed_at": at}
        self._tx.execute(inbound_sources.update().where(_S.code == code).values(values))
