"""The SQL of elections and polling stations; results and tallies have a file of their own each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Engine

from services.elections import messages, tables
from services.elections.domain import (
    Ballot,
    Candidate,
    Contest,
    Election,
    ElectionDiffers,
    Station,
    UnknownContest,
    UnknownElection,
)

WORDS = 8  # that are looked for; more are passed over
# An election never changes, so what was read of it once stands for as long as the process lives.
_KNOWN: WeakKeyDictionary[Engine, dict[str, dict[str, Ballot]]] = WeakKeyDictionary()

elections, contests, areas = tables.elections, tables.contests, tables.areas
stations, import_errors = tables.stations, tables.import_errors

_PUT_AREAS = sa.text("""
WITH put AS (
    INSERT INTO areas AS a (election, code, name)
    SELECT :election, * FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[])) AS n(code, name)
    ORDER BY n.code
    ON CONFLICT (election, code) DO UPDATE SET name = excluded.name WHERE a.name <> excluded.name
    RETURNING 1
)
UPDATE tally_states SET version = version + 1
WHERE contest IN (SELECT key FROM contests WHERE election = :election) AND EXISTS (SELECT FROM put)
""")
_PUT_STATIONS = sa.text("""
INSERT INTO stations AS s (election, tps, dpt_male, dpt_female, dpt_total, lon, lat, name)
SELECT :election, * FROM unnest(
    CAST(:tps AS text[]), CAST(:male AS int[]), CAST(:female AS int[]), CAST(:total AS int[]),
    CAST(:lon AS float[]), CAST(:lat AS float[]), CAST(:name AS text[]))
ON CONFLICT (election, tps) DO UPDATE SET
    dpt_male = excluded.dpt_male, dpt_female = excluded.dpt_female, dpt_total = excluded.dpt_total,
    lon = excluded.lon, lat = excluded.lat, name = excluded.name
""")
_PUT_RECORDS = sa.text("""
INSERT INTO results (contest, tps)
SELECT c.key, t.tps FROM contests c, unnest(CAST(:tps AS text[])) AS t(tps)
WHERE c.election = :election AND starts_with(t.tps, c.area)
ON CONFLICT DO NOTHING
""")
_PUT_CHANGES = sa.text("""
INSERT INTO tally_changes (contest, tps)
SELECT c.key, t.tps FROM contests c, unnest(CAST(:tps AS text[])) AS t(tps)
WHERE c.election = :election AND starts_with(t.tps, c.area)
""")


def known_ballot(engine: Engine, election_id: str, contest_id: str) -> Ballot | None:
    """Return the contest if this process has read it before: that needs no database.

    One of a rehearsal may be gone meanwhile, and is not known so.
    """
    found = _KNOWN.get(engine, {}).get(election_id, {}).get(contest_id)
    return None if found is None or found.election.rehearsal else found


class Elections:
    """Elections with their contests, and the names of their areas."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def register(self, election: Election) -> bool:
        """Store the election; returns whether it is new.

        Raises ElectionDiffers when one of this id is there with another content.
        """
        row = {name: getattr(election, name) for name in _HEAD}
        new = pg.insert(elections).values(row).on_conflict_do_nothing().returning(elections.c.id)
        if self._tx.execute(new).first() is None:
            if self.get(election.id) != election:
                raise ElectionDiffers(f"{election.id} is there and never changes")
            return False
        rows = [_contest_row(election, *pair) for pair in enumerate(election.contests)]
        keys = self._tx.execute(contests.insert().returning(contests.c.key), rows).scalars()
        self._tx.execute(tables.tally_states.insert(), [{"contest": key} for key in keys])
        return True

    def get(self, election_id: str) -> Election:
        """Return the election; raises UnknownElection."""
        return next(iter(self.ballots(election_id).values())).election

    def ballot(self, election_id: str, contest_id: str) -> Ballot:
        """Return one contest; raises UnknownElection or UnknownContest."""
        try:
            return self.ballots(election_id)[contest_id]
        except KeyError:
            raise UnknownContest(f"{election_id} has no contest {contest_id}") from None

    def ballots(self, election_id: str) -> dict[str, Ballot]:
        """Return the contests by id in the election's order; raises UnknownElection."""
        known = _KNOWN.setdefault(self._tx.engine, {})
        if election_id not in known or self._may_be_gone(known[election_id]):
            known.pop(election_id, None)
            known[election_id] = self._read(election_id)
        return known[election_id]

    def _may_be_gone(self, ballots: Mapping[str, Ballot]) -> bool:
        """Tell whether it is a rehearsal: these are removed, and no other process hears of it."""
        return any(ballot.election.rehearsal for ballot in ballots.values())

    def page(self, area: str, limit: int, after: str, q: str = "") -> Sequence[sa.RowMapping]:
        """Return (id, date) of elections that concern the area, the newest first, one too many.

        Each word of `q` stands in the name, the id or the date (2024-11-27).
        """
        query = sa.select(elections.c.id, elections.c.date).where(_concerns(area))
        for word in q.split()[:WORDS]:
            named = (elections.c.name, elections.c.id, sa.cast(elections.c.date, sa.Text))
            query = query.where(sa.or_(*(one.icontains(word, autoescape=True) for one in named)))
        if after:
            day, _, name = after.partition("/")
            older = elections.c.date < date.fromisoformat(day)
            next_ones = (elections.c.date == date.fromisoformat(day)) & (elections.c.id > name)
            query = query.where(older | next_ones)
        query = query.order_by(elections.c.date.desc(), elections.c.id).limit(limit + 1)
        return self._tx.execute(query).mappings().all()

    def newest(self, area: str, most: int) -> list[str]:
        """Return the newest elections that concern the area: rehearsals only where all are."""
        query = sa.select(elections.c.id, elections.c.rehearsal).where(_concerns(area))
        query = query.order_by(elections.c.rehearsal, elections.c.date.desc(), elections.c.id)
        rows = self._tx.execute(query.limit(most)).all()
        real = [row.id for row in rows if not row.rehearsal]
        return real or [row.id for row in rows]

    def related(self, area: str, named: Sequence[str]) -> list[str]:
        """Return those of the named elections that concern the area, the newest first."""
        query = sa.select(elections.c.id).where(_concerns(area), elections.c.id.in_(named))
        query = query.order_by(elections.c.date.desc(), elections.c.id)
        return list(self._tx.execute(query).scalars()) if named else []

    def put_areas(self, election_id: str, names: Mapping[str, str]) -> None:
        """Name areas; the tallies that show a name that is new or changed get a new version."""
        codes, texts = list(names), list(names.values())
        where = {"election": election_id, "codes": codes, "names": texts}
        if names:
            self._tx.execute(_PUT_AREAS, where)

    def names(self, election_id: str, codes: Iterable[str]) -> dict[str, str]:
        """Return the names of those areas that have one."""
        wanted = (areas.c.election == election_id) & areas.c.code.in_(list(codes))
        rows = self._tx.execute(sa.select(areas.c.code, areas.c.name).where(wanted))
        return {row.code: row.name for row in rows}

    def _read(self, election_id: str) -> dict[str, Ballot]:
        query = sa.select(elections).where(elections.c.id == election_id)
        head = self._tx.execute(query).mappings().one_or_none()
        if head is None:
            raise UnknownElection(f"there is no election {election_id}")
        parts = sa.select(contests).where(contests.c.election == election_id)
        rows = self._tx.execute(parts.order_by(contests.c.position)).mappings().all()
        found = tuple(_contest(row) for row in rows)
        election = Election(**{name: head[name] for name in _HEAD}, contests=found)
        pairs = zip(rows, found, strict=True)
        return {contest.id: Ballot(row["key"], election, contest) for row, contest in pairs}


_HEAD = ("id", "name", "date", "area", "rehearsal", "dpt_limit")


def _contest_row(election: Election, position: int, contest: Contest) -> dict[str, Any]:
    row = messages.contest_out(contest)
    return row | {"election": election.id, "position": position}


def _contest(row: sa.RowMapping) -> Contest:
    candidates = tuple(Candidate(**one) for one in row["candidates"])
    return Contest(row["id"], row["name"], row["area"], candidates)


class Stations:
    """Polling stations of an election."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, election_id: str, given: Sequence[Station]) -> list[Station]:
        """Insert or update stations (sorted by code); returns those that are new or changed.

        What is not given stays as it is. Each contest of the station's area gets a record for it.
        """
        known = {one.code: one for one in self._lock(election_id, [one.code for one in given])}
        merged = [_merged(one, known.get(one.code)) for one in given]
        changed = [one for one in merged if known.get(one.code) != one]
        if changed:
            codes = [one.code for one in changed]
            self._tx.execute(_PUT_STATIONS, _columns(changed) | {"election": election_id})
            self._tx.execute(_PUT_RECORDS, {"election": election_id, "tps": codes})
            self._tx.execute(_PUT_CHANGES, {"election": election_id, "tps": codes})
        return changed

    def page(self, election_id: str, area: str, limit: int, after: str) -> list[Station]:
        """Return stations of the area after a code, one more than the limit."""
        query = (
            sa.select(stations)
            .where(stations.c.election == election_id, within(stations.c.tps, area))
            .where(stations.c.tps > after)
            .order_by(stations.c.tps)
            .limit(limit + 1)
        )
        return [_station(row) for row in self._tx.execute(query).mappings()]

    def _lock(self, election_id: str, codes: list[str]) -> list[Station]:
        query = sa.select(stations).where(stations.c.election == election_id)
        query = query.where(stations.c.tps.in_(codes)).order_by(stations.c.tps).with_for_update()
        return [_station(row) for row in self._tx.execute(query).mappings()]


class ImportErrors:
    """Rows of a document that were refused, and why."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, job_id: str, refused: Sequence[tuple[int, str, str]]) -> None:
        """Keep (place in the document, station's code, reason)."""
        rows = [
            {"job": job_id, "place": place, "code": code[:40], "reason": reason[:200]}
            for place, code, reason in refused
        ]
        if rows:
            self._tx.execute(pg.insert(import_errors).on_conflict_do_nothing(), rows)

    def first(self, job_id: str, limit: int) -> list[dict[str, Any]]:
        names = ("place", "code", "reason")
        query = sa.select(import_errors).where(import_errors.c.job == job_id)
        rows = self._tx.execute(query.order_by(import_errors.c.place).limit(limit)).mappings()
        return [{name: row[name] for name in names} for row in rows]


def _concerns(area: str) -> Any:
    """An election that has something in common with the area."""
    return elections.c.area.startswith(area) | sa.literal(area).startswith(elections.c.area)


def within(column: Any, area: str) -> Any:
    """Return the condition that a code lies in the area, as a range of the index."""
    return column.between(area, f"{area}:")  # the colon comes after the digits


def dumped(value: Any) -> str:
    return orjson.dumps(value).decode()


def _merged(given: Station, known: Station | None) -> Station:
    if known is None:
        return given
    return Station(
        given.code, given.dpt or known.dpt, given.point or known.point, given.name or known.name
    )


def _station(row: sa.RowMapping) -> Station:
    dpt = {"male": row["dpt_male"], "female": row["dpt_female"], "total": row["dpt_total"]}
    point = None if row["lon"] is None else (row["lon"], row["lat"])
    return Station(row["tps"], None if dpt["total"] is None else dpt, point, row["name"])


def _columns(given: Sequence[Station]) -> dict[str, list[Any]]:
    nothing: Mapping[str, Any] = {}
    columns: dict[str, list[Any]] = {
        sex: [(one.dpt or nothing).get(sex) for one in given] for sex in ("male", "female", "total")
    }
    points = [one.point or (None, None) for one in given]
    return columns | {
        "tps": [one.code for one in given],
        "name": [one.name for one in given],
        "lon": [point[0] for point in points],
        "lat": [point[1] for point in points],
    }
