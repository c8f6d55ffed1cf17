"""`python -m services.gis.files.worker`: does one job of files, which comes by stdin.

COPY blocks its whole process, and so does looking up areas; the events role has other things to do
meanwhile. So it starts this one, which ends with the job. With `--ready` it is started before there
is a job, and ends when none comes (`workers.py`).
"""

from __future__ import annotations

import json
import signal
import sys
from typing import Any

from libs.kit.db import Database
from libs.kit.errors import KendaliError, to_wire
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.principal import Principal
from services.gis.files.workers import READY, SECONDS

PREVIEW, APPLY, EXPORT = "gis-preview", "gis-apply", "gis-export"
KINDS = (PREVIEW, APPLY, EXPORT)


def do(db: Database, job: Job, progress: Progress, zone: str) -> str:
    """Do the job in this process; returns its message."""
    if job.kind == EXPORT:
        # Only here, and the others likewise: a job begins sooner without what it does not need.
        from services.gis.files.exporting import export  # noqa: PLC0415

        return export(db, job, progress)
    if job.kind == PREVIEW:
        from services.gis.files.previewing import preview  # noqa: PLC0415

        return preview(db, job, progress, zone)
    from services.gis.files.applying import apply  # noqa: PLC0415

    return apply(db, job, progress)


def main() -> None:
    """Read `{"url", "zone", "job": {…}}`; write `{"message"}`, `{"error"}` or `{"cancelled"}`."""
    if READY in sys.argv:
        import services.gis.files.applying  # noqa: F401, PLC0415 - what the job will need
    signal.alarm(SECONDS)
    text = sys.stdin.read()
    signal.alarm(0)
    if not text:
        return  # nobody has a job any more
    told = json.loads(text)
    job = told["job"]
    principal = Principal.from_wire(job.pop("principal"))
    db = Database(told["url"], 3, "gis files")
    answer: dict[str, Any]
    try:
        made = Job(**job, principal=principal, payload=b"")
        answer = {"message": do(db, made, Progress(db, made.id), told["zone"])}
    except Cancelled:
        answer = {"cancelled": True}
    except KendaliError as error:
        answer = {"error": to_wire(error)}
    finally:
        db.close()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
