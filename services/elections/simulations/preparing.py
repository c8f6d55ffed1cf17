"""The shadow of an election: its own election, areas and stations, marked as a rehearsal."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from services.elections import intake
from services.elections.domain import Candidate, Contest, Election, Station
from services.elections.repository import Elections, Stations
from services.elections.simulations.domain import Plan, codes

CHUNK = 500
USUAL_VOTERS = 500


def shadow(tx: Connection, plan: Plan, shadow_id: str, today: date) -> Election:
    """Return the election that the rehearsal is held in: never the real one."""
    if plan.of is None:
        contests = tuple(_contest(plan, number) for number in range(plan.contests))
        return Election(shadow_id, f"GLADI {plan.area}", today, plan.area, contests, rehearsal=True)
    real = Elections(tx).get(plan.of)
    return replace(real, id=shadow_id, name=f"GLADI {real.name}", date=today, rehearsal=True)


def _contest(plan: Plan, number: int) -> Contest:
    pair = (Candidate(1, "Calon Satu"), Candidate(2, "Calon Dua"))
    return Contest(f"surat-suara-{number + 1}", f"Surat suara {number + 1}", plan.area, pair)


def register(db: Database, plan: Plan, election: Election) -> None:
    """Register areas and stations; what is there stays as it is."""
    if plan.of is None:
        made = _made(plan)
        _put(db, election, _names(plan, made), made)
        return
    with db.begin() as tx:
        found, names = _copied(tx, plan)
    _put(db, election, names, found)


def _put(db: Database, election: Election, names: dict[str, str], found: Sequence[Station]) -> None:
    with db.begin() as tx:
        Elections(tx).put_areas(election.id, names)
    for start in range(0, len(found), CHUNK):
        with db.begin() as tx:
            intake.register(tx, election, found[start : start + CHUNK])


def _copied(tx: Connection, plan: Plan) -> tuple[list[Station], dict[str, str]]:
    """Return the real register, or as many of it as are wanted, spread over all areas."""
    assert plan.of is not None  # noqa: S101
    found = list(_all(tx, plan.of))
    if len(found) > plan.tps:
        rolls = random.Random(f"{plan.seed}/stations")  # noqa: S311 - a rehearsal's
        found = sorted(rolls.sample(found, plan.tps), key=lambda station: station.code)
    wanted = {one.code[:length] for one in found for length in (2, 4, 6, 10)}
    return found, Elections(tx).names(plan.of, wanted)


def _all(tx: Connection, election: str) -> Iterator[Station]:
    after = ""
    while page := Stations(tx).page(election, "", CHUNK, after):
        yield from page[:CHUNK]
        if len(page) <= CHUNK:
            return
        after = page[CHUNK - 1].code


def _made(plan: Plan) -> list[Station]:
    found = []
    for code in codes(plan.area, plan.tps):
        rolls = random.Random(f"{plan.seed}/{code}/dpt")  # noqa: S311
        voters = rolls.randint(380, 600)
        men = voters // 2
        dpt = {"male": men, "female": voters - men, "total": voters}
        found.append(Station(code, dpt))
    return found


def _names(plan: Plan, made: Sequence[Station]) -> dict[str, str]:
    """Return names that say that they are made."""
    districts = {one.code[:6]: f"Kecamatan {one.code[4:6]} (gladi)" for one in made}
    villages = {one.code[:10]: f"Desa {one.code[4:6]}.{one.code[8:10]} (gladi)" for one in made}
    return {plan.area: f"Daerah {plan.area} (gladi)"} | districts | villages
