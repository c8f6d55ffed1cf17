"""The watch list: who was accepted is checked again each day at 17:00, and a listing is told.

Only keyed hashes are kept, so it is the imported register that answers here, never the public
service, which would have to be given a NIK.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.db import Database
from services.elections.repository import Elections
from services.elections.staff import domain, messages
from services.elections.staff.parties import Register
from services.elections.staff.tables import applicants, watches

AT = time(17)
EVERY_SECONDS = 60.0


def due_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the day of the last 17:00 in the zone."""
    here = now.astimezone(zone)
    return here.date() if here.time() >= AT else here.date() - timedelta(days=1)


def run(db: Database, now: datetime, zone: ZoneInfo) -> None:
    """Check each election's watch list if that is due and nobody has.

    The day's row is in the transaction of the check: one replica gets it, and a check that was
    broken off leaves none, so that it is made again.
    """
    day = due_day(now, zone)
    with db.begin() as tx:
        waiting = _waiting(tx, day)
    for election in waiting:
        with db.begin() as tx:
            new = pg.insert(watches).values(election=election, day=day).on_conflict_do_nothing()
            if tx.execute(new).rowcount:
                watched, appeared = recheck(tx, election, now)
                outcome = "unavailable" if watched is None else "checked"
                _keep(tx, election, day, outcome=outcome, watched=watched or 0, appeared=appeared)


def recheck(tx: Connection, election_id: str, now: datetime) -> tuple[int | None, int]:
    """Check everybody again; returns how many are watched, and how many a party lists anew.

    None are watched (not zero) where there is no register: then nothing is known, and nothing kept.
    """
    register = Register(tx, election_id)
    if not register.parties():
        return None, 0
    watched = [row for row in register.recheck(now) if row["state"] == domain.ACCEPTED]
    appeared = [
        row for row in watched if row["party"] == domain.LISTED and row["before"] != domain.LISTED
    ]
    tell(tx, election_id, appeared)
    return len(watched), len(appeared)


def tell(tx: Connection, election_id: str, appeared: Sequence[Mapping[str, Any]]) -> None:
    """Tell that a party lists these members ({id, body, area}), who were not listed before."""
    election = Elections(tx).get(election_id)
    names = Elections(tx).names(election_id, {row["area"] for row in appeared})
    told = [
        messages.party_membership_found(election, names.get(row["area"], row["area"]), row)
        for row in appeared
    ]
    outbox.add(tx, "elections", *told)


def last(tx: Connection, election: str) -> dict[str, Any] | None:
    """Return the last check: {"day", "at", "outcome", "watched", "appeared"}."""
    names = ("day", "at", "outcome", "watched", "appeared")
    query = sa.select(watches).where(watches.c.election == election)
    row = tx.execute(query.order_by(watches.c.day.desc()).limit(1)).mappings().one_or_none()
    return None if row is None else {name: row[name] for name in names}


def _waiting(tx: Connection, day: date) -> list[str]:
    """Return the elections with people to watch that were not checked for the day."""
    done = sa.select(watches.c.election).where(watches.c.day == day)
    here = (applicants.c.state == domain.ACCEPTED) & applicants.c.nik_hash.is_not(None)
    query = sa.select(applicants.c.election).where(here, applicants.c.election.not_in(done))
    return list(tx.execute(query.distinct()).scalars())


def _keep(tx: Connection, election: str, day: date, **values: object) -> None:
    mine = (watches.c.election == election) & (watches.c.day == day)
    tx.execute(watches.update().where(mine).values(**values))
