"""Photos as bytes: taken in, kept, and shown again. Nothing here knows the database."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo

from libs.kit.errors import Unavailable
from libs.photos import domain
from libs.photos.decoding import decode
from libs.photos.domain import Facts
from libs.photos.facts import facts
from libs.photos.stores import FULL, ORIGINAL, THUMB, NotKept, Store

SIZES = (FULL, THUMB)


class PhotosBusy(Unavailable):
    slug, title = "photos-busy", "Too many photos at once, try again"


class Pictures:
    """The store, and who reads photos: so many at once, and no more than so many in hand.

    The rest of a process's handlers stay free for calls that are answered at once.
    """

    def __init__(self, store: Store, zone: tzinfo, readers: int = 2, in_hand: int = 5) -> None:
        self.store, self.zone = store, zone
        self._readers = threading.Semaphore(readers)
        self._in_hand = threading.Semaphore(in_hand)

    @contextmanager
    def hand(self) -> Iterator[None]:
        """Take one more photo in hand; raises PhotosBusy."""
        if not self._in_hand.acquire(blocking=False):
            raise PhotosBusy
        try:
            yield
        finally:
            self._in_hand.release()

    def take(self, data: bytes, known: Callable[[str], Facts | None]) -> Facts:
        """Keep a photo and return its facts, from `known` by its hash where it was here before.

        Raises NotAPhoto, PhotoTooLarge, PhotoTooManyPixels, PhotoTooSmall, PhotoUnreadable, or
        StoreUnavailable.
        """
        kind = domain.sniff(data)
        sha256 = hashlib.sha256(data).hexdigest()
        found = known(sha256) or self._read(data, kind, sha256)
        self.store.put(ORIGINAL, sha256, data)
        return found

    def bare(self, data: bytes) -> bytes:
        """Return a photo as an upright JPEG without what the camera told; keeps nothing.

        Raises what `take` raises of a photo.
        """
        kind = domain.sniff(data)
        with self._readers:
            _, (full, *_) = decode(data, kind)
        return full

    def show(self, sha256: str, size: str) -> bytes:
        """Return the stripped, upright JPEG of a kept photo; raises NotKept."""
        try:
            return self.store.get(size, sha256)
        except NotKept:
            original = self.store.get(ORIGINAL, sha256)
            if hashlib.sha256(original).hexdigest() != sha256:
                raise NotKept(f"the file of {sha256} is damaged") from None
            self._read(original, domain.sniff(original), sha256)
            return self.store.get(size, sha256)

    def _read(self, data: bytes, kind: str, sha256: str) -> Facts:
        with self._readers:
            known, (full, thumb, icon) = decode(data, kind)
        self.store.put(FULL, sha256, full)
        self.store.put(THUMB, sha256, thumb)
        return facts(sha256, len(data), known, icon, self.zone)
