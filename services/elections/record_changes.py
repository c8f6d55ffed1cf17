"""What changes a record besides a submission: kept, told of, and queued for the tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.envelope import Event
from services.elections import forms, intake
from services.elections.consolidation import FINAL
from services.elections.domain import Ballot, Record
from services.elections.results_repository import Locked, Results
from services.elections.tables import record_changes as table

# A decision is a submission and is kept as one; the others are rows of `record_changes`.
DECIDED, QUARANTINED, RELEASED = "decided", "quarantined", "released"
FINALISED, REOPENED, CONSOLIDATED = "finalised", "reopened", "consolidated"

_REQUEUE = "INSERT INTO tally_changes (contest, tps) VALUES (%(contest)s, %(tps)s)"


@dataclass(frozen=True)
class Change:
    """Who changed a record, how and why; `scope` is that of a quarantine."""

    kind: str
    who: str
    reason: str | None = None
    scope: str | None = None


def put(tx: Connection, ballot: Ballot, locked: Locked, record: Record, change: Change) -> None:
    """Keep the record as the change made it, and tell of it."""
    Results(tx).change(ballot, record, vars(change))
    tell(tx, ballot, record, change.kind, locked.names)


def tell(
    tx: Connection, ballot: Ballot, record: Record, kind: str, names: Mapping[str, str]
) -> None:
    """Tell that the record changed, and wake those who fold the tallies."""
    outbox.add(tx, "elections", record_changed(ballot, record, kind, names))
    intake.wake_folders(tx)


def of(tx: Connection, ballot: Ballot, tps: str) -> list[dict[str, Any]]:
    """Return who changed the record, and how, the first change first."""
    mine = (table.c.contest == ballot.key) & (table.c.tps == tps)
    rows = tx.execute(sa.select(table).where(mine).order_by(table.c.version)).mappings()
    names = ("version", "change", "who", "reason", "scope")
    return [{name: row[name] for name in names} | {"at": clock.to_text(row["at"])} for row in rows]


def requeue(tx: Connection, contest_key: int, tps: str) -> None:
    """Have the station's record folded into the tallies again."""
    tx.exec_driver_sql(_REQUEUE, {"contest": contest_key, "tps": tps})
    intake.wake_folders(tx)


def subject(ballot: Ballot, tps: str) -> str:
    """Return what an event or a note about the record is about."""
    return f"{ballot.election.id}/{ballot.contest.id}/{tps}"


def record_changed(ballot: Ballot, record: Record, kind: str, names: Mapping[str, str]) -> Event:
    data: dict[str, Any] = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": record.tps,
        "version": record.version,
        "state": record.state,
        "counted": record.counted,
        "quarantine": record.quarantine,
        "change": kind,
        "areas": forms.areas_out(record.tps[:10], names),
        "rehearsal": ballot.election.rehearsal,
    }
    return Event("record_changed", subject(ballot, record.tps), data)


def finalised(ballot: Ballot, tps: str, version: int, names: Mapping[str, str]) -> Event:
    """Return the fact that a record was closed, which it is only when it counts."""
    return record_changed(ballot, Record(tps, version, state=FINAL), FINALISED, names)
