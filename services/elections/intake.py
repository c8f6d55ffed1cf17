"""The one road of a result into the records, whoever brings it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox, wakes
from services.elections import forms, messages, options_repository
from services.elections.consolidation import VERIFIER
from services.elections.domain import Ballot, Election, Record, Station, Submission
from services.elections.repository import Stations
from services.elections.results_repository import Results
from services.elections.rules import repository as rule_sets

FOLDING = "elections_tally"  # the channel that wakes those who fold
WAKE_SECONDS = 0.25  # they look by themselves as often as this


class _Waking:
    """When this process woke the folders last: they need no second call within their pause."""

    next_at = 0.0


def submit(tx: Connection, ballot: Ballot, submission: Submission) -> dict[str, Any]:
    """Keep a submission, bring the record up to date, and tell of it; returns the record.

    Raises UnknownStation, ResultAlreadyFinal, and ElectionClosed for what is no decision.
    """
    record, newest = take(tx, ballot, submission)
    return forms.result_out(ballot, record, newest)


def take(
    tx: Connection, ballot: Ballot, submission: Submission, expected: int | None = None
) -> tuple[Record, Submission]:
    """Do as `submit` does; returns the record and the submission as it was kept.

    Raises PreconditionFailed when the record is not of the version that was expected.
    """
    results = Results(tx)
    locked = results.lock(ballot, submission.tps)
    locked.require_version(expected)
    options = options_repository.of_version(tx, ballot.election.id, locked.options)
    if submission.channel != VERIFIER:
        options.require_open(submission.received_at)
    if locked.received_at is not None and submission.received_at < locked.received_at:
        # It was read first and got the lock second: a station's times go with its versions.
        submission = replace(submission, received_at=locked.received_at)
    ballot = rule_sets.bound(tx, ballot, options)
    taken = locked.record.take(submission, ballot, options.rules)
    record = results.save(ballot, locked, taken, submission)
    if ballot.rules.concerns_others(locked.record.figures, record.figures):
        rule_sets.queue(tx, ballot.election.id, record.tps)
    outbox.add(tx, "elections", forms.result_submitted(ballot, record, submission, locked.names))
    wake_folders(tx)
    return record, submission


def register(tx: Connection, election: Election, stations: Sequence[Station]) -> list[Station]:
    """Register stations (sorted by code), and tell of those that are new or changed."""
    changed = Stations(tx).put(election.id, stations)
    events = [messages.station_registered(election, station) for station in changed]
    outbox.add(tx, "elections", *events)
    wake_folders(tx)
    return changed


def wake_folders(tx: Connection) -> None:
    """Wake the folders once this transaction is committed, if nobody did just now."""
    now = time.monotonic()
    if now >= _Waking.next_at:
        _Waking.next_at = now + WAKE_SECONDS
        wakes.after_commit(tx, FOLDING)
