"""Jobs are done by processes of their own: COPY, workbooks and columns of Parquet block a process.

`python -m services.indicators.working` takes one job by stdin and ends with it, so that what a job
needs in memory is given back, and the events role stays as small as the others'.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from libs.kit.db import Database
from libs.kit.errors import KendaliError, Unavailable, from_wire, to_wire
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.principal import Principal

PREVIEW, APPLY, EXPORT = "indicators-preview", "indicators-apply", "indicators-export"
PULL, POSTS = "indicators-pull", "indicators-posts"
MEMORY = 2 << 30  # bytes of addresses for reading what others made


class JobEndedEarly(Unavailable):
    slug, title = "job-ended-early", "The process that did the job ended before it was done"


def outside(url: str, told: dict[str, Any], job: Job) -> str:
    """Have the job done by a process of its own; returns its message."""
    about = {name: getattr(job, name) for name in ("id", "kind", "arguments", "done")}
    whole = told | {"url": url, "job": about | {"principal": job.principal.to_wire()}}
    command = [sys.executable, "-m", "services.indicators.working"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    answer, _ = process.communicate(json.dumps(whole).encode())
    if process.returncode != 0:
        raise _Broken("the job needed more memory or time than it may have")
    found = json.loads(answer)
    if "cancelled" in found:
        raise Cancelled
    if "error" in found:
        raise from_wire(found["error"])
    return str(found["message"])


class _Broken(KendaliError):
    status, slug, title = 422, "job-broken", "The job broke off"


def do(db: Database, job: Job, progress: Progress, told: dict[str, Any]) -> str:
    """Do the job in this process; returns its message. What a job does not need is not loaded."""
    return _KINDS[job.kind](db, job, progress, told)


def _preview(db: Database, job: Job, progress: Progress, _told: dict[str, Any]) -> str:
    from services.indicators.imports.reading_files import preview  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    return preview(db, job, progress)


def _apply(db: Database, job: Job, progress: Progress, _told: dict[str, Any]) -> str:
    from services.indicators.imports.reading_files import apply  # noqa: PLC0415

    return apply(db, job, progress)


def _pull(db: Database, job: Job, progress: Progress, told: dict[str, Any]) -> str:
    from services.indicators.pulls.running import pull  # noqa: PLC0415

    return pull(db, job, progress, told)


def _export(db: Database, job: Job, progress: Progress, _told: dict[str, Any]) -> str:
    from services.indicators.publishing.exporting import export  # noqa: PLC0415

    return export(db, job, progress)


_KINDS: dict[str, Callable[[Database, Job, Progress, dict[str, Any]], str]] = {
    PREVIEW: _preview,
    APPLY: _apply,
    PULL: _pull,
    EXPORT: _export,
}


def main() -> None:
    """Read `{"url", "job": {…}}`; write `{"message"}`, `{"error"}` or `{"cancelled"}`."""
    told = json.loads(sys.stdin.read())
    job = told.pop("job")
    principal = Principal.from_wire(job.pop("principal"))
    db = Database(told.pop("url"), 3, "indicators job")
    answer: dict[str, Any]
    try:
        made = Job(**job, principal=principal, payload=b"")
        answer = {"message": do(db, made, Progress(db, made.id), told)}
    except Cancelled:
        answer = {"cancelled": True}
    except KendaliError as error:
        answer = {"error": to_wire(error)}
    finally:
        db.close()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
