"""The history of the e-office: whatever changes something notes it, in the change's transaction.

    audit.note(tx, request, acting, "letter_sent", f"letter/{letter.id}", before, after)

`what` is a fact in the past tense; `subject` is what it is about, with its kind before a slash;
`before` and `after` are JSON of what changed, None where there is nothing. `acting` is None for
what is no position's to do, as the work of an administrator. The table takes rows and gives none
back to change: the service has no right to. It costs no round trip: the note goes with the COMMIT.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, session
from libs.kit.request import Request
from services.eoffice.organisation.domain import Acting

_ADD = """
INSERT INTO acts (at, who, person, position, capacity, origin, request, command, what, subject,
    before, after)
VALUES (%(at)s, %(who)s, %(person)s, %(position)s, %(capacity)s, %(origin)s, %(request)s,
    %(command)s, %(what)s, %(subject)s, %(before)s::json, %(after)s::json)
"""


def note(
    tx: Connection,
    request: Request,
    acting: Acting | None,
    what: str,
    subject: str,
    before: Any = None,
    after: Any = None,
) -> None:
    """Keep who did what as whom, with the commit of this transaction."""
    row = {
        "at": clock.now(),
        "who": request.principal.id,
        "person": request.principal.name,
        "position": acting and acting.position,
        "capacity": acting and acting.capacity,
        "origin": request.origin,
        "request": request.request_id,
        "command": request.command_id,
        "what": what,
        "subject": subject,
        "before": None if before is None else orjson.dumps(before).decode(),
        "after": None if after is None else orjson.dumps(after).decode(),
    }
    session.last(tx, _ADD, row)
