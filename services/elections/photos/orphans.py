"""Files that no photo of a form has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from libs.kit.db import Database
from libs.photos import orphans
from libs.photos.stores import Kept, Store
from services.elections.photos.repository import Photos

AGE = orphans.AGE


def find(db: Database, store: Store, before: datetime) -> Iterator[Kept]:
    """Yield the objects from before this moment that no photo has."""
    return orphans.find(db, store, before, Photos)


def remove(db: Database, store: Store, before: datetime) -> int:
    """Remove them; returns how many."""
    return orphans.remove(db, store, before, Photos)
