"""Answers that an event can make old, kept as the bytes that go out.

An entry belongs to a scope (the area of the principal), is dropped by the events that change it,
is asked for again after FRESH seconds in case an event was missed, and is served with its age while
its service is away. One that is about a place, such as a tile, outlives events about other places.
"""

from __future__ import annotations

import functools
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import orjson

from libs.kit.errors import DeadlineExceeded, Unavailable
from services.gateway.flights import Flights
from services.gateway.observing import CACHE_READS

FRESH = 3.0  # seconds
RETRY = 1.0  # seconds between two questions to a service that was away
MOST_ENTRIES, MOST_BYTES = 4000, 64 * 1024 * 1024
TIMES = ("as_of",)  # fields that differ between two answers of one version
PRIVATE = "private, no-cache"
Box = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(slots=True, eq=False)
class Entry:
    """One answer; `until` is when it has to be asked for again (monotonic; 0 = dropped).

    `keep` is its Cache-Control; `box` is the place that it is about, None for everywhere.
    """

    body: bytes
    etag: str
    tags: tuple[str, ...]
    at: float
    until: float
    keep: str = PRIVATE
    box: Box | None = None
    failed: bool = False

    def is_known(self, known: str | None) -> bool:
        """Tell whether an If-None-Match header names this version."""
        return known is not None and (self.etag in known or known.strip() == "*")

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that tell the version and, of a stale answer, its age."""
        found = [("ETag", self.etag), ("Cache-Control", self.keep)]
        age = self.age()
        if age is not None:
            found += [("Age", str(age)), ("X-Kendali-Stale", str(age))]
        return found

    def age(self) -> int | None:
        """Return how many seconds old a stale answer is, None for one that stands."""
        return max(1, round(time.monotonic() - self.at)) if self.failed else None


class AnswerCache:
    """The answers of one worker."""

    def __init__(self, fresh: float = FRESH, retry: float = RETRY) -> None:
        self._fresh, self._retry = fresh, retry
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._tagged: dict[str, set[Hashable]] = {}
        self._generations: dict[str, int] = {}
        self._generation = 0
        self._bytes = 0
        self._lock = threading.Lock()
        self._flights = Flights()

    def get(
        self,
        key: tuple[Any, ...],
        tags: tuple[str, ...],
        fetch: Callable[[], Any],
        keep: str = PRIVATE,
        box: Box | None = None,
    ) -> Entry:
        """Return the answer for the key, fetched when there is none that is fresh.

        `key[0]` names the kind of answer in the metrics. `fetch` returns JSON values, or bytes.
        Raises what it raises, unless that is the service being away and an older answer is there.
        """
        entry = self.peek(key)
        if entry is not None:
            return entry
        found: Entry = self._flights.join(key, lambda: self._ask(key, tags, fetch, keep, box))
        _reads(key[0], "stale" if found.failed else "miss").inc()
        return found

    def peek(self, key: tuple[Any, ...]) -> Entry | None:
        """Return the answer for the key if it need not be asked for again."""
        entry = self._entries.get(key)
        if entry is None or entry.until <= time.monotonic():
            return None
        _reads(key[0], "stale" if entry.failed else "hit").inc()
        return entry

    def drop(self, *tags: str, box: Box | None = None) -> None:
        """Have the answers with any of these tags asked for again, in the box if it is given."""
        with self._lock:
            for tag in tags:
                self._generations[tag] = self._generations.get(tag, 0) + 1
                for key in self._tagged.get(tag, ()):
                    entry = self._entries[key]
                    if _touch(entry.box, box):
                        entry.until = 0.0

    def drop_all(self) -> None:
        """Have every answer asked for again: events may have been missed."""
        with self._lock:
            self._generation += 1
            for entry in self._entries.values():
                entry.until = 0.0

    def _ask(
        self,
        key: Hashable,
        tags: tuple[str, ...],
        fetch: Callable[[], Any],
        keep: str,
        box: Box | None,
    ) -> Entry:
        before = self._state(tags)
        try:
            answer = fetch()
        except (Unavailable, DeadlineExceeded):
            old = self._entries.get(key)
            if old is None:
                raise
            old.failed, old.until = True, time.monotonic() + self._retry
            return old
        except Exception:
            self._remove(key)
            raise
        now = time.monotonic()
        entry = Entry(*_encoded(answer), tags, now, now + self._fresh, keep, box)
        with self._lock:
            self._store(key, entry)
            if self._state(tags) != before:
                entry.until = 0.0  # an event came while the answer was on its way
        return entry

    def _state(self, tags: tuple[str, ...]) -> tuple[int, ...]:
        return (self._generation, *(self._generations.get(tag, 0) for tag in tags))

    def _store(self, key: Hashable, entry: Entry) -> None:
        self._forget(key)
        self._entries[key] = entry
        self._bytes += len(entry.body)
        for tag in entry.tags:
            self._tagged.setdefault(tag, set()).add(key)
        while len(self._entries) > MOST_ENTRIES or self._bytes > MOST_BYTES:
            self._forget(next(iter(self._entries)))

    def _remove(self, key: Hashable) -> None:
        with self._lock:
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= len(entry.body)
        for tag in entry.tags:
            keys = self._tagged[tag]
            keys.discard(key)
            if not keys:
                del self._tagged[tag]


@functools.cache
def _reads(name: str, outcome: str) -> Any:
    return CACHE_READS.labels(name, outcome)


def _touch(one: Box | None, other: Box | None) -> bool:
    """Tell whether two places touch; None, or a box over the antimeridian, is everywhere."""
    if one is None or other is None or one[0] > one[2] or other[0] > other[2]:
        return True
    beside = one[2] < other[0] or other[2] < one[0]
    return not (beside or one[3] < other[1] or other[3] < one[1])


def _encoded(answer: Any) -> tuple[bytes, str]:
    """Return the answer's bytes and its ETag: of bytes a strong one, else without when it was."""
    if isinstance(answer, bytes):
        return answer, f'"{hashlib.sha256(answer).hexdigest()[:32]}"'
    told = body = orjson.dumps(answer)
    if isinstance(answer, dict):
        told = orjson.dumps({k: v for k, v in answer.items() if k not in TIMES})
    version = answer.get("version", "") if isinstance(answer, dict) else ""
    return body, f'W/"{version}.{hashlib.sha256(told).hexdigest()[:16]}"'
