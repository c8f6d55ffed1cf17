"""The one road of a result into the records, whoever brings it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox, wakes
from libs.kit.errors import KendaliError
from services.elections import forms, messages, options_repository
from services.elections.consolidation import VERIFIER
from services.elections.domain import (
    Ballot,
    Election,
    Record,
    ResultAlreadyFinal,
    Station,
    Submission,
    UnknownStation,
)
from services.elections.options import ElectionClosed
from services.elections.photos.repository import Photos
from services.elections.repository import Stations
from services.elections.results_repository import Locked, Results
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
    locked = Results(tx).lock(ballot, submission.tps)
    locked.require_version(expected)
    return _take(tx, ballot, submission, locked)


def submit_many(
    tx: Connection, ballot: Ballot, many: Sequence[Submission]
) -> list[tuple[Submission, dict[str, Any] | KendaliError]]:
    """Do as `submit` does for each: returns with each its record, or why it was refused.

    Stations are locked at once and all is written with the COMMIT, so that a file of them takes
    two round trips and not two for each.
    """
    if len({one.tps for one in many}) < len(many):
        return [(one, _tried(submit, tx, ballot, one)) for one in many]
    locked = Results(tx).lock_many(ballot, [one.tps for one in many])
    return [(one, _tried(_one_of_many, tx, ballot, one, locked)) for one in many]


def _tried(handing_in: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any] | KendaliError:
    """Return the error that a submission was refused with: before anything of it was written."""
    try:
        return handing_in(*given)
    except (UnknownStation, ResultAlreadyFinal, ElectionClosed) as error:
        return error


def _one_of_many(
    tx: Connection, ballot: Ballot, one: Submission, locked: dict[str, Locked]
) -> dict[str, Any]:
    if one.tps not in locked:
        raise UnknownStation(f"{one.tps} is not registered for {ballot.contest.id}")
    mine = locked[one.tps]
    return forms.result_out(ballot, *_take(tx, ballot, one, mine, later=not mine.had_findings))


def _take(
    tx: Connection, ballot: Ballot, submission: Submission, locked: Locked, *, later: bool = False
) -> tuple[Record, Submission]:
    options = options_repository.of_version(tx, ballot.election.id, locked.options)
    if submission.channel != VERIFIER:
        options.require_open(submission.received_at)
    if locked.received_at is not None and submission.received_at < locked.received_at:
        # It was read first and got the lock second: a station's times go with its versions.
        submission = replace(submission, received_at=locked.received_at)
    ballot = rule_sets.bound(tx, ballot, options)
    taken = locked.record.take(submission, ballot, options.rules)
    record = taken
    if later:
        Results(tx).save_later(ballot, taken, submission)
    else:
        record = Results(tx).save(ballot, locked, taken, submission)
    if ballot.rules.concerns_others(locked.record.figures, record.figures):
        rule_sets.queue(tx, ballot.election.id, record.tps)
    outbox.add(tx, "elections", forms.result_submitted(ballot, record, submission, locked.names))
    wake_folders(tx)
    return record, submission


def register(tx: Connection, election: Election, stations: Sequence[Station]) -> list[Station]:
    """Register stations (sorted by code), and tell of those that are new or changed."""
    changed = Stations(tx).put(election.id, stations)
    Photos(tx).queue(election.id, [one.code for one in changed])
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
