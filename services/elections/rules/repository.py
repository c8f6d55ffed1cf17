"""The SQL of rules, and of records that are looked at beside one another.

A change of the rules is a change of the election's options: their version tells every process that
what it made ready is old, and a record keeps the version that it was judged by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Engine

from libs.kit import session
from libs.kit.tables import jobs
from services.elections.domain import Ballot
from services.elections.options import Options
from services.elections.repository import within
from services.elections.rules import compiling, defaults
from services.elections.rules.checks import Rules
from services.elections.rules.domain import Choice, Rule, Tolerance, laid_over
from services.elections.rules.tables import rules
from services.elections.tables import results, stations

_READY: WeakKeyDictionary[Engine, dict[int, tuple[int, Ballot]]] = WeakKeyDictionary()

_QUEUE = "INSERT INTO rule_checks (election, tps) VALUES (%(election)s, %(tps)s)"
_TAKE = sa.text("""
DELETE FROM rule_checks WHERE id IN (
    SELECT id FROM rule_checks ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING election, tps
""")
_BESIDE = """
SELECT r.contest, r.tps, r.figures, r.version, r.errors, r.warnings,
    s.dpt_male, s.dpt_female, s.dpt_total
FROM results r JOIN stations s ON s.election = %(election)s AND s.tps = r.tps
WHERE r.contest = ANY(%(contests)s) AND r.tps = ANY(%(tps)s) AND r.version > 0
ORDER BY r.tps, r.contest
"""
_LOCKED = _BESIDE + "FOR UPDATE OF r"


@dataclass(frozen=True)
class Held:
    """What a record says, and how many of its findings are open."""

    figures: Mapping[str, int]
    version: int
    errors: int
    warnings: int


@dataclass(frozen=True)
class Beside:
    """The records of one polling station by contest, and its registered voters."""

    tps: str
    station: Mapping[str, int]
    records: dict[int, Held]


def bound(tx: Connection, ballot: Ballot, options: Options) -> Ballot:
    """Return the ballot with the rules that its election has, made ready once for each version."""
    ready = _READY.setdefault(tx.engine, {})
    version, known = ready.get(ballot.key, (-1, ballot))
    if version != options.version:
        made = made_ready(of(tx, ballot.election.id).values(), ballot, options)
        known = replace(ballot, own_rules=made)
        ready[ballot.key] = options.version, known
    return known


def made_ready(wanted: Any, ballot: Ballot, options: Options) -> Rules:
    """Make rules ready for a ballot; raises Invalid for an expression that can't be used."""
    numbers = defaults.constants(ballot.election.dpt_limit, options.reserve_percent)
    active = [rule for rule in wanted if rule.active]
    made = compiling.compiled(active, ballot.contest.vote_fields, numbers)
    return made if len(ballot.election.contests) > 1 else made.alone


def of(tx: Connection, election_id: str) -> dict[str, Rule]:
    """Return the election's rules by id: those that ship as it wants them, then its own."""
    rows = tx.execute(sa.select(rules).where(rules.c.election == election_id)).mappings()
    return laid_over(defaults.shipped(), map(_choice, rows))


def put(tx: Connection, election_id: str, choice: Choice, who: str) -> None:
    """Keep what an election says of a rule, in the place of what it said before.

    The caller holds the election's options, so `version` is the one after the last.
    """
    tolerance = choice.tolerance
    row = {name: getattr(choice, name) for name in ("expression", "severity", "message", "active")}
    row["tolerance"] = None if tolerance is None else _decimal(tolerance.value)
    row["percent"] = None if tolerance is None else tolerance.percent
    row |= {"changed_by": who, "changed_at": sa.func.now()}
    row["version"] = choice.version
    new = pg.insert(rules).values(row | {"election": election_id, "id": choice.id})
    tx.execute(new.on_conflict_do_update(index_elements=["election", "id"], set_=row))


def drop(tx: Connection, election_id: str, rule_id: str) -> None:
    mine = (rules.c.election == election_id) & (rules.c.id == rule_id)
    tx.execute(rules.delete().where(mine))


def queue(tx: Connection, election_id: str, tps: str) -> None:
    """Have the station's records looked at beside one another; goes with the COMMIT."""
    session.last(tx, _QUEUE, {"election": election_id, "tps": tps})


def take(tx: Connection, most: int) -> dict[str, set[str]]:
    """Remove stations from the queue; returns them by election."""
    found: dict[str, set[str]] = {}
    for election, tps in tx.execute(_TAKE, {"most": most}):
        found.setdefault(election, set()).add(tps)
    return found


def locked(
    tx: Connection, election_id: str, contests: Sequence[int], tps: Sequence[str]
) -> list[Beside]:
    """Return the stations' records, which nobody else changes until this transaction ends.

    They are locked station by station, which is the order of all who lock several.
    """
    where = {"election": election_id, "contests": list(contests), "tps": list(tps)}
    return list(_beside(tx.exec_driver_sql(_LOCKED, where)))


def in_area(
    tx: Connection, election_id: str, contests: Sequence[int], area: str
) -> Iterator[Beside]:
    """Return the records of all stations of an area that handed in, station by station.

    No join: on tables that just filled, without statistics yet, one took half a minute.
    """
    names = ("contest", "tps", "figures", "version", "errors", "warnings")
    query = (
        sa.select(*(results.c[name] for name in names))
        .where(results.c.contest.in_(list(contests)), within(results.c.tps, area))
        .where(results.c.version > 0)
        .order_by(results.c.tps, results.c.contest)
    )
    known = _voters(tx, election_id, area)
    rows = tx.execute(query.execution_options(stream_results=True, yield_per=1000))
    return _beside((*row, *known.get(row.tps, (None, None, None))) for row in rows)


def _voters(tx: Connection, election_id: str, area: str) -> dict[str, tuple[int | None, ...]]:
    """Return the registered voters (male, female, total) of an area's stations."""
    columns = [stations.c[name] for name in ("tps", "dpt_male", "dpt_female", "dpt_total")]
    query = sa.select(*columns).where(stations.c.election == election_id)
    rows = tx.execute(query.where(within(stations.c.tps, area)))
    return {row.tps: tuple(row[1:]) for row in rows}


def stations_after(tx: Connection, contests: Sequence[int], after: str, most: int) -> list[str]:
    """Return the next stations that handed in, by code."""
    query = sa.select(results.c.tps).distinct().where(results.c.contest.in_(list(contests)))
    query = query.where(results.c.version > 0, results.c.tps > after)
    return list(tx.execute(query.order_by(results.c.tps).limit(most)).scalars())


def count_stations(tx: Connection, contests: Sequence[int]) -> int:
    count = sa.func.count(sa.distinct(results.c.tps))
    query = sa.select(count).where(results.c.contest.in_(list(contests)), results.c.version > 0)
    return int(tx.execute(query).scalar_one())


def newest_job(tx: Connection, kind: str, election_id: str) -> dict[str, Any] | None:
    """Return the state and progress of the last job of this kind for the election."""
    columns = [jobs.c[name] for name in ("id", "state", "done", "total", "message")]
    query = sa.select(*columns).where(jobs.c.kind == kind)
    query = query.where(jobs.c.arguments["election"].astext == election_id)
    row = tx.execute(query.order_by(jobs.c.created_at.desc()).limit(1)).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def _beside(rows: Any) -> Iterator[Beside]:
    """Gather rows of the same station."""
    station: Beside | None = None
    for contest, tps, figures, version, errors, warnings, *dpt in rows:
        if station is None or station.tps != tps:
            if station is not None:
                yield station
            known = zip(("male", "female", "total"), dpt, strict=True)
            station = Beside(tps, {sex: n for sex, n in known if n is not None}, {})
        station.records[contest] = Held(figures, version, errors, warnings)
    if station is not None:
        yield station


def _choice(row: Any) -> Choice:
    names = ("id", "expression", "severity", "message", "active", "version")
    tolerance = None
    if row["tolerance"] is not None:
        tolerance = Tolerance(Fraction(row["tolerance"]), bool(row["percent"]))
    return Choice(**{name: row[name] for name in names}, tolerance=tolerance)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
