"""Entrypoints of files that every service has alike: parts come in and go out, one is given up.

A service adds what it makes of them: `start_import`, `preview_import`, `apply_import`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady
from libs.files.repository import BYTES, PART_BYTES, Files, Kept
from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, TooLarge
from libs.kit.jobs import JobEnded
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc

HOURS = 24.0
AT_WORK = ("reading", "applying", "writing")
UNDER_WAY = ("queued", "running")


class StoredFiles:
    """Files of a service; `most_bytes` is what it takes, whatever the gateway lets in."""

    db: Database
    most_bytes: ClassVar[int]

    @rpc
    @command
    def put_import_part(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a part of the file, `{"id", "part": from 0}` with the bytes as attachment."""
        kept = standing(tx, request, "uploading")
        part, data, most = request.data.get("part"), request.attachment, self.most_bytes
        if type(part) is not int or not 0 <= part < most // PART_BYTES:
            raise TooLarge(f"a file has up to {most // PART_BYTES} parts")
        if not 0 < len(data) <= PART_BYTES:
            raise Invalid("no part", (FieldError("part", f"needs 1 to {PART_BYTES} bytes"),))
        Files(tx).put_part(kept.id, BYTES, part, data)
        Files(tx).set(kept.id)
        return {"id": kept.id, "part": part, "bytes": len(data)}

    @rpc
    def get_import(self, request: Request) -> dict[str, Any]:
        """Return `{"id", "task", "state", "size", "plan", "found", "job"}`.

        `found` is the preview once there is one, as the service's `preview_import` has it, or
        `{"error": {"slug", "detail", "errors"}}`.
        """
        with self.db.begin() as tx:
            return shown(tx, request.data.get("id"), request.principal)

    @rpc
    @command
    def cancel_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Stop what is done with a file, and forget it: `{"id"}`; raises JobEnded if applied."""
        kept = Files(tx).get(request.data.get("id"), request.principal)
        if kept.state == "applied":
            raise JobEnded("the import is applied already")
        if kept.job and jobs.show(tx, kept.job, request.principal)["state"] in UNDER_WAY:
            jobs.stop(tx, kept.job)
        Files(tx).clear(kept.id)
        Files(tx).set(kept.id, state="cancelled")
        return shown(tx, kept.id, request.principal)

    @rpc
    def get_export_part(self, request: Request) -> bytes:
        """Return the bytes of a part of a written file: `{"id", "part": from 0}`."""
        with self.db.begin() as tx:
            kept = Files(tx).get(request.data.get("id"), request.principal)
            if kept.task != "export" or kept.state != "ready":
                raise ImportNotReady(f"the file is {kept.state}")
            return Files(tx).part(kept.id, BYTES, int(request.data.get("part", 0)))

    @loop(every=600.0)
    def expire_files(self) -> None:
        """Remove files that nobody went on with."""
        with self.db.begin() as tx:
            Files(tx).expire(HOURS)


def standing(tx: Connection, request: Request, *states: str) -> Kept:
    """Return the import that a request names, locked; raises ImportNotReady in another state."""
    kept = Files(tx).get(request.data.get("id"), request.principal, lock=True)
    if kept.task != "import" or kept.state not in states:
        raise ImportNotReady(f"the import is {kept.state}")
    return kept


def complete(tx: Connection, kept: Kept) -> None:
    """Note how large the file is, whose parts are all there."""
    parts, size = Files(tx).measure(kept.id)
    if not parts:
        raise Invalid("no file", (FieldError("file", "is missing"),))
    Files(tx).part(kept.id, BYTES, parts - 1)  # none between is missing
    Files(tx).set(kept.id, size=size)


def shown(tx: Connection, file_id: Any, who: Principal) -> dict[str, Any]:
    """Return a file's row with its job; what failed by itself says so."""
    kept = Files(tx).get(file_id, who)
    job = None if kept.job is None else jobs.show(tx, kept.job, who)
    names = ("id", "task", "state", "size", "plan", "found")
    failed = job is not None and job["state"] == "failed" and kept.state in AT_WORK
    state = "failed" if failed else kept.state
    return {name: getattr(kept, name) for name in names} | {"state": state, "job": job}
