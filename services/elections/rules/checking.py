"""Records looked at again: beside one another, by changed rules, or by a rule that is only tried.

A submission is judged by its own form alone and locks one record. What depends on the other ballots
of its polling station is looked at just after it, by the loop that empties `rule_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from services.elections import findings_repository, intake, options_repository
from services.elections.consolidation import RuleSet
from services.elections.domain import Ballot, Record
from services.elections.findings import ERROR, OPEN, WARNING, Finding
from services.elections.options import Options
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.rules import repository, telling
from services.elections.rules.checks import Check, Facts, Rules
from services.elections.rules.domain import Rule
from services.elections.rules.repository import Beside

KIND = "check-rules"
ACROSS = "ballots"  # the source of findings that need more than one form
BATCH = 20  # stations in one transaction: submissions for them wait for it
SHOWN = 100
Ballots = Mapping[int, Ballot]


def enqueue(tx: Connection, election: str, who: Principal) -> dict[str, Any]:
    """Have all records of an election judged by its rules anew; returns the job."""
    return jobs.enqueue(tx, "elections", KIND, {"election": election}, who)


def check_due(db: Database) -> None:
    """Look at all stations that wait for it."""
    again = True
    while again:
        with db.begin() as tx:
            due = repository.take(tx, BATCH)
            for election, codes in sorted(due.items()):
                judge(tx, _ballots(tx, election), sorted(codes), forms=False)
        again = bool(due)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Judge all records of an election by its rules as they are now."""
    election, after, done = str(job.arguments["election"]), "", 0
    with db.begin() as tx:
        keys = sorted(_ballots(tx, election))
        total = repository.count_stations(tx, keys)
    progress(0, total)
    while True:
        with db.begin() as tx:
            newest = repository.newest_job(tx, KIND, election)
            if newest is not None and newest["id"] != job.id:
                return "given up for a later change of the rules"
            codes = repository.stations_after(tx, keys, after, BATCH)
            judge(tx, _ballots(tx, election), codes, forms=True)
        if not codes:
            return f"{done} stations judged"
        after, done = codes[-1], done + len(codes)
        progress(done, max(done, total))


def judge(tx: Connection, ballots: Ballots, codes: Sequence[str], *, forms: bool) -> None:
    """Look at the stations' records beside one another, and at each form anew where asked to."""
    election = next(iter(ballots.values())).election
    odd = findings_repository.with_source(tx, list(ballots), codes, ACROSS)
    rules = options_repository.current(tx, election.id).rules
    for station in repository.locked(tx, election.id, list(ballots), codes):
        for key, held in station.records.items():
            found = _form(tx, ballots[key], station.tps, rules) if forms else None
            across = ballots[key].rules.find_across(held.figures, _facts(station, key, ballots))
            if across or (key, station.tps) in odd:
                found = findings_repository.put(tx, key, station.tps, ACROSS, across)
            if found is not None and _counts(found) != (held.errors, held.warnings):
                _tell(tx, ballots[key], Record(station.tps, held.version), found)
    intake.wake_folders(tx)


def tried(
    tx: Connection, ballots: Sequence[Ballot], options: Options, rule: Rule, area: str
) -> dict[str, Any]:
    """Return what a rule would find in the area: how many records, and the first of them."""
    known = {ballot.key: ballot for ballot in ballots}
    ready = {one.key: repository.made_ready([rule], one, options) for one in ballots}
    checked, items = 0, []
    election = ballots[0].election.id
    for station in repository.in_area(tx, election, list(known), area):
        for key, held in station.records.items():
            told = _told(ready[key], held.figures, _facts(station, key, known))
            checked += told is not None
            if told:
                contest = known[key].contest.id
                items.append({"contest": contest, "tps": station.tps, "difference": told})
    return {"checked": checked, "found": len(items), "items": items[:SHOWN]}


def _form(tx: Connection, ballot: Ballot, tps: str, rules: RuleSet) -> tuple[Finding, ...] | None:
    """Judge a record's own form by the rules; returns all its findings, None if it has none."""
    locked = Results(tx).lock(ballot, tps)
    record = locked.record.consolidated(ballot, rules)
    if not record.findings and not locked.had_findings:
        return None
    return Results(tx).judge(ballot, record)


def _counts(found: Iterable[Finding]) -> tuple[int, int]:
    standing = [one.severity for one in found if one.state == OPEN]
    return standing.count(ERROR), standing.count(WARNING)


def _tell(tx: Connection, ballot: Ballot, record: Record, found: Iterable[Finding]) -> None:
    codes = (record.tps[:6], record.tps[:10])
    names = Elections(tx).names(ballot.election.id, codes)
    telling.findings_changed(tx, ballot, record, names, found)


def _ballots(tx: Connection, election: str) -> dict[int, Ballot]:
    """Return the election's ballots by key, in its order, with its rules as they are now."""
    options = options_repository.current(tx, election)
    ballots = Elections(tx).ballots(election).values()
    return {one.key: repository.bound(tx, one, options) for one in sorted(ballots, key=_key)}


def _key(ballot: Ballot) -> int:
    return ballot.key


def _facts(station: Beside, key: int, ballots: Ballots) -> Facts:
    others = [
        (ballots[other].contest.name, held.figures)
        for other, held in station.records.items()
        if other != key
    ]
    return Facts(station.station, tuple(others))


def _told(rules: Rules, figures: Mapping[str, int], facts: Facts) -> int | None:
    """Return the largest difference; 0 where the rule holds, None where it can't be told."""
    around = [beside for _, beside in facts.around(figures)] if rules.across else []
    differences = [*_differences(rules.form, [figures]), *_differences(rules.across, around)]
    return max(differences, key=abs, default=None)


def _differences(checks: Iterable[Check], places: Iterable[Mapping[str, int]]) -> Iterable[int]:
    for check in checks:
        for figures in places:
            difference = check.told(figures)
            if difference is not None:
                yield difference
