"""Files that no photo has: a crash between keeping a file and its row leaves one behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.photos.stores import Kept, Store

AGE = timedelta(days=1)
BATCH = 200


class Rows(Protocol):
    """The photos that a service knows, in one transaction."""

    def alone(self) -> None:
        """Wait for all others who keep photos."""

    def known(self, hashes: Collection[str]) -> set[str]:
        """Return those of the hashes that a photo has."""


class Opens(Protocol):
    """A class of such rows."""

    def __call__(self, tx: Connection, /) -> Rows: ...


def find(db: Database, store: Store, before: datetime, rows: Opens) -> Iterator[Kept]:
    """Yield the objects from before this moment that no photo has."""
    old = (kept for kept in store.objects() if kept.at < before)
    while batch := list(islice(old, BATCH)):
        with db.begin() as tx:
            yield from _unknown(rows(tx), batch)


def remove(db: Database, store: Store, before: datetime, rows: Opens) -> int:
    """Remove them; returns how many.

    What somebody sends anew at this very moment stays: a photo is kept under the same lock, and
    only if its file is still there.
    """
    removed = 0
    old = (kept for kept in store.objects() if kept.at < before)
    while batch := list(islice(old, BATCH)):
        with db.begin() as tx:
            photos = rows(tx)
            photos.alone()
            for kept in _unknown(photos, batch):
                store.remove(kept.name)
                removed += 1
    return removed


def _unknown(photos: Rows, batch: list[Kept]) -> list[Kept]:
    known = photos.known({kept.sha256 for kept in batch if kept.sha256})
    return [kept for kept in batch if kept.sha256 not in known]
