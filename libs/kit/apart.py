"""A job done by a process of its own: COPY, and files that others made, would block this one.

The parent writes `{"url", …, "job"}` to the child's stdin and reads `{"message"}`, `{"error"}` or
`{"cancelled"}` from its stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from libs.kit.db import Database
from libs.kit.errors import KendaliError, from_wire, to_wire
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.principal import Principal

Doing = Callable[[Database, Job, Progress, dict[str, Any]], str]


def asked(db: Database, job: Job, told: dict[str, Any]) -> bytes:
    """Return what the child is to do, with what it is told besides."""
    about = {name: getattr(job, name) for name in ("id", "kind", "arguments", "done")}
    url = db.engine.url.render_as_string(hide_password=False)
    whole = {**told, "url": url, "job": about | {"principal": job.principal.to_wire()}}
    return json.dumps(whole).encode()


def said(answer: bytes) -> str:
    """Return the job's message; raises what it raised."""
    found = json.loads(answer)
    if "cancelled" in found:
        raise Cancelled
    if "error" in found:
        raise from_wire(found["error"])
    return str(found["message"])


def work(text: str, name: str, do: Doing) -> None:
    """Be the child: do what was asked, and write the answer. `name` is that of its connections."""
    told = json.loads(text)
    job = told.pop("job")
    principal = Principal.from_wire(job.pop("principal"))
    db = Database(told.pop("url"), 3, name)
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
