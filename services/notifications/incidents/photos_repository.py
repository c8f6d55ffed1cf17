"""The SQL of photos of incidents; one that was removed is known to nobody, its file is swept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from libs.kit.ids import is_uuid
from services.notifications.incidents.repository import family
from services.notifications.incidents.tables import incident_photos

_P = incident_photos.c
_SHOWN = _P.removed_at.is_(None)
NAMES = ("id", "incident", "width", "height", "bytes", "taken_at", "received_at", "who")


class UnknownPhoto(NotFound):
    slug, title = "unknown-incident-photo", "No such photo of an incident"


class Photos:
    """Photos in one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def alone(self) -> None:
        """Keep every other transaction that keeps photos waiting until this one ends."""
        place = sa.func.hashtext("notifications.incident_photos")
        self._tx.execute(sa.select(sa.func.pg_advisory_xact_lock(place)))

    def known(self, hashes: Collection[str]) -> set[str]:
        """Return those of the hashes that a photo has."""
        query = sa.select(_P.sha256).where(_P.sha256.in_(list(hashes)), _SHOWN)
        return set(self._tx.execute(query.distinct()).scalars())

    def of(self, incident: str) -> list[dict[str, Any]]:
        """Return the photos of an incident and its duplicates, the first sent first."""
        return self._many(_P.incident.in_(family(incident)))

    def get(self, photo: str) -> dict[str, Any]:
        """Return a photo; raises UnknownPhoto."""
        found = self._many(_P.id == photo) if is_uuid(photo) else []
        if not found:
            raise UnknownPhoto(f"there is no photo {photo[:40]}")
        return found[0]

    def add(self, values: Mapping[str, Any]) -> None:
        self._tx.execute(incident_photos.insert().values(dict(values)))

    def remove(self, photo: str, who: str, reason: str, at: datetime) -> None:
        """Show a photo no more."""
        gone = {"removed_at": at, "removed_by": who, "reason": reason}
        self._tx.execute(incident_photos.update().where(_P.id == photo).values(gone))

    def _many(self, wanted: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
        columns = [_P[name] for name in (*NAMES, "sha256", "account")]
        query = sa.select(*columns).where(wanted, _SHOWN).order_by(_P.received_at, _P.id)
        return [dict(row) for row in self._tx.execute(query).mappings()]
