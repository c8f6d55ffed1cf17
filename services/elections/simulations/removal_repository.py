"""The SQL that takes an election away, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

ROWS = 2000  # of one table in one transaction
_PHOTOS = "SELECT id FROM photos WHERE contest = ANY(:contests)"
_SAMPLES = "SELECT id FROM samples WHERE contest = ANY(:contests)"
_SUBMISSIONS = "SELECT id FROM submissions WHERE contest = ANY(:contests)"
_JOBS = "SELECT id FROM jobs WHERE arguments ->> 'election' = :election"
_SIMULATION = "SELECT id FROM simulations WHERE election = :election"
_CONTEST, _ELECTION = "contest = ANY(:contests)", "election = :election"

# What would be folded or looked at goes first, then what names other rows before these. A test
# holds that no table with an election or a contest is missing. The audit log stays, as for all.
PARTS: tuple[tuple[str, str], ...] = (
    *((name, _CONTEST) for name in ("tally_changes", "queue_checks")),
    *((name, _ELECTION) for name in ("rule_checks", "photo_checks")),
    ("submission_signatures", f"submission IN ({_SUBMISSIONS})"),
    ("photo_twins", f"photo IN ({_PHOTOS}) OR twin IN ({_PHOTOS})"),
    ("sample_history", f"sample IN ({_SAMPLES})"),
    ("sample_stations", f"sample IN ({_SAMPLES})"),
    ("import_errors", f"job IN ({_JOBS})"),
    ("simulation_samples", f"simulation IN ({_SIMULATION})"),
    *(
        (name, _CONTEST)
        for name in (
            "photos", "samples", "findings", "queue", "record_changes", "reopenings",
            "submissions", "results", "tallies", "tally_states", "documents", "recaps",
        )
    ),
    *(
        (name, _ELECTION)
        for name in (
            "crew_keys", "crew_codes", "sms_messages", "sms_phones", "staff_objections",
            "staff_applicants", "staff_rounds", "staff_party_members", "staff_party_snapshots",
            "staff_watches", "stage_reminders", "stages", "station_signals", "rules",
            "election_options", "overdue_districts", "stations", "areas",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Removal:
    """An election that is to go, and its contests."""

    election: str
    contests: tuple[int, ...]

    @classmethod
    def of(cls, tx: Connection, election: str) -> Removal:
        query = sa.text("SELECT key FROM contests WHERE election = :election ORDER BY key")
        keys = tx.execute(query, {"election": election}).scalars()
        return cls(election, tuple(keys))

    def count(self, tx: Connection) -> int:
        """Return how many rows there are."""
        each = " UNION ALL ".join(f"SELECT 1 FROM {name} WHERE {mine}" for name, mine in PARTS)  # noqa: S608
        return int(tx.execute(sa.text(f"SELECT count(*) FROM ({each}) a"), self._own).scalar_one())  # noqa: S608

    def step(self, tx: Connection) -> int:
        """Delete some rows of the first table that has any; returns how many."""
        for name, mine in PARTS:
            gone = tx.execute(
                sa.text(
                    f"DELETE FROM {name} WHERE ctid = ANY(ARRAY("  # noqa: S608 - names from above
                    f"SELECT ctid FROM {name} WHERE {mine} LIMIT :rows))"
                ),
                self._own | {"rows": ROWS},
            ).rowcount
            if gone:
                return gone
        return 0

    def end(self, tx: Connection, simulation: str) -> None:
        """Delete the election itself."""
        for query in (
            "DELETE FROM simulations WHERE id = CAST(:simulation AS uuid)",
            "DELETE FROM contests WHERE election = :election",
            "DELETE FROM elections WHERE id = :election AND rehearsal",
        ):
            tx.execute(sa.text(query), self._own | {"simulation": simulation})

    @property
    def _own(self) -> dict[str, Any]:
        return {"election": self.election, "contests": list(self.contests)}
