"""Entrypoints of files: sent in parts, previewed, mapped, applied by a job."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady
from libs.files.repository import Files, Kept
from libs.files.service import StoredFiles, complete, shown, standing
from libs.kit import jobs
from libs.kit.jobs import Job, Progress
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from libs.kit.settings import Settings
from services.indicators import working, writing
from services.indicators.imports import mapping
from services.indicators.imports.errors import ImportRefused
from services.indicators.repository import Catalogue
from services.indicators.working import APPLY, PREVIEW

SERVICE = "indicators"


class ImportsEntrypoints(StoredFiles):
    """Files of figures."""

    settings: Settings
    most_bytes = 256 << 20

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
    def preview_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have the file read, whose parts are all there: `{"id"}`; answers as `get_import`.

        `found` is then: `mapping columns questions rows observations missing totals notes refused
        problems [{row, column, code, message, near}] sample added revised unchanged closed_years`.
        """
        kept = standing(tx, request, "uploading")
        complete(tx, kept)
        return _read(tx, kept, request.principal)

    @rpc
    @command
    def map_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Say what columns are, and have the file read again: `{"id", "mapping"}`."""
        kept = standing(tx, request, "asked", "refused", "ready")
        this = Catalogue(tx).get(kept.plan["indicator"])
        said = mapping.parse(request.data.get("mapping"), this)
        merged = {**(kept.plan.get("mapping") or {}), **said}
        Files(tx).set(kept.id, plan=kept.plan | {"mapping": merged})
        return _read(tx, kept, request.principal)

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

    @loop(notify=jobs.channel(SERVICE), every=1.0)
    def work_on_files(self) -> None:
        """Do what is to be done with files, one after the other."""
        while jobs.work(self.db, dict.fromkeys((PREVIEW, APPLY), self._outside)):
            pass

    def _outside(self, job: Job, _: Progress) -> str:
        return working.outside(self.db, {}, job)


def _read(tx: Connection, kept: Kept, who: Principal) -> dict[str, Any]:
    job = jobs.enqueue(tx, SERVICE, PREVIEW, {"file": kept.id}, who)
    Files(tx).set(kept.id, state="reading", job=job["id"])
    return shown(tx, kept.id, who)
