"""Fold what changed into the tallies, and tell of it: any number of processes may do it at once.

A contest is folded by one at a time, at most four times a second, and each fold is one event.
PostgreSQL's READ COMMITTED needs the order of statements kept: first the contest's lock, then the
queue, then the records.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.db import Database
from services.elections import tally
from services.elections.domain import Ballot
from services.elections.repository import Elections
from services.elections.tally import Tally
from services.elections.tally_messages import held_votes_changed, tally_changed
from services.elections.tally_repository import PAUSE, Claim, Tallies

BATCH = 5000  # changes in one transaction: 20,000 a second and contest
VILLAGE = 10


def run(db: Database) -> None:
    """Fold what may be folded; where something has to wait for its turn, wait and fold that too."""
    fold_due(db)
    with db.begin() as tx:
        wait = Tallies(tx).seconds_to_wait()
    if wait is not None and wait > 0:
        time.sleep(min(wait, PAUSE))
        fold_due(db)


def fold_due(db: Database) -> None:
    """Fold each contest that has changes, is free, and was not folded just now."""
    folded = True
    while folded:
        with db.begin() as tx:
            folded = fold_one(tx)


def fold_one(tx: Connection) -> bool:
    """Fold one contest's changes; returns whether there was one to fold."""
    store = Tallies(tx)
    claim = store.claim()
    if claim is None:
        return False
    ballot = Elections(tx).ballot(claim.election, claim.contest)
    root = ballot.contest.area
    counted = store.counted(ballot, store.take_changes(claim.key, BATCH))
    new = {code: tally.of_station(one, ballot.contest) for code, one in counted.items()}
    held = {area for code in new for area in tally.holders(code, root)}
    keep(tx, ballot, claim, tally.fold(store.rows(claim.key, held), new, root))
    return True


def keep(tx: Connection, ballot: Ballot, claim: Claim, changed: Mapping[str, Tally]) -> None:
    """Store the rows that changed under the next version, and tell of those above the stations."""
    store, root = Tallies(tx), changed.get(ballot.contest.area)
    version = claim.version + bool(changed)
    could_change = root.could_change if root else claim.could_change
    as_of = store.close(ballot.key, version, could_change=could_change)
    if changed:
        store.save(ballot.key, version, changed)
        told = {area: row for area, row in changed.items() if len(area) <= VILLAGE}
        names = Elections(tx).names(ballot.election.id, told)
        outbox.add(tx, "elections", tally_changed(ballot, version, as_of, told, names))
        if root and could_change != claim.could_change:
            outbox.add(tx, "elections", held_votes_changed(ballot, root, as_of, names))
