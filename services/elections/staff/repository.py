"""The SQL of rounds, applicants and rosters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.repository import within
from services.elections.staff import domain
from services.elections.staff.domain import Applicant, Round, UnknownApplicant, UnknownRound
from services.elections.staff.tables import applicants, objections, rounds
from services.elections.tables import areas, stations

_ROUND = [rounds.c[one.name] for one in fields(Round)]
_APPLICANT = [applicants.c[one.name] for one in fields(Applicant)]
# What is left of somebody who was erased.
_NOBODY = {**dict.fromkeys(("name", "nik_hash", "nik_tail", "birth_date")), "reason": ""}
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext(:what))")


def lock(tx: Connection, what: str) -> None:
    """Wait until no other transaction has the lock of this name, and take it."""
    tx.execute(_LOCK, {"what": what})


class Rounds:
    """The recruitment rounds of one election."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def add(self, one: Round, who: str) -> None:
        self._tx.execute(rounds.insert().values(**asdict(one), made_by=who))

    def get(self, round_id: str, *, alone: bool = False) -> Round:
        """Return the round, locked if `alone`; raises UnknownRound."""
        mine = (rounds.c.election == self._election) & (rounds.c.id == round_id)
        query = sa.select(*_ROUND).where(mine)
        row = self._tx.execute(query.with_for_update() if alone else query).first()
        if row is None:
            raise UnknownRound(f"{self._election} has no round {round_id}")
        return Round(*row)

    def page(self, area: str, limit: int, after: str) -> list[tuple[Round, dict[str, int]]]:
        """Return rounds that concern the area, with their applicants there by state."""
        related = rounds.c.area.startswith(area) | sa.literal(area).startswith(rounds.c.area)
        query = sa.select(*_ROUND).where(rounds.c.election == self._election, related)
        if after:
            query = query.where(rounds.c.id > after)
        found = [Round(*row) for row in self._tx.execute(query.order_by("id").limit(limit + 1))]
        counts = self.counts([one.id for one in found], area)
        return [(one, counts.get(one.id, {})) for one in found]

    def counts(self, ids: Sequence[str], area: str) -> dict[str, dict[str, int]]:
        """Return how many applicants each round has in the area, by state."""
        mine = applicants.c.round.in_(ids) & within(applicants.c.area, area)
        query = sa.select(applicants.c.round, applicants.c.state, sa.func.count())
        found: dict[str, dict[str, int]] = {}
        grouped = query.where(mine).group_by(applicants.c.round, applicants.c.state)
        for round_id, state, count in self._tx.execute(grouped):
            found.setdefault(round_id, {})[state] = count
        return found

    def erase(self, round_id: str, at: datetime) -> int:
        """Remove what tells who the round's applicants were; returns how many they were."""
        mine = applicants.c.round == round_id
        people = sa.select(applicants.c.id).where(mine)
        self._tx.execute(objections.delete().where(objections.c.applicant.in_(people)))
        done = self._tx.execute(applicants.update().where(mine).values(**_NOBODY))
        self._tx.execute(rounds.update().where(rounds.c.id == round_id).values(erased_at=at))
        return done.rowcount


class Applicants:
    """The applicants of one election."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def add(self, many: Sequence[Applicant], who: str) -> set[str]:
        """Add those who have not applied in the round; returns the ids of who is new."""
        new = pg.insert(applicants).on_conflict_do_nothing().returning(applicants.c.id)
        rows = [asdict(one) | {"added_by": who} for one in many]
        return set(self._tx.execute(new.values(rows)).scalars()) if rows else set()

    def get(self, applicant_id: str, *, alone: bool = False) -> Applicant:
        """Return the applicant, locked if `alone`; raises UnknownApplicant."""
        mine = (applicants.c.election == self._election) & (applicants.c.id == applicant_id)
        query = sa.select(*_APPLICANT).where(mine)
        row = self._tx.execute(query.with_for_update() if alone else query).first()
        if row is None:
            raise UnknownApplicant(f"{self._election} has no applicant {applicant_id}")
        return Applicant(*row)

    def of(self, nik_hash: bytes, *, alone: bool = False) -> list[Applicant]:
        """Return all applications of a person, locked if `alone`."""
        mine = (applicants.c.election == self._election) & (applicants.c.nik_hash == nik_hash)
        query = sa.select(*_APPLICANT).where(mine).order_by(applicants.c.id)
        rows = self._tx.execute(query.with_for_update() if alone else query)
        return [Applicant(*row) for row in rows]

    def change(self, applicant_id: str, **values: Any) -> None:
        values["version"] = applicants.c.version + 1
        self._tx.execute(
            applicants.update().where(applicants.c.id == applicant_id).values(**values)
        )

    def set_party(self, nik_hash: bytes, party: str, source: str, at: datetime) -> None:
        """Keep what a check of this person answered."""
        mine = (applicants.c.election == self._election) & (applicants.c.nik_hash == nik_hash)
        values = {"party": party, "party_source": source, "party_checked_at": at}
        self._tx.execute(applicants.update().where(mine).values(**values))

    def erase(self, nik_hash: bytes, who: str, at: datetime) -> int:
        """Remove what tells who a person is; returns how many applications he had."""
        mine = (applicants.c.election == self._election) & (applicants.c.nik_hash == nik_hash)
        people = sa.select(applicants.c.id).where(mine)
        self._tx.execute(objections.delete().where(objections.c.applicant.in_(people)))
        waiting = mine & applicants.c.state.in_((domain.APPLIED, domain.RESERVE))
        ended = {"state": domain.REFUSED, "decided_by": who, "decided_at": at}
        self._tx.execute(applicants.update().where(waiting).values(**ended))
        gone = {**_NOBODY, "version": applicants.c.version + 1}
        return self._tx.execute(applicants.update().where(mine).values(**gone)).rowcount

    def members(self, body: str, places: Sequence[str]) -> dict[str, list[Applicant]]:
        """Return who was accepted into the bodies of these places, in the order of coming."""
        mine = (applicants.c.election == self._election) & applicants.c.area.in_(places)
        serving = (applicants.c.body == body) & (applicants.c.state == domain.ACCEPTED)
        query = sa.select(*_APPLICANT).where(mine, serving).order_by(applicants.c.id)
        found: dict[str, list[Applicant]] = {}
        for row in self._tx.execute(query):
            one = Applicant(*row)
            found.setdefault(one.area, []).append(one)
        return found

    def accepted(self, body: str, area: str) -> int:
        """Return how many members the body of this place has."""
        mine = (applicants.c.election == self._election) & (applicants.c.body == body)
        here = (applicants.c.area == area) & (applicants.c.state == domain.ACCEPTED)
        query = sa.select(sa.func.count()).select_from(applicants).where(mine, here)
        return int(self._tx.execute(query).scalar_one())

    def elsewhere(self, people: Sequence[Applicant]) -> dict[str, int]:
        """Return of each applicant how many other applications of his are accepted."""
        other = applicants.alias()
        same = (other.c.election == self._election) & (other.c.nik_hash == applicants.c.nik_hash)
        taken = (other.c.id != applicants.c.id) & (other.c.state == domain.ACCEPTED)
        query = sa.select(applicants.c.id, sa.func.count()).join(other, same & taken)
        mine = applicants.c.id.in_([one.id for one in people])
        grouped = query.where(mine).group_by(applicants.c.id)
        return {row[0]: row[1] for row in self._tx.execute(grouped)}

    def page(self, where: dict[str, str], area: str, limit: int, after: str) -> list[Applicant]:
        """Return applicants of the area by place; `where` are columns and what they must be."""
        query = sa.select(*_APPLICANT).where(
            applicants.c.election == self._election, within(applicants.c.area, area)
        )
        for name, value in where.items():
            query = query.where(applicants.c[name] == value)
        if after:
            place, _, applicant_id = after.partition("/")
            key = sa.tuple_(applicants.c.area, applicants.c.id)
            last = sa.tuple_(sa.literal(place), sa.cast(applicant_id, applicants.c.id.type))
            query = query.where(key > last)
        query = query.order_by(applicants.c.area, applicants.c.id).limit(limit + 1)
        return [Applicant(*row) for row in self._tx.execute(query)]


class Places:
    """Which bodies an election needs, and who is in them: a body for each place with a TPS."""

    def __init__(self, tx: Connection, election: str, body: str) -> None:
        self._tx, self._election, self._body = tx, election, body
        self._length = domain.PLACE[body]

    def known(self, codes: Sequence[str]) -> set[str]:
        """Return those of the places that the election has."""
        place = sa.func.left(stations.c.tps, self._length)
        mine = (stations.c.election == self._election) & place.in_(list(codes))
        return set(self._tx.execute(sa.select(place).where(mine).distinct()).scalars())

    def page(
        self, area: str, size: int, limit: int, after: str, *, lacking: bool
    ) -> list[dict[str, Any]]:
        """Return places of the area in the order of their codes, `lacking` members or all.

        A TPS has the name of its village.
        """
        bodies = self._bodies(area, size)
        place = sa.func.left(bodies.c.area, domain.PLACE[domain.PPS])
        named = (areas.c.election == self._election) & (areas.c.code == place)
        query = sa.select(bodies, areas.c.name).select_from(bodies.outerjoin(areas, named))
        if lacking:
            query = query.where(bodies.c.accepted < size)
        query = query.where(bodies.c.area > after).order_by(bodies.c.area).limit(limit + 1)
        rows = self._tx.execute(query).mappings()
        names = ("area", "name", "size", "accepted", "reserve", "applied")
        found = [{name: row[name] for name in names} for row in rows]
        return [row | {"missing": max(size - row["accepted"], 0)} for row in found]

    def sums(self, area: str, size: int) -> dict[str, int]:
        """Return how many bodies the area has, how many are full, and how many members lack."""
        bodies = self._bodies(area, size)
        full = sa.func.count().filter(bodies.c.accepted >= size)
        lacking = sa.func.sum(sa.func.greatest(size - bodies.c.accepted, 0))
        query = sa.select(sa.func.count(), full, sa.func.coalesce(lacking, 0)).select_from(bodies)
        places, filled, missing = self._tx.execute(query).one()
        return {"places": places, "full": filled, "missing": int(missing)}

    def _bodies(self, area: str, size: int) -> Any:
        """Return the query (area, size, accepted, reserve, applied) of all places of the area."""
        place = sa.func.left(stations.c.tps, self._length).label("area")
        mine = (stations.c.election == self._election) & within(stations.c.tps, area)
        places = sa.select(place).where(mine).distinct().subquery()
        people = self._people(area)
        counts = [
            sa.func.coalesce(people.c[state], 0).label(state)
            for state in (domain.ACCEPTED, domain.RESERVE, domain.APPLIED)
        ]
        columns = (places.c.area, sa.literal(size).label("size"), *counts)
        joined = places.outerjoin(people, people.c.area == places.c.area)
        return sa.select(*columns).select_from(joined).subquery()

    def _people(self, area: str) -> Any:
        counts = [
            sa.func.count().filter(applicants.c.state == state).label(state)
            for state in domain.STATES
        ]
        mine = (applicants.c.election == self._election) & (applicants.c.body == self._body)
        query = sa.select(applicants.c.area, *counts).where(mine, within(applicants.c.area, area))
        return query.group_by(applicants.c.area).subquery()
