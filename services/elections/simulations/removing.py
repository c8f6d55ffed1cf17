"""A rehearsal taken away with all that its night left, in steps that hold nobody up for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import Conflict
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from services.elections import audit
from services.elections.repository import Elections
from services.elections.simulations import messages
from services.elections.simulations.removal_repository import Removal
from services.elections.simulations.repository import Simulations

KIND = messages.REMOVING
GOING = ("queued", "running")


class RehearsalGoing(Conflict):
    slug, title = "rehearsal-going", "This rehearsal is under way, or being removed: stop it first"


class NoRehearsal(Conflict):
    slug, title = "no-rehearsal", "Only rehearsals can be removed"


def ask(tx: Connection, request: Request) -> str:
    """Have a rehearsal removed: `{"id"}`; returns its id.

    Raises NotFound, RehearsalGoing, and NoRehearsal for an election that is none.
    """
    simulations = Simulations(tx)
    row = simulations.get(str(request.data.get("id")), alone=True)
    request.principal.require_area(row["area"])
    if row["job_state"] in GOING:
        raise RehearsalGoing
    if not Elections(tx).get(row["election"]).rehearsal:
        raise NoRehearsal
    arguments = {"simulation": row["id"], "election": row["election"]}
    job = jobs.enqueue(tx, "elections", KIND, arguments, request.principal)
    simulations.hand_over(row["id"], job["id"])
    told: dict[str, Any] = {"of": row["of"], "plan": row["plan"]}
    audit.note(tx, request, "simulation_removed", row["election"], told)
    return str(row["id"])


def worker(db: Database) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, job, progress)


def run(db: Database, job: Job, progress: Progress) -> str:
    """Delete the rows of the rehearsal's election; safe to run again."""
    simulation, election = job.arguments["simulation"], job.arguments["election"]
    with db.begin() as tx:
        removal = Removal.of(tx, election)
        total = removal.count(tx)
    done = 0
    while True:
        with db.begin() as tx:
            gone = removal.step(tx)
        done += gone
        progress(done, max(done, total))
        if not gone:
            break
    with db.begin() as tx:
        removal.end(tx, simulation)
    return f"{done} rows removed"
