"""Entrypoints of files: sent in parts, previewed, mapped, applied by a job."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, TooLarge
from libs.kit.jobs import Job, JobEnded, Progress
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from libs.kit.settings import Settings
from services.indicators import working, writing
from services.indicators.imports import mapping
from services.indicators.imports.errors import ImportNotReady, ImportRefused
from services.indicators.imports.repository import BYTES, PART_BYTES, Files, Kept
from services.indicators.repository import Catalogue
from services.indicators.working import APPLY, PREVIEW

SERVICE = "indicators"
MOST_PARTS = (256 << 20) // PART_BYTES
HOURS = 24.0


class ImportsEntrypoints:
    """Files of figures."""

    db: Database
    settings: Settings

    @rpc
    @command
    def start_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Open an import: `{"code", "name", "reason", "mapping"}`; its parts follow."""
        who, data = request.principal, request.data
        this = writing.writable(tx, str(data.get("code")), who)
        said = mapping.parse(data.get("mapping") or {}, this)
        plan = {
            "indicator": this.code,
            "name": str(data.get("name") or "")[:200],
            "reason": str(data.get("reason") or "")[:500],
            "area": who.area,
            "mapping": said,
        }
        return shown(tx, Files(tx).add("import", plan, "uploading", who.id), who)

    @rpc
    @command
    def put_import_part(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a part of the file, `{"id", "part": from 0}` with the bytes as attachment."""
        kept = _standing(tx, request, "uploading")
        part, data = request.data.get("part"), request.attachment
        if type(part) is not int or not 0 <= part < MOST_PARTS:
            raise TooLarge(f"a file has up to {MOST_PARTS} parts")
        if not 0 < len(data) <= PART_BYTES:
            raise Invalid("no part", (FieldError("part", f"needs 1 to {PART_BYTES} bytes"),))
        Files(tx).put_part(kept.id, BYTES, part, data)
        Files(tx).set(kept.id)
        return {"id": kept.id, "part": part, "bytes": len(data)}

    @rpc
    @command
    def preview_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have the file read, whose parts are all there: `{"id"}`; answers as `get_import`."""
        kept = _standing(tx, request, "uploading")
        parts, size = Files(tx).measure(kept.id)
        if not parts:
            raise Invalid("no file", (FieldError("file", "is missing"),))
        Files(tx).part(kept.id, BYTES, parts - 1)  # none between is missing
        Files(tx).set(kept.id, size=size)
        return _read(tx, kept, request.principal)

    @rpc
    @command
    def map_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say what columns are, and have the file read again: `{"id", "mapping"}`."""
        kept = _standing(tx, request, "asked", "refused", "ready")
        this = Catalogue(tx).get(kept.plan["indicator"])
        said = mapping.parse(request.data.get("mapping"), this)
        merged = {**(kept.plan.get("mapping") or {}), **said}
        Files(tx).set(kept.id, plan=kept.plan | {"mapping": merged})
        return _read(tx, kept, request.principal)

    @rpc
    def get_import(self, request: Request) -> dict[str, Any]:
        """Return `{"id", "task", "state", "size", "plan", "found", "job"}`.

        `found` has `mapping columns questions rows observations missing totals notes refused
        problems [{row, column, code, message, near}] sample added revised unchanged closed_years`.
        """
        with self.db.begin() as tx:
            return shown(tx, request.data.get("id"), request.principal)

    @rpc
    @command
    def apply_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take the previewed figures over, all or none: `{"id"}`; answers as `get_import`."""
        kept = Files(tx).get(request.data.get("id"), request.principal, lock=True)
        if kept.state == "refused":
            count = (kept.found or {}).get("refused", 0)
            raise ImportRefused(f"{count} rows are refused", refused=count)
        if kept.task != "import" or kept.state != "ready":
            raise ImportNotReady(f"the import is {kept.state}")
        job = jobs.enqueue(tx, SERVICE, APPLY, {"file": kept.id}, request.principal)
        Files(tx).set(kept.id, state="applying", job=job["id"])
        return shown(tx, kept.id, request.principal)

    @rpc
    @command
    def cancel_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Stop what is done with a file, and forget it: `{"id"}`; raises JobEnded if applied."""
        kept = Files(tx).get(request.data.get("id"), request.principal)
        if kept.state == "applied":
            raise JobEnded("the import is applied already")
        if kept.job and jobs.show(tx, kept.job, request.principal)["state"] in (
            "queued",
            "running",
        ):
            jobs.stop(tx, kept.job)
        Files(tx).clear(kept.id)
        Files(tx).set(kept.id, state="cancelled")
        return shown(tx, kept.id, request.principal)

    @loop(notify=jobs.channel(SERVICE), every=1.0)
    def work_on_files(self) -> None:
        """Do what is to be done with files, one after the other."""
        while jobs.work(self.db, dict.fromkeys((PREVIEW, APPLY), self._outside)):
            pass

    @loop(every=600.0)
    def expire_files(self) -> None:
        """Remove files that nobody went on with."""
        with self.db.begin() as tx:
            Files(tx).expire(HOURS)

    def _outside(self, job: Job, _: Progress) -> str:
        url = self.db.engine.url.render_as_string(hide_password=False)
        return working.outside(url, {}, job)


def _standing(tx: Connection, request: Request, *states: str) -> Kept:
    kept = Files(tx).get(request.data.get("id"), request.principal, lock=True)
    if kept.task != "import" or kept.state not in states:
        raise ImportNotReady(f"the import is {kept.state}")
    return kept


def _read(tx: Connection, kept: Kept, who: Principal) -> dict[str, Any]:
    job = jobs.enqueue(tx, SERVICE, PREVIEW, {"file": kept.id}, who)
    Files(tx).set(kept.id, state="reading", job=job["id"])
    return shown(tx, kept.id, who)


def shown(tx: Connection, file_id: Any, who: Principal) -> dict[str, Any]:
    """Return a file's row with its job; what failed by itself says so."""
    kept = Files(tx).get(file_id, who)
    job = None if kept.job is None else jobs.show(tx, kept.job, who)
    names = ("id", "task", "state", "size", "plan", "found")
    failed = job is not None and job["state"] == "failed" and kept.state in _AT_WORK
    state = "failed" if failed else kept.state
    return {name: getattr(kept, name) for name in names} | {"state": state, "job": job}


_AT_WORK = ("reading", "applying", "writing")
