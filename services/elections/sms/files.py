"""A file of messages: the job that takes them one by one, by the line's own road."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, paging
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, KendaliError
from libs.kit.ids import is_uuid
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from services.elections import audit
from services.elections.refusals import require_whole
from services.elections.sms import line, messages
from services.elections.sms.line import Sms
from services.elections.sms.messages import Incoming
from services.elections.sms.repository import Phones, Received


def take(tx: Connection, election: str, incoming: Incoming, request: Request) -> dict[str, Any]:
    """Take one message of a provider, once by whichever road; a number is known by its hash."""
    kept = Received(tx).lock(election, incoming.id)
    if kept is not None:
        return dict(kept)
    area = Phones(tx, election).area(incoming.sender)
    who = f"phone:{incoming.sender.hex()[:16]}"
    known = {name: getattr(incoming, name) for name in ("id", "tail", "text", "received_at")}
    sms = Sms(election=election, channel="sms", who=who, area=area, request=request, **known)
    return line.take(tx, sms)


def payload(data: dict[str, Any]) -> bytes:
    """Return the file, whose `text` a request carries; raises Invalid where columns are missing."""
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Invalid(errors=(FieldError("file", "the file is needed"),))
    found = text.encode()
    next(messages.rows(found), None)  # tells of missing columns before anybody waits for a job
    return found


def worker(db: Database, key: bytes) -> Callable[[Job, Progress], str]:
    """Return what does such a job."""
    return lambda job, progress: run(db, key, job, progress)


def run(db: Database, key: bytes, job: Job, progress: Progress) -> str:
    """Take all messages of the file, from where an earlier run had come.

    Each in a transaction of its own: a message that was taken before is left as it is. Raises
    RowsRefused, with each bad row noted, where not all can be read and `partial` was not asked for.
    """
    rows = [(number, row, _read(job, key, row)) for number, row in messages.rows(job.payload)]
    bad = [(number, row["id"], _said(found)) for number, row, found in rows if _is_bad(found)]
    if not job.done:
        require_whole(db, job, bad, len(rows))
    progress(job.done, len(rows), "")
    for done, (_, _, found) in enumerate(rows[job.done :], job.done + 1):
        if isinstance(found, Incoming):
            _one(db, job, found)
        progress(done, len(rows), "")
    return f"{len(rows) - len(bad)} messages read, {len(bad)} rows refused"


def _read(job: Job, key: bytes, row: dict[str, str]) -> Incoming | KendaliError:
    given = {name: value for name, value in row.items() if value}
    try:
        return messages.incoming(given | job.arguments, key, clock.now())
    except KendaliError as error:
        return error


def _is_bad(found: Incoming | KendaliError) -> bool:
    return isinstance(found, KendaliError)


def _said(error: Any) -> str:
    return "; ".join(f"{one.field} {one.message}" for one in error.errors) or str(error.detail)


def _one(db: Database, job: Job, incoming: Incoming) -> None:
    request = Request({}, job.principal)
    with db.begin() as tx:
        row = take(tx, job.arguments["election"], incoming, request)
        about = messages.noted(messages.message_out(row))
        audit.note(tx, request, "sms_taken", row["id"], after=about)


def after(row: Any) -> str:
    """Return where a page of messages ends."""
    return f"{clock.to_text(row['received_at'])}/{row['id']}"


def place(text: str) -> tuple[datetime, str] | None:
    """Read what `after` wrote; raises Invalid."""
    moment, _, message = text.partition("/")
    if not text:
        return None
    try:
        place = clock.from_text(moment), message
    except ValueError:
        raise paging.foreign() from None
    if not is_uuid(message):
        raise paging.foreign()
    return place
