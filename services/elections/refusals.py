"""Rows of a file that can't be taken: each is noted, the rest is kept only where that is asked."""

from __future__ import annotations

from collections.abc import Sequence

from libs.kit.db import Database
from libs.kit.errors import Invalid
from libs.kit.jobs import Job
from services.elections.repository import ImportErrors

Refused = tuple[int, str, str]  # line, what is wrong there (a code, a column), reason


class RowsRefused(Invalid):
    slug, title = "rows-refused", "Rows of the file are wrong, and nothing of it was taken"


def require_whole(db: Database, job: Job, bad: Sequence[Refused], total: int) -> None:
    """Note the rows; raise RowsRefused for any, unless the job may keep the others (`partial`)."""
    with db.begin() as tx:
        ImportErrors(tx).put(job.id, list(bad))
    if bad and not job.arguments.get("partial"):
        text = f"{len(bad)} of {total} rows can't be taken, so none was"
        raise RowsRefused(f"{text}; mend them, or ask for the others with partial")
