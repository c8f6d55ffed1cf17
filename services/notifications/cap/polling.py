"""Feeds are asked: what changed is fetched, message by message, and how it went is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from libs.kit import clock, logs
from libs.kit.db import Database
from libs.kit.errors import Invalid
from libs.kit.guard import Guard
from services.notifications.cap.entries import Entry, entries
from services.notifications.cap.feeds_repository import Feeds
from services.notifications.cap.fetching import FeedTrouble, Fetcher
from services.notifications.cap.incoming_repository import Incoming
from services.notifications.cap.reading import MOST_BYTES
from services.notifications.cap.taking import Arrival, Region, take
from services.notifications.settings import Settings

MOST_AT_ONCE = 12  # messages in one round, which a stop waits for
LONGEST_PAUSE = timedelta(hours=1)  # until a feed that fails is asked again
log = logs.get(__name__)


class Poller:
    """Asks the feeds of a process, one after the other."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db, self._zone = db, settings.timezone
        guard = Guard((), settings.channel_networks, any_host=True)
        self._fetch = Fetcher(guard, settings.cap_per_minute, MOST_BYTES)

    def round(self) -> bool:
        """Ask one feed that is due; returns whether there was one."""
        with self._db.begin() as tx:
            feed = Feeds(tx).claim(clock.now())
        if feed is None:
            return False
        try:
            values = self._ask(feed)
        except (FeedTrouble, Invalid) as error:
            self._failed(feed, error.detail)
        else:
            left = values.pop("left", 0)
            pause = timedelta(0) if left else timedelta(seconds=feed["every_s"])
            with self._db.begin() as tx:
                Feeds(tx).went_well(feed, clock.now() + pause, **values)
        return True

    def _failed(self, feed: Any, error: str) -> None:
        now = clock.now()
        pause = min(
            timedelta(seconds=feed["every_s"]) * 2 ** min(feed["failures"], 8), LONGEST_PAUSE
        )
        log.warning("cap_feed_failed", feed=feed["name"], failures=feed["failures"] + 1)
        with self._db.begin() as tx:
            Feeds(tx).failed(feed, now + pause, error, now)

    def _ask(self, feed: Any) -> dict[str, Any]:
        """Return what is to be kept of the feed; `left` messages wait for the next round."""
        known = {"If-None-Match": feed["etag"], "If-Modified-Since": feed["modified"]}
        answer = self._fetch.get(feed["url"], {name: one for name, one in known.items() if one})
        if not answer.body:
            return {}
        found = entries(answer.body, feed["url"])
        new = self._new(feed, found)
        self._take(feed, new[:MOST_AT_ONCE])
        left = len(new) - MOST_AT_ONCE
        if left > 0:
            return {"left": left, "entries": len(found)}
        return {"etag": answer.etag, "modified": answer.modified, "entries": len(found)}

    def _new(self, feed: Any, found: list[Entry]) -> list[Entry]:
        with self._db.begin() as tx:
            known = Incoming(tx).known_entries(feed["name"], [one.name for one in found])
        new = [one for one in found if one.name not in known]
        # So that some that never come don't keep the others waiting.
        return new[::-1] if feed["failures"] % 2 else new

    def _take(self, feed: Any, new: Iterable[Entry]) -> None:
        """Take each message in a transaction of its own; raises FeedTrouble for those that fail."""
        bounds = tuple(feed["bounds"]) if feed["bounds"] else None
        region, troubles, count = Region(tuple(feed["areas"]), bounds), [], 0
        for entry in new:
            count += 1
            try:
                raw = self._fetch.get(entry.url).body
            except FeedTrouble as error:
                troubles.append(error.detail)
                continue
            with self._db.begin() as tx:
                take(tx, Arrival(raw, feed["name"], entry.name, region=region), self._zone)
        if troubles:
            raise FeedTrouble(f"{len(troubles)} of {count} messages did not come: {troubles[0]}")

    def close(self) -> None:
        self._fetch.close()
