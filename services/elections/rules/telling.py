"""The event that findings of a record changed without a submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.envelope import Event
from services.elections import forms, intake
from services.elections.domain import Ballot, Record
from services.elections.findings import ERROR, OPEN, WARNING, Finding


def findings_changed(
    tx: Connection,
    ballot: Ballot,
    record: Record,
    names: Mapping[str, str],
    found: Iterable[Finding],
) -> None:
    """Tell how many findings of the record are open now; `names` are of the areas that hold it."""
    standing = [one.severity for one in found if one.state == OPEN]
    data: dict[str, Any] = {
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": record.tps,
        "version": record.version,
        "findings": {one: standing.count(one) for one in (ERROR, WARNING)},
        "areas": forms.areas_out(record.tps[:10], names),
    }
    subject = f"{ballot.election.id}/{ballot.contest.id}/{record.tps}"
    outbox.add(tx, "elections", Event("findings_changed", subject, data))
    intake.wake_folders(tx)
