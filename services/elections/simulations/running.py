"""A rehearsal's night, deed by deed, by the roads that real results take."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.errors import KendaliError, Unavailable
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections import intake
from services.elections.consolidation import CONFLICTED
from services.elections.domain import Ballot, Submission
from services.elections.repository import Elections
from services.elections.results_repository import Results
from services.elections.simulations import messages, preparing, reporting
from services.elections.simulations.domain import DECISION, SECOND, Deed, deeds
from services.elections.simulations.night import Night
from services.elections.simulations.repository import Simulations
from services.elections.verification import decisions

KIND = "simulate-night"
LOOK_SECONDS = 0.25  # how long a wait lasts until the job looks whether it was cancelled
TOLD_SECONDS = 1.0  # between two notes of the progress
TRIES, PAUSE = 60, 1.0  # how often, and after how many seconds, a deed is tried again
FOLDED_SECONDS = 60.0
CREW, OPERATOR = "gladi-kpps", "gladi-operator"
VERIFIER = Principal("gladi-verifikator", "Verifikator gladi", frozenset({"verifier"}))


def worker(db: Database) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, job, progress)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Hold the rehearsal, from where an earlier run had come."""
    night = _prepared(db, job, progress)
    todo = deeds(night.plan, sorted(night.voters), len(night.ballots))
    done, told = job.done, 0.0
    known = _known(db, night, todo[done : done + 1000]) if done else set()
    for deed in todo[done:]:
        _wait(night, deed, progress, done)
        if _id(night, deed) not in known:
            _do(db, night, deed)
        done += 1
        if time.monotonic() - told > TOLD_SECONDS:
            told = time.monotonic()
            progress(done, len(todo), "")
            _sample(db, night, done)
    progress(done, len(todo), "counting")
    _settle(db, night, progress, done)
    with db.begin() as tx:
        report = reporting.report(tx, night, todo)
        Simulations(tx).end(night.id, report)
    return reporting.said(report)


def _prepared(db: Database, job: Job, progress: Progress) -> Night:
    with db.begin() as tx:
        row = Simulations(tx).get(job.arguments["simulation"])
        plan, shadow = messages.loaded(row["plan"]), Elections(tx).get(row["election"])
    if not job.done:
        progress(0, None, "registering")
        preparing.register(db, plan, shadow)
    with db.begin() as tx:
        codes = Simulations(tx).codes(shadow.id)
        ballots = list(Elections(tx).ballots(shadow.id).values())
        begun = Simulations(tx).start(row["id"], clock.now())
    voters = {code: dpt or preparing.USUAL_VOTERS for code, dpt in codes}
    return Night(row["id"], plan, ballots, voters, begun)


def _known(db: Database, night: Night, ahead: Sequence[Deed]) -> set[str]:
    """Return which of the deeds an earlier run had done after it told its progress last."""
    with db.begin() as tx:
        return Results(tx).known([_id(night, deed) for deed in ahead])


def _wait(night: Night, deed: Deed, progress: Progress, done: int) -> None:
    told = time.monotonic()
    while (left := night.due(deed)) > 0:
        time.sleep(min(left, LOOK_SECONDS))
        if time.monotonic() - told > TOLD_SECONDS:
            told = time.monotonic()
            progress(done)


def _do(db: Database, night: Night, deed: Deed) -> None:
    """Let the deed happen; while the database is away, try again, as a crew would."""
    for _ in range(TRIES):
        started = time.perf_counter()
        try:
            with db.begin() as tx:
                _deed(tx, night, deed)
        except Unavailable as error:
            night.note(error.slug)
            time.sleep(PAUSE)
        except KendaliError as error:
            night.note(error.slug)
            return
        else:
            night.seconds.append(time.perf_counter() - started)
            night.kinds[deed.kind] += 1
            return
    raise Unavailable(f"a result could not be handed in {TRIES} times")


def _deed(tx: Connection, night: Night, deed: Deed) -> None:
    ballot = night.ballots[deed.contest]
    if deed.kind == DECISION:
        _decide(tx, night, deed, ballot)
        return
    second = deed.kind == SECOND
    channel, who = ("operator", OPERATOR) if second else ("crew", CREW)
    figures = night.figures(deed)
    submission = Submission(
        _id(night, deed), deed.tps, channel, who, clock.now(), clock.now(), figures
    )
    intake.submit(tx, ballot, submission)


def _decide(tx: Connection, night: Night, deed: Deed, ballot: Ballot) -> None:
    """Take the crew's entry, unless a person has decided already."""
    record = Results(tx).lock(ballot, deed.tps).record
    if record.state != CONFLICTED:
        return
    data = {"version": record.version, "take": "crew", "reason": "gladi"}
    about = {"election": ballot.election.id, "contest": ballot.contest.id, "tps": deed.tps}
    request = Request(about | data, VERIFIER, _id(night, deed))
    decisions.decide(tx, ballot, deed.tps, request)


def _sample(db: Database, night: Night, done: int) -> None:
    with db.begin() as tx:
        Simulations(tx).sample(night.id, done, [ballot.key for ballot in night.ballots])


def _settle(db: Database, night: Night, progress: Progress, done: int) -> None:
    """Wait until every result is in its tallies; what is not by then has broken."""
    end = time.monotonic() + FOLDED_SECONDS
    keys = [ballot.key for ballot in night.ballots]
    while time.monotonic() < end:
        with db.begin() as tx:
            if Simulations(tx).folded(keys):
                return
        time.sleep(LOOK_SECONDS)
        progress(done)
    night.note("tallies-did-not-follow")


def _id(night: Night, deed: Deed) -> str:
    return str(uuid.uuid5(uuid.UUID(night.id), deed.key))
