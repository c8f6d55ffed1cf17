"""The SQL of samples, of what came in from them, and of what is out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.principal import Principal
from services.elections.domain import Ballot
from services.elections.quick_count import messages
from services.elections.quick_count.domain import Sample, UnknownSample
from services.elections.quick_count.outlook import Village
from services.elections.quick_count.tables import sample_history, sample_stations, samples
from services.elections.repository import within
from services.elections.tables import areas, stations, tallies

STATION, VILLAGE = 13, 10  # digits of the code, which are the levels of a tally

# The row of a station in the tally holds what is counted of it: nothing else enters an estimate.
REPORTED = """
SELECT s.stratum, t.votes, t.dpt_in, t.users
FROM sample_stations s
JOIN tallies t ON t.contest = %(contest)s AND t.level = 13 AND t.area = s.tps
WHERE s.sample = %(sample)s::uuid AND t.stations_in > 0
"""
_PUT_STATIONS = sa.text("""
INSERT INTO sample_stations (sample, tps, stratum)
SELECT CAST(:sample AS uuid), * FROM unnest(CAST(:tps AS text[]), CAST(:strata AS text[]))
""")
_FRAME = sa.text("""
SELECT r.tps, s.dpt_total FROM results r
JOIN stations s ON s.election = :election AND s.tps = r.tps
WHERE r.contest = :contest AND r.tps BETWEEN :area AND :area || ':'
""")
_VILLAGES = sa.text("""
SELECT v.area, v.votes, sum(s.dpt) FILTER (WHERE s.stations_in > 0) AS dpt_in,
    count(*) FILTER (WHERE s.stations_in = 0) AS stations_out,
    sum(s.dpt) FILTER (WHERE s.stations_in = 0) AS dpt_out,
    count(*) FILTER (WHERE s.stations_in = 0 AND s.dpt = 0) AS unknown_out
FROM tallies s
JOIN tallies v ON v.contest = s.contest AND v.level = 10 AND v.area = left(s.area, 10)
WHERE s.contest = :contest AND s.level = 13 AND s.area BETWEEN :area AND :area || ':'
GROUP BY v.area, v.votes ORDER BY v.area
""")
# Samples whose contest's tally moved since they were looked at.
_MOVED = sa.text("""
SELECT s.id, c.election, c.id AS contest FROM samples s
JOIN tally_states t ON t.contest = s.contest
JOIN contests c ON c.key = s.contest
WHERE t.version > s.seen_version ORDER BY s.noted_at NULLS FIRST
""")
_HOLD = sa.text("""
SELECT s.seen_version, s.noted_at, s.noted_arrived, t.version, h.figures
FROM samples s
JOIN tally_states t ON t.contest = s.contest
LEFT JOIN sample_history h ON h.sample = s.id AND h.at = s.noted_at
WHERE s.id = CAST(:id AS uuid) AND t.version > s.seen_version
FOR NO KEY UPDATE OF s SKIP LOCKED
""")


class Samples:
    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, ballot: Ballot, sample: Sample, who: str, drawn: Mapping[str, str]) -> None:
        """Keep a sample with the stratum of each of its stations."""
        row = {
            "id": sample.id,
            "contest": ballot.key,
            "name": sample.name,
            "area": sample.area,
            "design": messages.design(sample),
            "published": sample.published,
            "created_by": who,
            "created_at": sample.created_at,
        }
        self._tx.execute(samples.insert(), row)
        columns = {"tps": list(drawn), "strata": list(drawn.values())}
        self._tx.execute(_PUT_STATIONS, columns | {"sample": sample.id})

    def get(self, ballot: Ballot, sample_id: str) -> Sample:
        """Return the sample; raises UnknownSample."""
        mine = (samples.c.contest == ballot.key) & (
            sa.cast(samples.c.id, sa.Text) == sample_id.lower()
        )
        row = self._tx.execute(sa.select(samples).where(mine)).mappings().one_or_none()
        if row is None:
            raise UnknownSample(f"{ballot.contest.id} has no sample {sample_id}")
        return messages.sample(dict(row))

    def page(
        self, ballot: Ballot, who: Principal, limit: int, after: str, *, published: bool
    ) -> list[Sample]:
        """Return samples that concern the principal's area, the newest first, one too many."""
        area = sa.literal(who.area)
        related = samples.c.area.startswith(who.area) | area.startswith(samples.c.area)
        query = sa.select(samples).where(samples.c.contest == ballot.key, related)
        if published:
            query = query.where(samples.c.published)
        if after:
            moment, _, last = after.partition("/")
            place = sa.tuple_(samples.c.created_at, sa.cast(samples.c.id, sa.Text))
            earlier = sa.tuple_(sa.literal(datetime.fromisoformat(moment)), sa.literal(last))
            query = query.where(place < earlier)
        order = (samples.c.created_at.desc(), sa.cast(samples.c.id, sa.Text).desc())
        rows = self._tx.execute(query.order_by(*order).limit(limit + 1)).mappings()
        return [messages.sample(dict(row)) for row in rows]

    def publish(self, sample_id: str, published: bool) -> None:
        mine = samples.c.id == sample_id
        self._tx.execute(samples.update().where(mine).values(published=published))

    def stations(
        self, ballot: Ballot, sample: Sample, area: str, limit: int | None, after: str
    ) -> Sequence[sa.RowMapping]:
        """Return rows of sampled stations by code, one more than the limit (None = all)."""
        tps = sample_stations.c.tps
        village, district = areas.alias("v"), areas.alias("d")
        election = ballot.election.id
        source = (
            sample_stations.join(
                stations, (stations.c.election == election) & (stations.c.tps == tps)
            )
            .outerjoin(village, _named(village, election, tps, VILLAGE))
            .outerjoin(district, _named(district, election, tps, 6))
            .outerjoin(tallies, _row_of(tps, ballot))
        )
        columns = [stations.c[one] for one in ("name", "dpt_total", "lon", "lat")]
        query = (
            sa.select(
                tps,
                sample_stations.c.stratum,
                *columns,
                village.c.name.label("village"),
                district.c.name.label("district"),
                sa.func.coalesce(tallies.c.stations_in > 0, sa.false()).label("arrived"),
            )
            .select_from(source)
            .where(sample_stations.c.sample == sample.id, within(tps, area), tps > after)
            .order_by(tps)
            .limit(None if limit is None else limit + 1)
        )
        return self._tx.execute(query).mappings().all()

    def reported(self, ballot: Ballot, sample_id: str) -> list[tuple[str, list[int], int, int]]:
        """Return (stratum, votes, DPT of stations with users, users) of what is counted."""
        where = {"contest": ballot.key, "sample": sample_id}
        return [tuple(row) for row in self._tx.exec_driver_sql(REPORTED, where)]

    # ---- what a design is made of

    def frame(self, ballot: Ballot, area: str) -> dict[str, int | None]:
        """Return the registered voters of the contest's stations in the area, by code."""
        where = {"election": ballot.election.id, "contest": ballot.key, "area": area}
        return {row.tps: row.dpt_total for row in self._tx.execute(_FRAME, where)}

    def votes_of_stations(self, ballot: Ballot, area: str) -> list[tuple[str, list[int]]]:
        """Return the votes of each station of the area that is counted."""
        rows = self._tx.execute(_counted(ballot, STATION, area))
        return [(row.area, row.votes) for row in rows]

    # ---- how an estimate went

    def moved(self) -> list[tuple[str, str, str]]:
        """Return (sample, election, contest) of those whose tally has changed."""
        return [(str(row[0]), row[1], row[2]) for row in self._tx.execute(_MOVED)]

    def hold(self, sample_id: str) -> sa.RowMapping | None:
        """Take a sample that moved, unless another process has it; returns its last note."""
        return self._tx.execute(_HOLD, {"id": sample_id}).mappings().one_or_none()

    def note(
        self, sample_id: str, at: datetime, arrived: int, figures: dict[str, Any] | None
    ) -> None:
        """Add a row to the sample's history."""
        row = {"sample": sample_id, "at": at, "arrived": arrived, "figures": figures}
        self._tx.execute(pg.insert(sample_history).values(row))
        values = {"noted_at": at, "noted_arrived": arrived}
        self._tx.execute(samples.update().where(samples.c.id == sample_id).values(values))

    def seen(self, sample_id: str, version: int) -> None:
        mine = samples.c.id == sample_id
        self._tx.execute(samples.update().where(mine).values(seen_version=version))

    def history(self, sample_id: str, limit: int, after: datetime | None) -> list[Any]:
        """Return (at, arrived, figures) after a moment, the oldest first, one too many."""
        query = sa.select(sample_history).where(sample_history.c.sample == sample_id)
        if after is not None:
            query = query.where(sample_history.c.at > after)
        rows = self._tx.execute(query.order_by(sample_history.c.at).limit(limit + 1))
        return [(row.at, row.arrived, row.figures) for row in rows]

    # ---- what is out

    def villages(
        self, ballot: Ballot, area: str, earlier: Mapping[str, tuple[float, ...]]
    ) -> list[Village]:
        """Return the area's villages, with the shares of the earlier election."""
        rows = self._tx.execute(_VILLAGES, {"contest": ballot.key, "area": area})
        return [
            Village(
                row.area,
                tuple(row.votes),
                int(row.dpt_in or 0),
                row.stations_out,
                int(row.dpt_out or 0),
                row.unknown_out,
                earlier.get(row.area),
            )
            for row in rows
        ]

    def shares_of_villages(self, ballot: Ballot, area: str) -> dict[str, tuple[float, ...]]:
        """Return the candidates' shares in each village that has any, in the ballot's order."""
        rows = self._tx.execute(_counted(ballot, VILLAGE, area))
        return {row.area: _shares(row.votes) for row in rows if sum(row.votes)}


def _shares(votes: Iterable[int]) -> tuple[float, ...]:
    given = list(votes)
    return tuple(one / sum(given) for one in given)


def _counted(ballot: Ballot, level: int, area: str) -> Any:
    return sa.select(tallies.c.area, tallies.c.votes).where(
        tallies.c.contest == ballot.key,
        tallies.c.level == level,
        within(tallies.c.area, area),
        tallies.c.stations_in > 0,
    )


def _named(table: Any, election: str, tps: Any, digits: int) -> Any:
    return (table.c.election == election) & (table.c.code == sa.func.left(tps, digits))


def _row_of(tps: Any, ballot: Ballot) -> Any:
    return (
        (tallies.c.contest == ballot.key) & (tallies.c.level == STATION) & (tallies.c.area == tps)
    )
