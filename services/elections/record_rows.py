"""Rows ↔ records, both ways. Pure.

An entry's figures are left out of its row where they are the record's own, as with one entry they
are: so a record's row holds a form once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from libs.kit import clock
from services.elections.consolidation import Entry
from services.elections.domain import Record, Submission
from services.elections.findings import Finding

Row = Any  # a mapping by the columns' names, which SQLAlchemy types otherwise
# What of a record its row repeats as it is.
PLAIN = ("tps", "version", "figures", "state", "quarantine", "complete", "standing", "rules")


def record_in(row: Row, found: Iterable[Finding] = ()) -> Record:
    """Read a row of `results`."""
    plain = {name: row[name] for name in PLAIN}
    entries = entries_in(row["entries"], row["figures"])
    conflicts = tuple(row["conflicts"])
    return Record(**plain, findings=tuple(found), entries=entries, conflicts=conflicts)


def record_out(record: Record) -> dict[str, Any]:
    """Return the columns that a record fills, but for its keys, its findings and its newest."""
    plain = {name: getattr(record, name) for name in PLAIN if name != "tps"}
    more = {"counted": record.counted, "conflicts": list(record.conflicts)}
    return plain | more | {"entries": entries_out(record)}


def entries_in(stored: Mapping[str, Any], figures: Mapping[str, int]) -> dict[str, Entry]:
    return {
        source: Entry(
            source,
            one["channel"],
            one["who"],
            datetime.fromisoformat(one["at"]),
            one["version"],
            one.get("figures", figures),
        )
        for source, one in stored.items()
    }


def entries_out(record: Record) -> dict[str, Any]:
    return {source: _entry(entry, record.figures) for source, entry in record.entries.items()}


def _entry(entry: Entry, figures: Mapping[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {"channel": entry.channel, "who": entry.who, "version": entry.version}
    row["at"] = clock.to_text(entry.at)
    return row if entry.figures == figures else row | {"figures": entry.figures}


def submission_in(row: Row) -> Submission:
    """Read a row of `submissions`, or of `results`, which repeats the newest one.

    A figure that was withdrawn is null in `submissions`.
    """
    brought = row["figures"]
    return Submission(
        row.get("submission") or row["id"],
        row["tps"],
        row["channel"],
        row["who"],
        row["received_at"],
        row.get("recorded_at"),
        {name: figure for name, figure in brought.items() if figure is not None},
        row.get("reason"),
        tuple(name for name, figure in brought.items() if figure is None),
    )


def finding_in(row: Row) -> Finding:
    names = ("rule", "severity", "message", "difference", "source", "state", "note")
    return Finding(**{name: row[name] for name in names}, fields=tuple(row["fields"]))
