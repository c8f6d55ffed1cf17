"""Long work: rows with progress, leased by workers, resumable, cancellable. The same everywhere.

A worker takes a job for LEASE and renews it for as long as it lives; one whose worker died is taken
up again after its lease, from where its steps had come (each step is safe to repeat).

Each concern works on its own kinds in a loop of its own, so that a rehearsal of a whole night holds
up nobody's import. One loop for all would need a place for each kind, and its own way to let them
end at a stop, to save a query a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit import clock, logs, wakes
from libs.kit.db import Database
from libs.kit.errors import Conflict, KendaliError, NotFound, Unavailable
from libs.kit.ids import is_uuid, new_id
from libs.kit.principal import Principal
from libs.kit.tables import jobs

LEASE = timedelta(seconds=30)
SHOWN = ("id", "kind", "state", "done", "total", "message", "created_at", "updated_at")
log = logs.get(__name__)


class JobEnded(Conflict):
    slug, title = "job-ended", "This job has ended already"


@dataclass(frozen=True)
class Job:
    """A job in a worker's hands."""

    id: str
    kind: str
    arguments: dict[str, Any]
    principal: Principal
    payload: bytes
    done: int


class Cancelled(Exception):
    """Somebody cancelled the job while it ran."""


def channel(service: str) -> str:
    """Return the channel that wakes the service's job workers."""
    return f"{service}_jobs"


def enqueue(
    tx: Connection,
    service: str,
    kind: str,
    arguments: dict[str, Any],
    principal: Principal,
    payload: bytes = b"",
) -> dict[str, Any]:
    """Store a job and wake a worker; returns what `show` returns."""
    job_id = new_id()
    tx.execute(
        jobs.insert().values(
            id=job_id,
            kind=kind,
            arguments=arguments,
            principal=principal.to_wire(),
            payload=payload,
        )
    )
    wakes.after_commit(tx, channel(service))
    return show(tx, job_id, principal)


def show(tx: Connection, job_id: str, principal: Principal) -> dict[str, Any]:
    """Return the job's state and progress; a job of somebody else is not found."""
    if not is_uuid(job_id):
        raise NotFound(f"no job {job_id}")
    columns = [jobs.c[name] for name in SHOWN]
    query = sa.select(*columns).where(jobs.c.id == job_id)
    if "admin" not in principal.roles:
        query = query.where(jobs.c.principal["id"].astext == principal.id)
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no job {job_id}")
    times = {name: clock.to_text(row[name]) for name in ("created_at", "updated_at")}
    return {name: row[name] for name in SHOWN} | times  # a row's own keys are not plain str


def cancel(tx: Connection, job_id: str, principal: Principal) -> dict[str, Any]:
    """Stop a job of the principal's that waits or runs; raises JobEnded for one that ended."""
    show(tx, job_id, principal)
    stop(tx, job_id)
    return show(tx, job_id, principal)


def stop(tx: Connection, job_id: str) -> None:
    """Stop a job, whoever's it is; raises JobEnded."""
    alive = jobs.c.state.in_(("queued", "running"))
    stopped = tx.execute(
        jobs.update()
        .where(jobs.c.id == job_id, alive)
        .values(state="cancelled", updated_at=sa.func.now(), payload=None)
    )
    if stopped.rowcount == 0:
        raise JobEnded(f"job {job_id} has ended")


def work(db: Database, kinds: dict[str, Callable[[Job, Progress], str]]) -> bool:
    """Take one job and do it; returns whether there was one."""
    with db.begin() as tx:
        job = _take(tx, tuple(kinds))
    if job is None:
        return False
    run(db, job, kinds[job.kind])
    return True


def begin(
    tx: Connection, kind: str, arguments: dict[str, Any], principal: Principal, total: int
) -> Job:
    """Store a job that its maker runs by itself, with what may not be stored such as a passphrase.

    Workers of the kind take it up only after its lease, when its maker is gone.
    """
    job = Job(new_id(), kind, arguments, principal, b"", 0)
    row = {"id": job.id, "kind": kind, "arguments": arguments, "principal": principal.to_wire()}
    leased = {"state": "running", "leased_until": clock.now() + LEASE}
    tx.execute(jobs.insert().values(**row, **leased, total=total))
    return job


def run(db: Database, job: Job, do: Callable[[Job, Progress], str]) -> None:
    """Do a job that is in one's hands, and keep how it ended; raises Unavailable."""
    try:
        with _leased(db, job.id):
            message = do(job, Progress(db, job.id))
    except Cancelled:
        log.info("job_cancelled", job=job.id)
    except Unavailable:
        raise  # its lease ends and another round goes on with it
    except KendaliError as error:
        _end(db, job.id, "failed", error.detail)
    except Exception:
        log.exception("job_failed", job=job.id)
        _end(db, job.id, "failed", "an unexpected error; the log names it by the job's id")
    else:
        _end(db, job.id, "done", message)


@contextmanager
def _leased(db: Database, job_id: str) -> Iterator[None]:
    """Renew the lease from a thread of its own: one step may take longer than it."""
    over = threading.Event()

    def renew() -> None:
        mine = (jobs.c.id == job_id) & (jobs.c.state == "running")
        while not over.wait(LEASE.total_seconds() / 3):
            with suppress(Unavailable), db.begin() as tx:
                tx.execute(jobs.update().where(mine).values(leased_until=clock.now() + LEASE))

    thread = threading.Thread(target=renew, name=f"lease-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class Progress:
    """How a running job tells how far it is, keeps its lease, and hears that it was cancelled."""

    def __init__(self, db: Database, job_id: str) -> None:
        self._db, self._id = db, job_id

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Store the progress; raises Cancelled."""
        values: dict[str, Any] = {"done": done, "message": message, "updated_at": sa.func.now()}
        values["leased_until"] = clock.now() + LEASE
        if total is not None:
            values["total"] = total
        running = (jobs.c.id == self._id) & (jobs.c.state == "running")
        with self._db.begin() as tx:
            if tx.execute(jobs.update().where(running).values(**values)).rowcount == 0:
                raise Cancelled


def _take(tx: Connection, kinds: tuple[str, ...]) -> Job | None:
    free = (jobs.c.state == "queued") | (
        (jobs.c.state == "running") & (jobs.c.leased_until < sa.func.now())
    )
    query = sa.select(jobs).where(jobs.c.kind.in_(kinds), free).order_by(jobs.c.created_at)
    row = tx.execute(query.limit(1).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    taken = {"state": "running", "leased_until": clock.now() + LEASE}
    tx.execute(jobs.update().where(jobs.c.id == row.id).values(**taken))
    who = Principal.from_wire(row.principal)
    return Job(row.id, row.kind, row.arguments, who, bytes(row.payload or b""), row.done)


def _end(db: Database, job_id: str, state: str, message: str) -> None:
    with db.begin() as tx:
        tx.execute(
            jobs.update()
            .where(jobs.c.id == job_id, jobs.c.state == "running")
            .values(state=state, message=message, updated_at=sa.func.now(), payload=None)
        )
