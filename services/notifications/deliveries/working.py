"""Send what is queued: claim, commit, send, settle. Any number of workers may do it at once.

A worker that is killed leaves rows under a lease. When that ends, `tend` has them sent again where
the channel knows a message again, and else says that nobody knows.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, logs
from libs.kit.db import Database
from libs.kit.guard import Guard
from libs.kit.sealing import Sealer
from services.notifications.deliveries import claiming, domain, falling_back
from services.notifications.deliveries.channels_repository import Channels
from services.notifications.deliveries.claiming import Batch, Sending
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.domain import (
    FAILED,
    NOWHERE,
    SENT,
    UNKNOWN,
    Planned,
)
from services.notifications.deliveries.kinds import KINDS, Kind
from services.notifications.deliveries.metrics import DELIVERIES, DELIVERY_SECONDS
from services.notifications.deliveries.outcomes import AGAIN, GONE, REFUSED, Outcome, Parcel
from services.notifications.deliveries.outcomes import UNKNOWN as NOBODY_KNOWS
from services.notifications.deliveries.repository import Claimed, Deliveries
from services.notifications.deliveries.senders import mail, ntfy, webhook
from services.notifications.settings import Settings

MOST_BATCHES = 50  # of one round, so that a stop need not wait for a long queue
BATCH_SECONDS = 30.0  # after which the rest of a batch is put back, well within its lease
SENDERS: dict[str, Callable[..., Outcome]] = {
    "webhook": webhook.send,
    "ntfy": ntfy.send,
    "email": mail.send,
}
log = logs.get(__name__)
_chance = random.SystemRandom()


class Worker:
    """Sends for one process."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db, self._settings = db, settings
        self._sealer = Sealer(settings.channels_key, "KENDALI_CHANNELS_KEY")

    def round(self, least: int = 0) -> int:
        """Send what is queued, of this severity's rank at least; returns how many were tried."""
        tried = 0
        if not self._sealer.has_key:
            return tried
        for _ in range(MOST_BATCHES):
            with self._db.begin() as tx:
                batch = claiming.take(tx, self._settings, self._sealer, clock.now(), least)
            if batch is None:
                break
            tried += self._send(batch)
        return tried

    def _send(self, batch: Batch) -> int:
        ended: list[tuple[Sending, Outcome | None]] = []
        begun = time.monotonic()
        stopped = False
        for one in batch.sendings:
            stopped = stopped or time.monotonic() - begun > BATCH_SECONDS
            outcome = None if stopped else self._tried(batch, one)
            # A channel that fails is not asked again for each of a batch.
            stopped = stopped or (outcome is not None and outcome.fault)
            ended.append((one, outcome))
        with self._db.begin() as tx:
            settle(tx, batch, ended, self._settings.delivery_tries, clock.now())
        return len(ended)

    def _tried(self, batch: Batch, one: Sending) -> Outcome:
        if one.parcel is None:
            return Outcome(REFUSED, one.why)
        started = time.perf_counter()
        try:
            outcome = self.through(batch.kind, one.parcel, batch.parts)
        except Exception as error:  # noqa: BLE001 - a sender's fault must not keep its lease
            # Its text may hold an address or a key, so that its type alone is told.
            log.warning("sender_failed", channel=batch.channel, error=type(error).__name__)
            outcome = Outcome(NOBODY_KNOWS, "unexpected-error")
        DELIVERY_SECONDS.labels(batch.kind.name).observe(time.perf_counter() - started)
        DELIVERIES.labels(batch.kind.name, outcome.what).inc()
        return outcome

    def through(self, kind: Kind, parcel: Parcel, parts: dict[str, Any]) -> Outcome:
        """Send the parcel through a channel of the kind that is set up by these parts."""
        hosts = (*self._settings.channel_hosts, *kind.fixed)
        guard = Guard(hosts, self._settings.channel_networks)
        seconds = self._settings.delivery_timeout
        if kind.apprise:  # what these two bring with them is loaded where somebody uses them
            from services.notifications.deliveries.senders import apprised  # noqa: PLC0415

            return apprised.send(kind, parcel, parts, guard, seconds)
        if kind.name == "webpush":
            from services.notifications.deliveries.senders import push  # noqa: PLC0415

            return push.send(parcel, parts, guard, seconds)
        return SENDERS[kind.name](parcel, parts, guard, seconds)


def settle(
    tx: Connection,
    batch: Batch,
    ended: Sequence[tuple[Sending, Outcome | None]],
    tries: int,
    at: datetime,
) -> None:
    """Write how each of a batch ended; None: it was not tried."""
    store, channels = Deliveries(tx), Channels(tx)
    tried = [outcome for _, outcome in ended if outcome is not None]
    done = [row for sending, outcome in ended if _is(outcome, GONE) for row in sending.rows]
    store.settle(done, SENT, "", at)
    if done or any(not one.fault for one in tried):
        channels.succeeded(batch.channel, at)
    for sending, outcome in ended:
        if outcome is None:
            store.put_back(sending.rows, "", None, tried=False)
        elif outcome.what != GONE:
            _failed(tx, batch, sending.rows, outcome, tries, at)
    faults = [one for one in tried if one.fault]
    if faults:
        channels.failed(batch.channel, faults[-1].why, at)


def _is(outcome: Outcome | None, what: str) -> bool:
    return outcome is not None and outcome.what == what


def _failed(
    tx: Connection, batch: Batch, rows: list[Claimed], outcome: Outcome, tries: int, at: datetime
) -> None:
    repeat = outcome.what == AGAIN or (outcome.what == NOBODY_KNOWS and batch.kind.repeatable)
    if repeat and rows[0].attempts < tries:
        pause = domain.wait(rows[0].attempts, _chance.random())
        asked = timedelta(seconds=min(outcome.after or 0.0, domain.LONGEST_WAIT))
        Deliveries(tx).put_back(rows, outcome.why, at + max(pause, asked))
        return
    lost = outcome.what == NOBODY_KNOWS and not batch.kind.repeatable
    give_up(tx, rows, UNKNOWN if lost else FAILED, outcome.why, at)
    for one in rows if outcome.gone else ():
        Contacts(tx).remove(one.reader, one.contact)


def give_up(tx: Connection, rows: list[Claimed], state: str, why: str, at: datetime) -> None:
    """End deliveries, and fall back on each reader's next contact."""
    store, contacts = Deliveries(tx), Contacts(tx)
    held = set(store.settle(rows, state, why, at))
    mine = [one for one in rows if one.id in held and one.contact != NOWHERE]
    messages = store.messages(one.key for one in mine)
    known = contacts.usable(sorted({one.reader for one in mine}))
    for one in mine:
        if not messages[one.key].falls_back:
            continue
        tried = store.tried(one.key, one.reader)
        following = domain.following(one.contact, known.get(one.reader, []), tried, one.rank)
        if following is not None:
            plan = Planned(following.channel, following.id)
            store.add(messages[one.key], [(one.reader, plan)], at)


def tend(tx: Connection, at: datetime) -> int:
    """Have ready what has waited long enough, end what is over, take back what a killed one held.

    Returns how many are ready now that were not.
    """
    store = Deliveries(tx)
    store.expire(at)
    ready = store.ripen(at) + falling_back.go_round(tx, at)
    left = store.abandoned(at)
    kinds = {one.name: KINDS[one.kind] for one in Channels(tx).all().values()}
    again = [one for one in left if one.channel in kinds and kinds[one.channel].repeatable]
    ready += len(store.put_back(again, "abandoned", None))
    lost = [one for one in left if one not in again]
    if lost:
        give_up(tx, lost, UNKNOWN, "abandoned", at)
    return ready
