"""The SQL of warnings that came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from services.notifications.cap.tables import cap_incoming

STATES = (
    "reported", "elsewhere", "over", "kept", "replaced", "cancelled", "applied", "refused",
)  # fmt: skip
REPORTED, ELSEWHERE, OVER, KEPT, REPLACED, CANCELLED, APPLIED, REFUSED = STATES
_T = cap_incoming.c
_LIGHT = [one for one in _T if one.name not in ("raw", "sha256")]
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


class UnknownMessage(NotFound):
    slug, title = "unknown-message", "There is no such message"


class Incoming:
    """Messages of others in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def wait(self, what: str) -> None:
        """Let nobody else take a message of the same source until the end of this transaction."""
        self._tx.execute(_LOCK, {"what": f"cap/{what}"})

    def add(self, row: dict[str, Any]) -> None:
        self._tx.execute(cap_incoming.insert().values(row))

    def change(self, wanted: str, **values: Any) -> None:
        self._tx.execute(cap_incoming.update().where(_T.id == wanted).values(values))

    def repeated(self, sha256: bytes) -> Any:
        """Count the same bytes on the message that is there; returns it, or None."""
        again = cap_incoming.update().where(_T.sha256 == sha256).values(repeats=_T.repeats + 1)
        return self._tx.execute(again.returning(*_LIGHT)).mappings().first()

    def by_key(self, key: str) -> Any:
        query = sa.select(*_LIGHT).where(_T.key == key, _T.state != REFUSED)
        return self._tx.execute(query).mappings().first()

    def chain_of(self, keys: Sequence[str]) -> str | None:
        """Return the chain of any of the messages that is known."""
        query = sa.select(_T.chain).where(_T.key.in_(keys), _T.state != REFUSED)
        found = self._tx.execute(query.order_by(_T.sent).limit(1)).scalar_one_or_none()
        return None if found is None else str(found)

    def following(self, key: str) -> Any:
        """Return what came already and refers to this one, the newest first."""
        query = sa.select(*_LIGHT).where(_T.refers.contains([key]), _T.state != REFUSED)
        return self._tx.execute(query.order_by(_T.sent.desc()).limit(1)).mappings().first()

    def end(self, keys: Sequence[str], chain: str, state: str) -> None:
        """Have earlier messages of the chain be replaced, or cancelled."""
        which = _T.key.in_(keys) | (_T.chain == chain)
        stands = _T.state.in_((REPORTED, ELSEWHERE, OVER))
        self._tx.execute(cap_incoming.update().where(which, stands).values(state=state))

    def incident_of(self, chain: str) -> str | None:
        """Return the incident that the chain's messages made last."""
        query = sa.select(_T.incident).where(_T.chain == chain, _T.incident.is_not(None))
        found = self._tx.execute(query.order_by(_T.id.desc()).limit(1)).scalar_one_or_none()
        return None if found is None else str(found)

    def severity_of(self, chain: str) -> str | None:
        """Return how severe the newest message of the chain says it is, in CAP's words."""
        said = _T.severity.is_not(None) & _T.state.not_in((REFUSED, KEPT))
        query = sa.select(_T.severity).where(_T.chain == chain, said)
        found = self._tx.execute(query.order_by(_T.sent.desc()).limit(1)).scalar_one_or_none()
        return None if found is None else str(found)

    def known_entries(self, feed: str, entries: Sequence[str]) -> set[str]:
        query = sa.select(_T.entry).where(_T.feed == feed, _T.entry.in_(entries))
        return set(self._tx.execute(query).scalars())

    def page(self, state: str, feed: str, limit: int, after: str) -> Sequence[Any]:
        """Return some, the newest first, one more than the page holds."""
        query = sa.select(*_LIGHT).order_by(_T.id.desc()).limit(limit + 1)
        for column, value in ((_T.state, state), (_T.feed, feed)):
            if value:
                query = query.where(column == value)
        if after:
            query = query.where(_T.id < after)
        return self._tx.execute(query).mappings().all()

    def raw(self, wanted: str) -> bytes:
        """Return a message as it came."""
        query = sa.select(_T.raw).where(_T.id == wanted if is_uuid(wanted) else sa.false())
        found = self._tx.execute(query).scalar_one_or_none()
        if found is None:
            raise UnknownMessage(f"there is no message {wanted[:40]}")
        return bytes(found)
