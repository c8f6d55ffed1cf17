"""Photos of forms: evidence that is kept as it came, and what is odd about it.

Other concerns use `of`, `published` and `shown` alone; a mixin of the service gets the bytes of a
shown photo by `self.pictures.show(photo.facts.sha256, size)`, outside of its transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from services.elections.photos import messages
from services.elections.photos.domain import Photo, UnknownPhoto
from services.elections.photos.repository import Photos

__all__ = ["of", "published", "shown"]


def of(tx: Connection, contest_key: int, tps: str) -> list[dict[str, Any]]:
    """Return all photos of a record as those see them who work with it, by page and time."""
    return [messages.photo_out(one, reasoned=True) for one in Photos(tx).of(contest_key, tps)]


def published(tx: Connection, contest_key: int, tps: str) -> list[dict[str, Any]]:
    """Return `{"id", "page", "sha256", "width", "height"}` of each photo that is shown."""
    names = ("id", "page", "sha256", "width", "height")
    shown_ones = (messages.photo_out(one) for one in Photos(tx).of(contest_key, tps, shown=True))
    return [{name: one[name] for name in names} for one in shown_ones]


def shown(tx: Connection, photo_id: str) -> Photo:
    """Return a photo that is shown, with its place; raises UnknownPhoto for any other."""
    photo = Photos(tx).get(photo_id)
    if photo.state != "shown":
        raise UnknownPhoto(f"there is no photo {photo_id}")
    return photo
