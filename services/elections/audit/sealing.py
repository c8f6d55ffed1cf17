"""Entries become leaves of the tree, and the tree gets signed roots.

No command waits for this: an entry is committed with its change and sealed within a second, by
whoever holds the advisory lock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.db import Database
from services.elections.audit import merkle, messages, signing
from services.elections.audit.domain import Entry, Root, Sealed
from services.elections.audit.repository import START, Log, Roots

BATCH = 200  # in one go: the process has other loops, which wait meanwhile
HOUR = timedelta(hours=1)
FINAL_PAUSE = timedelta(seconds=10)  # finals of a night share a root
FINALS = frozenset({"result_finalised", "contest_finalised"})


def run(db: Database, key: str) -> None:
    """Seal what is pending; publish a root after a final, and every hour in which much was new."""
    sealed = BATCH
    while sealed == BATCH:
        with db.begin() as tx:
            sealed = seal(tx)
    with db.begin() as tx:
        reason = _due(tx, clock.now())
        if reason:
            publish(tx, key, reason)


def seal(tx: Connection) -> int:
    """Append a batch of entries to the log; returns how many."""
    log = Log(tx)
    taken = log.take(BATCH) if log.claim() else []
    if taken:
        size, chain = log.head()
        sealed = _sealed(taken, size, chain)
        peaks = log.nodes(merkle.full(0, size))
        log.append(sealed, merkle.grow(peaks, size, [one.hash for one in sealed]))
    return len(taken)


def _sealed(taken: list[tuple[int, Entry]], size: int, chain: bytes) -> list[Sealed]:
    found = []
    for position, (number, entry) in enumerate(taken, size):
        leaf = messages.leaf_of(entry)
        hashed = messages.leaf_hash(messages.leaf_out(leaf))
        chain = messages.chained(chain, hashed)
        found.append(Sealed(position, number, leaf, hashed, chain))
    return found


def publish(tx: Connection, key: str, reason: str) -> Root | None:
    """Sign and publish the log's root, with its event; None where nothing is new or sealed now."""
    log = Log(tx)
    if not log.claim():
        return None
    size, chain = log.head()
    last = Roots(tx).last()
    previous = last.size if last else 0
    if size == previous:
        return None
    top = merkle.root(log.nodes(merkle.full(0, size)), 0, size)
    root = signing.sign(Root(size, top, chain, previous, clock.now(), reason), key)
    Roots(tx).add(root)
    outbox.add(tx, "elections", messages.root_published(root))
    return root


def _due(tx: Connection, now: datetime) -> str:
    """Return why a root is due: "first", "hour", "final"; empty for not yet."""
    last = Roots(tx).last()
    if last is None:
        return "first" if Log(tx).head() != (0, START) else ""
    if now - last.at >= HOUR:
        return "hour"
    if now - last.at >= FINAL_PAUSE and Log(tx).has_since(last.size, FINALS):
        return "final"
    return ""
