"""Look at samples whose tally moved, keep a row of their history, and tell of it.

A row at most each 30 seconds or each percent of the sample that arrives, and only for a change.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from services.elections.domain import Ballot
from services.elections.quick_count import answers, showing
from services.elections.quick_count.repository import Samples
from services.elections.repository import Elections

LOOK_SECONDS = 2.0
PAUSE = timedelta(seconds=30)
STEP = 0.01  # of the sample's stations


def run(db: Database) -> None:
    """Look at every sample that moved, one transaction each."""
    with db.begin() as tx:
        moved = Samples(tx).moved()
    for sample_id, election, contest in moved:
        with db.begin() as tx:
            look(tx, Elections(tx).ballot(election, contest), sample_id, clock.now())


def look(tx: Connection, ballot: Ballot, sample_id: str, now: datetime) -> bool:
    """Note how the sample stands, if that is due; returns whether a row was added."""
    store = Samples(tx)
    last = store.hold(sample_id)
    if last is None:
        return False
    sample = store.get(ballot, sample_id)
    found = showing.estimate(sample, ballot.contest, store.reported(ballot, sample_id))
    if _same(last, found):
        store.seen(sample_id, last["version"])
        return False
    if not due(last["noted_at"], last["noted_arrived"], found.stations, sample.size, now):
        return False
    store.note(sample_id, now, found.stations, found.figures)
    store.seen(sample_id, last["version"])
    answers.tell(tx, ballot, sample, found.state, found.stations)
    return True


def due(
    noted_at: datetime | None, noted_arrived: int, arrived: int, size: int, now: datetime
) -> bool:
    """Tell whether the history may have another row."""
    if noted_at is None or now - noted_at >= PAUSE:
        return True
    return abs(arrived - noted_arrived) >= max(1, math.ceil(size * STEP))


def _same(last: Any, found: showing.Estimate) -> bool:
    never = last["noted_at"] is None and not found.stations
    as_noted = last["noted_arrived"] == found.stations and last["figures"] == found.figures
    return never or (last["noted_at"] is not None and as_noted)
