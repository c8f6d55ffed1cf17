"""Commands that are safe to repeat: the id is the client's, the answer is kept with the change.

The answer is stored last, in the command's own transaction: its primary key makes a second comer
wait for the first, and then gives it the first one's answer.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from libs.kit import session
from libs.kit.errors import Conflict, FieldError, Invalid, KendaliError, Unavailable
from libs.kit.ids import is_uuid
from libs.kit.request import Request

Handler = Callable[[Any, Connection, Request], dict[str, Any]]

_STORE = """
INSERT INTO commands (id, method, body_hash, answer)
VALUES (%(id)s::uuid, %(method)s, %(body_hash)s, %(answer)s::json)
"""
_FIND = sa.text("SELECT method, body_hash, answer FROM commands WHERE id = CAST(:id AS uuid)")


class CommandIdReused(Conflict):
    slug, title = "command-id-reused", "This id was used for another command"


def command(handler: Handler) -> Callable[[Any, Request], dict[str, Any]]:
    """Run a method `(self, tx, request) -> answer` once for each command id, in one transaction.

    The method then answers `{"answer": …, "repeated": bool}`. Its service has a `db`.
    """

    @functools.wraps(handler)
    def run(service: Any, request: Request) -> dict[str, Any]:
        name, body_hash = handler.__name__, _digest(request)
        if request.command_id is None or not is_uuid(request.command_id):
            field = FieldError("Idempotency-Key", "a command needs a UUID made by the client")
            raise Invalid("the command has no id", (field,))
        try:
            with service.db.begin() as tx:
                answer = handler(service, tx, request)
                _store(tx, request.command_id, name, body_hash, answer)
                return {"answer": answer, "repeated": False}
        except Unavailable:
            raise
        except (KendaliError, IntegrityError):
            # A repeated command fails on what its first run left behind: that one's answer stands.
            earlier = _earlier(service.db, request.command_id, name, body_hash)
            if earlier is None:
                raise
            return {"answer": earlier, "repeated": True}

    return run


def _digest(request: Request) -> bytes:
    data = orjson.dumps([request.principal.id, request.data], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data + request.attachment).digest()


def _store(tx: Connection, command_id: str, name: str, body_hash: bytes, answer: Any) -> None:
    text = orjson.dumps(answer).decode()
    row = {"id": command_id, "method": name, "body_hash": body_hash, "answer": text}
    session.last(tx, _STORE, row)


def _earlier(db: Any, command_id: str, name: str, body_hash: bytes) -> Any:
    with db.begin() as tx:
        row = tx.execute(_FIND, {"id": command_id}).one_or_none()
    if row is None:
        return None
    if row.method != name or bytes(row.body_hash) != body_hash:
        raise CommandIdReused(f"{command_id} was used for another {row.method}")
    return row.answer
