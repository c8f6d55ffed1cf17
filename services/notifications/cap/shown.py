"""What the room sees of warnings, ours and those of others."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.cap import incoming_repository, repository
from services.notifications.cap.incoming_repository import Incoming
from services.notifications.cap.repository import Warnings
from services.notifications.incidents import access
from services.notifications.incidents.wire import moment

Data = dict[str, Any]
_OURS = (
    "msg_type", "identifier", "status", "scope", "severity", "state", "headline", "reason", "notes",
)  # fmt: skip
_THEIRS = (
    "feed", "state", "error", "headline", "event", "area", "brought_by", "repeats", "key", "chain",
    "msg_type", "status", "severity",
)  # fmt: skip


def one(tx: Connection, wanted: str) -> Data:
    """Return a warning of ours with what was composed."""
    row = Warnings(tx).get(wanted)
    return {**_ours(row), "content": row["content"]}


def page(tx: Connection, request: Request) -> Data:
    """Return some of ours, the newest first: `{"state", "limit", "after"}`."""
    limit, after, reader = _asked(request)
    state = reader.one_of("state", repository.STATES, "")
    reader.end()
    rows = Warnings(tx).page(state, limit, after)
    return _cut([_ours(row) for row in rows], limit)


def incoming(tx: Connection, request: Request) -> Data:
    """Return some of others, the newest first: `{"state", "feed", "limit", "after"}`."""
    limit, after, reader = _asked(request)
    state = reader.one_of("state", incoming_repository.STATES, "")
    feed = reader.text("feed", "", 40)
    reader.end()
    rows = Incoming(tx).page(state, feed, limit, after)
    return _cut([theirs(row) for row in rows], limit)


def theirs(row: Any) -> Data:
    times = {name: moment(row.get(name)) for name in ("sent", "expires", "received_at")}
    told = {name: row.get(name) for name in _THEIRS}
    return {"id": str(row["id"]), **told, **times, "incident": _id(row["incident"])}


def _ours(row: Any) -> Data:
    ids = {name: _id(row[name]) for name in ("id", "chain", "refers", "ended_by", "incident")}
    times = {name: moment(row[name]) for name in ("made_at", "decided_at", "sent", "expires")}
    who = {"made_by": row["made_by_name"], "decided_by": row["decided_by_name"]}
    return {**ids, **{name: row[name] for name in _OURS}, **who, **times}


def _asked(request: Request) -> tuple[int, str, Reader]:
    access.require_desk(request.principal, "")
    limit, after = paging.asked(request.data)
    if after and not is_uuid(after):
        raise paging.foreign()
    return limit, after, Reader(request.data)


def _cut(items: list[Data], limit: int) -> Data:
    found, following = paging.cut(items, limit, lambda item: str(item["id"]))
    return {"items": found, "next": following}


def _id(value: Any) -> str | None:
    return None if value is None else str(value)
