"""The SQL of our own warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from libs.kit.errors import Conflict, NotFound
from libs.kit.ids import is_uuid
from services.notifications.cap.domain import ACTUAL, CANCEL, PUBLIC
from services.notifications.cap.tables import cap_messages

WAITING, ISSUED, REFUSED = STATES = ("waiting", "issued", "refused")
MOST_TOLD = 100  # entries of the public feed
_T = cap_messages.c
_LIGHT = [one for one in _T if one.name not in ("xml", "content")]
_OPEN = (_T.state == ISSUED) & (_T.scope == PUBLIC) & (_T.status == ACTUAL)


class UnknownWarning(NotFound):
    slug, title = "unknown-warning", "There is no such warning"


class WarningEnded(Conflict):
    slug, title = "warning-ended", "This warning was updated or cancelled already"


class Warnings:
    """Our warnings in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, row: dict[str, Any]) -> None:
        """Keep a new one; raises WarningEnded where another follows the same message."""
        try:
            self._tx.execute(cap_messages.insert().values(row))
        except IntegrityError as error:
            if "cap_messages_follower" in str(error.orig):
                raise WarningEnded("somebody updates or cancels it already") from None
            raise

    def get(self, wanted: str, *, lock: bool = False) -> Any:
        query = sa.select(cap_messages).where(_wanted(wanted))
        found = self._tx.execute(query.with_for_update() if lock else query).mappings().first()
        if found is None:
            raise UnknownWarning(f"there is no warning {wanted[:40]}")
        return found

    def change(self, wanted: str, **values: Any) -> None:
        self._tx.execute(cap_messages.update().where(_T.id == wanted).values(values))

    def before(self, chain: str) -> Sequence[Any]:
        """Return what was issued of a chain, the first one first."""
        query = sa.select(*_LIGHT).where(_T.chain == chain, _T.state == ISSUED).order_by(_T.sent)
        return self._tx.execute(query).mappings().all()

    def page(self, state: str, limit: int, after: str) -> Sequence[Any]:
        """Return some, the newest first, one more than the page holds."""
        query = sa.select(*_LIGHT).order_by(_T.id.desc()).limit(limit + 1)
        if state:
            query = query.where(_T.state == state)
        if after:
            query = query.where(_T.id < after)
        return self._tx.execute(query).mappings().all()

    # ---- what everybody reads

    def public(self, wanted: str) -> bytes:
        """Return the XML of one that everybody may read."""
        query = sa.select(_T.xml).where(_wanted(wanted), _OPEN)
        found = self._tx.execute(query).scalar_one_or_none()
        if found is None:
            raise UnknownWarning(f"there is no warning {wanted[:40]}")
        return bytes(found)

    def told(self, since: datetime) -> Sequence[Any]:
        """Return what everybody was told, the newest first."""
        query = sa.select(cap_messages).where(_OPEN, _T.sent >= since)
        query = query.order_by(_T.sent.desc(), _T.id.desc()).limit(MOST_TOLD)
        return self._tx.execute(query).mappings().all()

    def standing(self, now: datetime) -> Sequence[Any]:
        """Return what holds now, the newest first."""
        holds = (_T.msg_type != CANCEL) & _T.ended_by.is_(None) & (_T.expires > now)
        query = sa.select(cap_messages).where(_OPEN, holds).order_by(_T.sent.desc())
        return self._tx.execute(query.limit(MOST_TOLD)).mappings().all()

    def over(self, now: datetime, since: datetime) -> Sequence[str]:
        """Return the chains of those that expired between the two moments."""
        query = sa.select(_T.chain).where(_OPEN, _T.ended_by.is_(None), _T.expires <= now)
        return [str(one) for one in self._tx.execute(query.where(_T.expires > since)).scalars()]


def _wanted(wanted: str) -> sa.ColumnElement[bool]:
    return _T.id == wanted if is_uuid(wanted) else sa.false()
