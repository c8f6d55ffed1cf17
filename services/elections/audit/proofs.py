"""Proofs that anybody may have: a leaf is in the log, a root only adds to an earlier one."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.ids import is_uuid
from services.elections.audit import merkle, messages
from services.elections.audit.domain import NoRootYet, NotInLog, Root, Sealed
from services.elections.audit.repository import Log, Roots

_HASH = re.compile(r"[0-9a-f]{64}")


def inclusion(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Prove that a content (`content`, its hash) or a submission (its id) is in the log."""
    found = Log(tx).holding(*_asked(data))
    root = Roots(tx).last()
    covered = [one for one in found if root is not None and one.position < root.size]
    if root is None or not covered:
        raise NoRootYet("ask again after the next root") if found else NotInLog
    return {"items": [_proof(tx, one, root) for one in covered]}


def _asked(data: dict[str, Any]) -> tuple[str, str]:
    """Return what is asked for: a column of the leaves, and what stands in it."""
    content, submission = str(data.get("content", "")), str(data.get("submission", ""))
    if _HASH.fullmatch(content) and not submission:
        return "content", content
    if is_uuid(submission) and not content:
        return "command", submission
    text = "needs a SHA-256 in hexadecimal, or instead of it the id of a submission"
    raise Invalid(errors=(FieldError("content", text),))


def _proof(tx: Connection, sealed: Sealed, root: Root) -> dict[str, Any]:
    path = merkle.hashes(Log(tx).nodes, merkle.audit_path(sealed.position, root.size))
    return {
        "leaf": messages.leaf_out(sealed.leaf),
        "position": sealed.position,
        "path": [one.hex() for one in path],
        "root": messages.root_out(root),
    }


def consistency(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Prove that the log of the root of `second` entries begins with that of `first`."""
    first, second = _root(tx, data, "first"), _root(tx, data, "second")
    if first.size > second.size:
        raise Invalid(errors=(FieldError("second", "is smaller than the first"),))
    path = merkle.hashes(Log(tx).nodes, merkle.consistency_path(first.size, second.size))
    return {
        "first": messages.root_out(first),
        "second": messages.root_out(second),
        "path": [one.hex() for one in path],
    }


def _root(tx: Connection, data: dict[str, Any], name: str) -> Root:
    size = data.get(name)
    found = Roots(tx).of(size) if type(size) is int else None
    if found is None:
        raise NotInLog(f"no root of {size} entries was published")
    return found


def roots(tx: Connection, data: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the published roots, the newest first."""
    limit, after = paging.asked(data)
    rows = Roots(tx).page(limit + 1, place(after))
    page, following = paging.cut(rows, limit, lambda root: str(root.size))
    return {"items": [messages.root_out(root) for root in page], "next": following}


def place(after: str) -> int | None:
    """Return where a page goes on; raises Invalid."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Invalid(errors=(FieldError("after", "needs the `next` of the page before"),))
    return int(after) if after else None
