"""Photos of reports of damage: which there are, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from services.gis.roads.damages import UnknownDamagePhoto
from services.gis.roads.tables import road_damage_photos as photos

_SHOWN = photos.c.removed_at.is_(None)
NAMES = ("id", "damage", "width", "height", "bytes", "taken_at", "received_at", "distance_m", "who")


class DamagePhotos:
    """Photos that are shown; one that was removed is known to nobody, and its file is swept."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def alone(self) -> None:
        """Keep every other transaction that keeps photos waiting until this one ends."""
        place = sa.func.hashtext("gis.road_damage_photos")
        self._tx.execute(sa.select(sa.func.pg_advisory_xact_lock(place)))

    def known(self, hashes: Collection[str]) -> set[str]:
        """Return those of the hashes that a photo has."""
        query = sa.select(photos.c.sha256).where(photos.c.sha256.in_(list(hashes)), _SHOWN)
        return set(self._tx.execute(query.distinct()).scalars())

    def of(self, damage: int) -> list[dict[str, Any]]:
        """Return the photos of a report, the first sent first, with `sha256` besides."""
        return self._many(photos.c.damage == damage)

    def get(self, photo: str) -> dict[str, Any]:
        """Return a photo; raises UnknownDamagePhoto."""
        found = self._many(photos.c.id == photo) if is_uuid(photo) else []
        if not found:
            raise UnknownDamagePhoto(f"there is no photo {photo[:40]}")
        return found[0]

    def add(self, values: dict[str, Any]) -> None:
        self._tx.execute(photos.insert().values(values))

    def remove(self, photo: str, who: str, reason: str, at: datetime) -> None:
        """Show a photo no more."""
        gone = {"removed_at": at, "removed_by": who, "reason": reason}
        # Where it was taken is kept no longer than the photo.
        gone |= {"lon": None, "lat": None, "distance_m": None}
        self._tx.execute(photos.update().where(photos.c.id == photo).values(gone))

    def _many(self, wanted: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
        columns = [photos.c[name] for name in (*NAMES, "sha256")]
        query = sa.select(*columns).where(wanted, _SHOWN)
        rows = self._tx.execute(query.order_by(photos.c.received_at, photos.c.id))
        return [dict(row) for row in rows.mappings()]
