"""Photos judged anew, when a station's point becomes known or changes, or what counts as far.

A registration locks stations and no record; so it puts them into `photo_checks`, which the loop of
the events role empties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

from libs.kit.db import Database
from services.elections import findings_repository
from services.elections.findings import OPEN, Finding
from services.elections.photos.keeping import Desk, Key
from services.elections.photos.repository import Photos
from services.elections.rules import telling

BATCH = 20  # stations in one transaction: photos that come in wait for it


def check_due(db: Database, zone: tzinfo) -> None:
    """Judge the photos of all stations that wait for it."""
    again = True
    while again:
        with db.begin() as tx:
            due = Photos(tx).take(BATCH)
            for election, codes in sorted(due.items()):
                _judge(Desk.open(tx, election, zone), codes)
        again = bool(due)


def _judge(desk: Desk, codes: Iterable[str]) -> None:
    for record in sorted((key, tps) for key in desk.ballots for tps in codes):
        if any(photo.facts.position for photo in desk.photos.of(*record, shown=True)):
            _judge_record(desk, record)


def _judge_record(desk: Desk, record: Key) -> None:
    desk.lock([record])
    before = findings_repository.of_record(desk.tx, *record)
    found = desk.measure(record)
    if _open(before) != _open(found):
        locked = desk.locked[record]
        ballot = desk.ballots[record[0]]
        telling.findings_changed(desk.tx, ballot, locked.record, locked.names, found)


def _open(found: Iterable[Finding]) -> Counter[str]:
    return Counter(one.severity for one in found if one.state == OPEN)
