"""`python -m services.gis.files.worker`: does one job of files, which comes by stdin.

COPY blocks its whole process, and so does looking up areas; the events role has other things to do
meanwhile. So it starts this one, which ends with the job. With `--ready` it is started before there
is a job, and ends when none comes (`workers.py`).
"""

from __future__ import annotations

import signal
import sys
from typing import Any

from libs.kit import apart
from libs.kit.db import Database
from libs.kit.jobs import Job, Progress
from services.gis.files.workers import READY, SECONDS

PREVIEW, APPLY, EXPORT = "gis-preview", "gis-apply", "gis-export"
KINDS = (PREVIEW, APPLY, EXPORT)


def do(db: Database, job: Job, progress: Progress, told: dict[str, Any]) -> str:
    """Do the job in this process; returns its message."""
    if job.kind == EXPORT:
        # Only here, and the others likewise: a job begins sooner without what it does not need.
        from services.gis.files.exporting import export  # noqa: PLC0415

        return export(db, job, progress)
    if job.kind == PREVIEW:
        from services.gis.files.previewing import preview  # noqa: PLC0415

        return preview(db, job, progress, told["zone"])
    from services.gis.files.applying import apply  # noqa: PLC0415

    return apply(db, job, progress)


def main() -> None:
    """Do one job, as `libs/kit/apart.py` has it asked."""
    if READY in sys.argv:
        import services.gis.files.applying  # noqa: F401, PLC0415 - what the job will need
    signal.alarm(SECONDS)
    text = sys.stdin.read()
    signal.alarm(0)
    if text:  # else nobody has a job any more
        apart.work(text, "gis files", do)


if __name__ == "__main__":
    main()
