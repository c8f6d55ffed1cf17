"""The SQL of tallies: folding changes into them, reading them, and what a recount compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit.db import Database
from services.elections.domain import Ballot
from services.elections.repository import dumped
from services.elections.tables import tallies, tally_changes
from services.elections.tally import Counted, Line, Tally

PAUSE = 0.25  # seconds between two folds of a contest: at most four events a second
COLUMNS = tuple(one.name for one in fields(Tally))

# A contest that another folder holds is skipped. The times are the database's, so that folders on
# any machines agree; the condition is looked at again on the row as it is once locked.
_CLAIM = sa.text("""
SELECT s.contest, s.version, c.election, c.id, s.could_change
FROM tally_states s JOIN contests c ON c.key = s.contest
WHERE s.folded_at <= clock_timestamp() - make_interval(secs => :pause)
  AND EXISTS (SELECT FROM tally_changes q WHERE q.contest = s.contest)
ORDER BY s.folded_at
LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED
""")
_HOLD = sa.text("""
SELECT version, could_change FROM tally_states WHERE contest = :contest FOR NO KEY UPDATE
""")
_WAIT = sa.text("""
SELECT min(extract(epoch FROM s.folded_at - clock_timestamp()))::float + :pause
FROM tally_states s
WHERE EXISTS (SELECT FROM tally_changes q WHERE q.contest = s.contest)
""")
_TAKE = sa.text("""
DELETE FROM tally_changes WHERE contest = :contest AND id IN (
    SELECT id FROM tally_changes WHERE contest = :contest ORDER BY id LIMIT :most
) RETURNING tps
""")
_COUNTED = sa.text("""
SELECT r.tps, s.dpt_total, r.figures, r.errors, r.warnings, r.received_at, r.state, r.standing,
       r.quarantine
FROM unnest(CAST(:tps AS text[])) AS wanted(tps)
JOIN results r ON r.contest = :contest AND r.tps = wanted.tps
JOIN stations s ON s.election = :election AND s.tps = wanted.tps
""")
_ROWS = sa.text(f"""
SELECT t.area, {", ".join(f"t.{name}" for name in COLUMNS)}
FROM unnest(CAST(:areas AS text[])) AS wanted(area)
JOIN tallies t ON t.contest = :contest AND t.level = length(wanted.area) AND t.area = wanted.area
""")  # noqa: S608 - names of columns
_SAVE = sa.text(f"""
INSERT INTO tallies (contest, level, area, version, {", ".join(COLUMNS)})
SELECT :contest, length(r.area), r.area, :version, r.expected, r.stations_in, r.complete,
    ARRAY(SELECT jsonb_array_elements_text(r.votes)::bigint), r.invalid, r.dpt, r.dpt_in, r.users,
    r.errors, r.warnings, r.held, r.votes_held, r.latest
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(area text, expected int, stations_in int,
    complete int, votes jsonb, invalid bigint, dpt bigint, dpt_in bigint, users bigint, errors int,
    warnings int, held int, votes_held bigint, latest timestamptz)
ON CONFLICT (contest, level, area) DO UPDATE SET
    version = excluded.version, {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
""")  # noqa: S608 - names of columns
_CLOSE = sa.text("""
UPDATE tally_states SET version = :version, could_change = :could_change,
    folded_at = clock_timestamp()
WHERE contest = :contest RETURNING folded_at
""")
_VERSION = "SELECT version FROM tally_states WHERE contest = %(contest)s"
_TREE = sa.text(f"""
SELECT t.area, a.name, t.version, s.folded_at, {", ".join(f"t.{name}" for name in COLUMNS)}
FROM tallies t
JOIN tally_states s ON s.contest = t.contest
LEFT JOIN areas a ON a.election = :election AND a.code = t.area
WHERE t.contest = :contest AND t.level = ANY(:levels) AND t.area BETWEEN :area AND :area || ':'
ORDER BY t.area
""")  # noqa: S608 - names of columns


def version(db: Database, ballot: Ballot) -> int:
    """Return the version of the contest's tallies; every change of one gives a new version."""
    return int(db.glance(_VERSION, {"contest": ballot.key})[0])


@dataclass(frozen=True, slots=True)
class Claim:
    """A contest that is this transaction's alone to fold."""

    key: int
    version: int
    election: str
    contest: str
    could_change: bool


class Tallies:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def claim(self) -> Claim | None:
        """Take a contest that has changes and was not folded within the pause."""
        row = self._tx.execute(_CLAIM, {"pause": PAUSE}).one_or_none()
        return Claim(*row) if row else None

    def hold(self, ballot: Ballot) -> Claim:
        """Wait for the contest, and keep all folders from it."""
        version, could_change = self._tx.execute(_HOLD, {"contest": ballot.key}).one()
        return Claim(ballot.key, version, ballot.election.id, ballot.contest.id, could_change)

    def seconds_to_wait(self) -> float | None:
        """Return in how many seconds a contest with changes may be folded; None without any."""
        wait: float | None = self._tx.execute(_WAIT, {"pause": PAUSE}).scalar_one()
        return wait

    def take_changes(self, key: int, most: int) -> set[str]:
        """Remove changes from the queue; returns the stations they name."""
        return set(self._tx.execute(_TAKE, {"contest": key, "most": most}).scalars())

    def counted(self, ballot: Ballot, stations: Iterable[str]) -> dict[str, Counted]:
        """Return what the stations' records say now.

        Must be a statement of its own after the one that took the changes: it then sees at least
        what those changes were about.
        """
        where = {"election": ballot.election.id, "contest": ballot.key, "tps": list(stations)}
        rows = self._tx.execute(_COUNTED, where)
        return {row[0]: Counted(*row[1:]) for row in rows}

    def rows(self, key: int, areas: Iterable[str]) -> dict[str, Tally]:
        """Return the rows of the areas as they are applied."""
        where = {"contest": key, "areas": list(areas)}
        return {row[0]: _tally(row[1:]) for row in self._tx.execute(_ROWS, where)}

    def save(self, key: int, version: int, rows: Mapping[str, Tally]) -> None:
        listed = [{"area": area} | asdict(row) for area, row in sorted(rows.items())]
        where = {"contest": key, "version": version, "rows": dumped(listed)}
        self._tx.execute(_SAVE, where)

    def close(self, key: int, version: int, *, could_change: bool) -> datetime:
        """Note that the contest was folded, and whether what is held could change who won.

        Returns when.
        """
        where = {"contest": key, "version": version, "could_change": could_change}
        moment = self._tx.execute(_CLOSE, where).scalar_one()
        assert isinstance(moment, datetime)  # noqa: S101
        return moment

    def tree(self, ballot: Ballot, area: str, depth: int) -> list[Line]:
        """Return the row of the area and those of areas in it, `depth` levels down, by code."""
        place = codes.LENGTHS.index(len(area))
        levels = list(codes.LENGTHS[place : place + depth + 1])
        where = {"election": ballot.election.id, "contest": ballot.key, "area": area}
        rows = self._tx.execute(_TREE, where | {"levels": levels})
        return [Line(row[0], row[1], row[2], row[3], _tally(row[4:])) for row in rows]

    # ---- for a recount

    def all_rows(self, ballot: Ballot) -> dict[str, Tally]:
        columns = [tallies.c[name] for name in ("area", *COLUMNS)]
        query = sa.select(*columns).where(tallies.c.contest == ballot.key)
        return {row[0]: _tally(row[1:]) for row in self._tx.execute(query)}

    def pending(self, ballot: Ballot) -> set[str]:
        """Return the stations whose change waits to be folded."""
        query = sa.select(tally_changes.c.tps).where(tally_changes.c.contest == ballot.key)
        return set(self._tx.execute(query).scalars())

    def drop(self, ballot: Ballot, areas: Iterable[str]) -> None:
        mine = tallies.c.contest == ballot.key
        self._tx.execute(tallies.delete().where(mine, tallies.c.area.in_(list(areas))))


def _tally(columns: Sequence[Any]) -> Tally:
    """Return a row from its columns, in the order of COLUMNS."""
    expected, stations_in, complete, votes, *others = columns
    return Tally(expected, stations_in, complete, tuple(votes), *others)
