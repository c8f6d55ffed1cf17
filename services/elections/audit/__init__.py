"""The audit log: whatever changes something notes it, in the transaction of the change.

    audit.note(tx, request, "stages_changed", election.id, before, after)

`what` is a fact in the past tense, as an event is; `subject` is what it is about, as an event's;
`before` and `after` are JSON of what changed, None where there is nothing. It costs no round trip:
the note travels with the COMMIT. Never put a NIK or a phone number in: the log is kept for ever.
A job notes by `Request({}, job.principal)`. A form that was handed in is noted by `handed_in`, so
that whoever holds it can prove that it is in the log.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, session
from libs.kit.request import Request
from services.elections import forms
from services.elections.audit import canonical, messages
from services.elections.domain import Ballot, Submission

__all__ = ["handed_in", "note"]

_ADD = """
WITH noted AS (
    INSERT INTO audit_entries (at, who, roles, area, origin, request, command, what, subject,
        before, after, content, salt)
    VALUES (%(at)s, %(who)s, %(roles)s::text[], %(area)s, %(origin)s, %(request)s, %(command)s,
        %(what)s, %(subject)s, %(before)s::json, %(after)s::json, %(content)s, %(salt)s)
    RETURNING id
)
INSERT INTO audit_queue (entry) SELECT id FROM noted
"""


def note(
    tx: Connection,
    request: Request,
    what: str,
    subject: str,
    before: Any = None,
    after: Any = None,
    content: str | None = None,
) -> None:
    """Keep who changed what, with the commit of this transaction.

    `content` is the hash of what was handed in (`messages.content_of`), by which whoever holds it
    can prove that it is in the log. Raises NotCanonical for what has no canonical JSON.
    """
    row = {
        "at": clock.now(),
        "who": request.principal.id,
        "roles": sorted(request.principal.roles),
        "area": request.principal.area,
        "origin": request.origin,
        "request": request.request_id,
        "command": request.command_id,
        "what": what,
        "subject": subject,
        "before": None if before is None else canonical.dumps(before).decode(),
        "after": None if after is None else canonical.dumps(after).decode(),
        "content": content,
        "salt": secrets.token_hex(16),
    }
    session.last(tx, _ADD, row)


def handed_in(
    tx: Connection, request: Request, ballot: Ballot, one: Submission, answer: dict[str, Any]
) -> None:
    """Note a submission; `answer` is what `intake.submit` answered to it."""
    election, contest, form = ballot.election.id, ballot.contest.id, forms.form_out(one.figures)
    after = {"channel": one.channel, "form": forms.form_out(one.brought)}
    after |= {name: answer[name] for name in ("version", "state") if name in answer}
    note(
        tx,
        replace(request, command_id=one.id),
        "result_submitted",
        f"{election}/{contest}/{one.tps}",
        {"version": answer["version"] - 1},
        after,
        messages.content_of(election, contest, one.tps, form),
    )
