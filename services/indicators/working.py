"""Jobs are done by processes of their own: COPY, workbooks and columns of Parquet block a process.

`python -m services.indicators.working` takes one job by stdin and ends with it, so that what a job
needs in memory is given back, and the events role stays as small as the others'.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import Any

from libs.kit import apart
from libs.kit.db import Database
from libs.kit.errors import KendaliError
from libs.kit.jobs import Job, Progress

PREVIEW, APPLY, EXPORT = "indicators-preview", "indicators-apply", "indicators-export"
PULL, POSTS = "indicators-pull", "indicators-posts"
MEMORY = 2 << 30  # bytes of addresses for reading what others made


def outside(db: Database, told: dict[str, Any], job: Job) -> str:
    """Have the job done by a process of its own; returns its message."""
    command = [sys.executable, "-m", "services.indicators.working"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    answer, _ = process.communicate(apart.asked(db, job, told))
    if process.returncode != 0:
        raise _Broken("the job needed more memory or time than it may have")
    return apart.said(answer)


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


_KINDS: dict[str, apart.Doing] = {
    PREVIEW: _preview,
    APPLY: _apply,
    PULL: _pull,
    EXPORT: _export,
}


if __name__ == "__main__":
    apart.work(sys.stdin.read(), "indicators job", do)
