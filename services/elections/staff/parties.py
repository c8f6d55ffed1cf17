"""Whether a person is in a party's register, the objections against it, and the snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.elections.staff import domain
from services.elections.staff.domain import UnknownObjection
from services.elections.staff.tables import members, objections, snapshots

_CURRENT = (
    (members.c.election == snapshots.c.election)
    & (members.c.party == snapshots.c.party)
    & (members.c.snapshot == snapshots.c.snapshot)
)
_LAST_OBJECTION = """
    SELECT o.state FROM staff_objections o
    WHERE o.election = a.election AND o.nik_hash = a.nik_hash ORDER BY o.filed_at DESC LIMIT 1
"""
# What the register says now of everybody who is not refused. Whoever another source called listed
# or could not be asked about is not set free by the register.
_RECHECK = sa.text(f"""
WITH now_known AS (
    SELECT a.id, a.party AS before, a.state, a.body, a.area,
        CASE WHEN EXISTS (
            SELECT FROM staff_party_members m JOIN staff_party_snapshots s
                USING (election, party, snapshot)
            WHERE m.election = a.election AND m.nik_hash = a.nik_hash)
        THEN CASE ({_LAST_OBJECTION})
            WHEN 'filed' THEN 'objection-filed' WHEN 'upheld' THEN 'objection-upheld'
            ELSE 'registered' END
        WHEN a.party_source = 'register' THEN 'not-registered' ELSE a.party END AS party
    FROM staff_applicants a
    WHERE a.election = :election AND a.state <> 'refused' AND a.nik_hash IS NOT NULL
    FOR UPDATE OF a
), kept AS (
    UPDATE staff_applicants a SET party = n.party, party_checked_at = :at
    FROM now_known n WHERE a.id = n.id
    RETURNING a.id, n.before, n.party, n.state, n.body, n.area
)
SELECT CAST(id AS text) AS id, before, party, state, body, area FROM kept ORDER BY area, id
""")  # noqa: S608 - no value of anybody's in it


class Register:
    """The register of party members of one election, by the members' keyed hashes."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def listings(self, nik_hash: bytes) -> list[dict[str, Any]] | None:
        """Return where the person is listed; None where no register was imported."""
        mine = (members.c.election == self._election) & (members.c.nik_hash == nik_hash)
        columns = (members.c.party, members.c.position, members.c.place)
        query = sa.select(*columns).join(snapshots, _CURRENT).where(mine)
        rows = self._tx.execute(query.order_by(members.c.party)).mappings()
        found = [{name: row[name] for name in ("party", "position", "place")} for row in rows]
        return found if found or self.parties() else None

    def parties(self) -> list[dict[str, Any]]:
        """Return each party's snapshot: when it was imported, and of how many members."""
        query = sa.select(snapshots.c.party, snapshots.c.members, snapshots.c.at)
        mine = query.where(snapshots.c.election == self._election).order_by(snapshots.c.party)
        names = ("party", "members", "at")  # a row's own keys are not plain str
        return [{name: row[name] for name in names} for row in self._tx.execute(mine).mappings()]

    def put(self, snapshot: str, rows: Sequence[dict[str, Any]]) -> None:
        """Bring members of a snapshot in, which does not count until it is `switched` to."""
        if rows:
            own = {"election": self._election, "snapshot": snapshot}
            new = pg.insert(members).on_conflict_do_nothing()
            self._tx.execute(new, [row | own for row in rows])

    def switch(self, snapshot: str) -> list[str]:
        """Let the snapshot replace what its parties had; returns the parties.

        Ids are in the order of time: one that was queued earlier replaces nothing.
        """
        mine = members.c.election == self._election
        here = mine & (members.c.snapshot == snapshot)
        query = sa.select(members.c.party, sa.func.count()).where(here).group_by(members.c.party)
        counts = {row[0]: row[1] for row in self._tx.execute(query)}
        for party, count in sorted(counts.items()):
            values = {"snapshot": snapshot, "members": count, "at": sa.func.now()}
            new = pg.insert(snapshots).values(election=self._election, party=party, **values)
            keys, older = ["election", "party"], snapshots.c.snapshot < new.excluded.snapshot
            newer = new.on_conflict_do_update(index_elements=keys, set_=values, where=older)
            self._tx.execute(newer)
        older = mine & members.c.party.in_(counts) & (members.c.snapshot < snapshot)
        self._tx.execute(members.delete().where(older))
        return sorted(counts)

    def recheck(self, at: Any) -> list[dict[str, Any]]:
        """Check everybody again; returns {id, before, party, state, body, area} of each."""
        where = {"election": self._election, "at": at}
        return [dict(row) for row in self._tx.execute(_RECHECK, where).mappings()]


class Objections:
    """Objections of people who say that a party lists them wrongly (surat sanggahan)."""

    def __init__(self, tx: Connection, election: str) -> None:
        self._tx, self._election = tx, election

    def last(self, nik_hash: bytes) -> str | None:
        """Return the state of the person's last objection."""
        mine = (objections.c.election == self._election) & (objections.c.nik_hash == nik_hash)
        query = sa.select(objections.c.state).where(mine).order_by(objections.c.filed_at.desc())
        return self._tx.execute(query.limit(1)).scalar_one_or_none()

    def add(self, **values: Any) -> None:
        self._tx.execute(objections.insert().values(election=self._election, **values))

    def lock(self, objection_id: str) -> dict[str, Any]:
        """Return the objection, which nobody else changes; raises UnknownObjection."""
        mine = (objections.c.election == self._election) & (objections.c.id == objection_id)
        query = sa.select(objections).where(mine).with_for_update()
        row = self._tx.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownObjection(f"{self._election} has no objection {objection_id}")
        return {str(name): row[name] for name in row}

    def decide(self, objection_id: str, **values: Any) -> None:
        mine = objections.c.id == objection_id
        values["decided_at"] = sa.func.now()
        self._tx.execute(objections.update().where(mine).values(**values))

    def of(self, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Return the objections of applicants, the newest first."""
        query = sa.select(objections).where(objections.c.applicant.in_(ids))
        found: dict[str, list[dict[str, Any]]] = {}
        ordered = query.order_by(objections.c.filed_at.desc())
        for row in self._tx.execute(ordered).mappings():
            found.setdefault(row["applicant"], []).append({str(name): row[name] for name in row})
        return found


def of_register(tx: Connection, election: str, nik_hash: bytes, *, service: bool) -> str:
    """Return what is known of a person without asking the public service.

    `service` tells whether that one is to be asked too: until it was, nobody is free.
    """
    listed = Register(tx, election).listings(nik_hash)
    objection = Objections(tx, election).last(nik_hash)
    return answered(listed, None if service else absent(listed), objection)


def absent(listed: list[dict[str, Any]] | None) -> bool | None:
    """Return what a source that is switched off adds: nothing to another's answer."""
    return None if listed is None else False


def answered(
    listed: list[dict[str, Any]] | None, service: bool | None, objection: str | None
) -> str:
    """Return the check's answer from where the register lists the person, None for no register."""
    register = None if listed is None else bool(listed)
    if register is None and service is not None:
        register = False  # no register was imported, so the service alone is asked
    return domain.combined(register, service, objection)
