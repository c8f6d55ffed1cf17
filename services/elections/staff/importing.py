"""The jobs that bring in applicants and party registers, whose NIK are hidden already.

A file with rows that are wrong is refused as a whole unless its good rows are asked for
(`partial`). Both jobs can be run again: who has applied is left as he is, and a register's snapshot
counts only once all of it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, jobs
from libs.kit.db import Database
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from services.elections import audit
from services.elections.refusals import Refused, require_whole
from services.elections.repository import Elections
from services.elections.staff import files, messages, recruiting, watch
from services.elections.staff.domain import Round
from services.elections.staff.messages import Hidden
from services.elections.staff.parties import Register
from services.elections.staff.repository import Applicants, Places, Rounds

CHUNK = 200


def start_applicants(tx: Connection, request: Request, today: date) -> dict[str, Any]:
    """Queue a file for a round: `{"election", "round", "rows", "errors", "partial"}`."""
    election = Elections(tx).get(str(request.data.get("election"))).id
    one = Rounds(tx, election).get(messages.known_id(request.data, "round"))
    request.principal.require_area(one.area)
    one.require_open(today)
    return _start(tx, request, files.APPLICANTS, {"election": election, "round": one.id})


def start_parties(tx: Connection, request: Request) -> dict[str, Any]:
    """Queue a register: `{"election", "rows", "errors", "partial"}`; it is the whole election's."""
    election = Elections(tx).get(str(request.data.get("election")))
    request.principal.require_area(election.area)
    return _start(tx, request, files.PARTIES, {"election": election.id})


def _start(tx: Connection, request: Request, kind: str, where: dict[str, str]) -> dict[str, Any]:
    arguments = where | {"partial": request.data.get("partial") is True}
    audit.note(tx, request, "import_started", where["election"], None, arguments | {"kind": kind})
    payload = orjson.dumps({name: request.data[name] for name in ("rows", "errors")})
    return jobs.enqueue(tx, "elections", kind, arguments, request.principal, payload)


def workers(db: Database, *, service: bool) -> dict[str, Callable[[Job, Progress], str]]:
    """Return what does the jobs; `service` tells whether a public service is to be asked too."""
    return {
        files.APPLICANTS: lambda job, progress: take_applicants(db, job, progress, service=service),
        files.PARTIES: lambda job, progress: take_register(db, job, progress),
    }


def take_applicants(db: Database, job: Job, progress: Progress, *, service: bool) -> str:
    """Bring in applicants, in chunks; each is judged before any is taken."""
    found = orjson.loads(job.payload)
    rows, wrong = found["rows"], [tuple(one) for one in found["errors"]]
    with db.begin() as tx:
        one = Rounds(tx, job.arguments["election"]).get(job.arguments["round"])
        misplaced = _misplaced(tx, job, one, rows)
    require_whole(db, job, wrong + misplaced, len(rows) + len(wrong))
    bad = {line for line, _, _ in misplaced}
    good = [row for row in rows if row["line"] not in bad]
    for start in range(job.done, len(good), CHUNK):
        chunk = good[start : start + CHUNK]
        with db.begin() as tx:
            _take(tx, job, one, chunk, service=service)
        progress(start + len(chunk), len(good))
    with db.begin() as tx:
        watch.recheck(tx, one.election, clock.now())
    return f"{len(good)} applicants taken or known, {len(wrong + misplaced)} rows refused"


def _take(tx: Connection, job: Job, one: Round, rows: Sequence[Any], *, service: bool) -> None:
    """Take some applicants; who has applied in the round already stays as he is."""
    now, people = clock.now(), [Hidden.from_wire(row) for row in rows]
    made = [recruiting.made_of(one, each, now, service=service) for each in people]
    new = Applicants(tx, one.election).add(made, job.principal.id)
    about = {"job": job.id, "applicants": len(new)}
    subject = f"{one.election}/{one.id}"
    audit.note(tx, Request({}, job.principal), "staff_applicants_imported", subject, None, about)


def _misplaced(tx: Connection, job: Job, one: Round, rows: Sequence[Any]) -> list[Refused]:
    """Return the rows whose place has no such body, and those that name a person again."""
    known = Places(tx, one.election, one.body).known([row["area"] for row in rows])
    found: list[Refused] = []
    lines: dict[str, int] = {}
    for row in rows:
        line, area = row["line"], row["area"]
        said = recruiting.misplaced(one, area)
        if not said and not job.principal.covers(area):
            said = "lies outside the area of this account"
        if not said and area not in known:
            said = "has no polling station of this election"
        if said:
            found.append((line, "area", f"area {said}"))
        elif (first := lines.setdefault(row["nik_hash"], line)) != line:
            found.append((line, "nik", f"nik is that of line {first}"))
    return found


def take_register(db: Database, job: Job, progress: Progress) -> str:
    """Bring a register in, let it replace its parties' earlier ones, and check everybody again."""
    found = orjson.loads(job.payload)
    rows, wrong = found["rows"], [tuple(one) for one in found["errors"]]
    require_whole(db, job, wrong, len(rows) + len(wrong))
    election = job.arguments["election"]
    for start in range(job.done, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        with db.begin() as tx:
            Register(tx, election).put(job.id, [_member(row) for row in chunk])
        progress(start + len(chunk), len(rows))
    with db.begin() as tx:
        switched = Register(tx, election).switch(job.id)
        _, appeared = watch.recheck(tx, election, clock.now())
        about = {"job": job.id, "parties": switched, "rows": len(rows), "appeared": appeared}
        audit.note(tx, Request({}, job.principal), "party_register_imported", election, None, about)
    return f"{len(rows)} members of {len(switched)} parties, {len(wrong)} rows refused"


def _member(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("party", "position", "place")}
    return kept | {"nik_hash": bytes.fromhex(row["nik_hash"])}
