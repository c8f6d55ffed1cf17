"""Entrypoints of files: brought in by parts, previewed, applied by a job; written by a job."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from libs.files.errors import ImportNotReady
from libs.files.repository import Files
from libs.files.service import StoredFiles, complete, shown, standing
from libs.kit import apart, jobs
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from libs.kit.settings import Settings
from services.gis.files import exporting, targets
from services.gis.files.domain import ImportBroken
from services.gis.files.workers import Workers

SERVICE = "gis"
# The names stand in worker.py too, which is not imported here: it is another process's.
PREVIEW, APPLY, EXPORT = "gis-preview", "gis-apply", "gis-export"


class FilesEntrypoints(StoredFiles):
    """Files of layers."""

    settings: Settings
    most_bytes = 1 << 30

    @functools.cached_property
    def _workers(self) -> Workers:
        return Workers()

    @rpc
    @command
    def start_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Open an import: its parts follow, then `preview_import`.

        `{"layer", "mode": "new" | "append" | "replace", "key", "name", "crs": "EPSG:n",
        "encoding", "table", "code", "label", "settings"}`, all but the layer optional; see
        docs/gis/files.md. Answers as `get_import`.
        """
        plan = targets.parse(request.data)
        targets.target(tx, plan, request.principal)
        who = request.principal
        made = Files(tx).add("import", asdict(plan), "uploading", who.id)
        return shown(tx, made, who)

    @rpc
    @command
    def preview_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have the file read, whose parts are all there: `{"id"}`; answers as `get_import`.

        `found` is then: `format crs features taken broken geometry_type attributes bbox added
        changed removed unchanged problems {"counts", "items": [{"feature", "code", "message",
        "taken"}]}`.
        """
        kept = standing(tx, request, "uploading")
        complete(tx, kept)
        job = jobs.enqueue(tx, SERVICE, PREVIEW, {"file": kept.id}, request.principal)
        Files(tx).set(kept.id, state="reading", job=job["id"])
        return shown(tx, kept.id, request.principal)

    @rpc
    @command
    def apply_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take the previewed features over: `{"id", "skip_broken": bool}`; as `get_import`."""
        kept = Files(tx).get(request.data.get("id"), request.principal, lock=True)
        if kept.task != "import" or kept.state != "ready" or kept.found is None:
            raise ImportNotReady(f"the import is {kept.state}")
        broken = kept.found["broken"]
        if broken and request.data.get("skip_broken") is not True:
            raise ImportBroken(f"{broken} features are broken", broken=broken)
        job = jobs.enqueue(tx, SERVICE, APPLY, {"file": kept.id}, request.principal)
        Files(tx).set(kept.id, state="applying", job=job["id"])
        return shown(tx, kept.id, request.principal)

    @rpc
    @command
    def start_export(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Have a layer written: `{"layer", "format", "crs", …}` as `list_features` takes them.

        Formats: `geojson geojsonseq shapefile geopackage kml csv flatgeobuf xlsx`; `crs` is a code
        such as EPSG:32749. Answers as `get_import`; the state is `ready` when it is written.
        """
        plan = exporting.plan(tx, request.data, request.principal)
        made = Files(tx).add("export", plan, "writing", request.principal.id)
        job = jobs.enqueue(tx, SERVICE, EXPORT, {"file": made}, request.principal)
        Files(tx).set(made, job=job["id"])
        return shown(tx, made, request.principal)

    @loop(notify=jobs.channel(SERVICE), every=1.0)
    def work_on_files(self) -> None:
        work: Callable[[Job, Progress], str] = self._outside
        kinds = dict.fromkeys((PREVIEW, APPLY, EXPORT), work)
        while jobs.work(self.db, kinds):
            pass

    def _outside(self, job: Job, _: Progress) -> str:
        """Have the job done by a process of its own; returns its message."""
        told = apart.asked(self.db, job, {"zone": str(self.settings.timezone)})
        return apart.said(self._workers.do(told, another=job.kind == PREVIEW))
