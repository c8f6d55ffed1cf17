"""Entrypoints of files: brought in by parts, previewed, applied by a job; written by a job."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import FieldError, Invalid, TooLarge, from_wire
from libs.kit.jobs import Cancelled, Job, JobEnded, Progress
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from libs.kit.settings import Settings
from services.gis.files import exporting, targets
from services.gis.files.domain import ImportBroken, ImportNotReady
from services.gis.files.repository import BYTES, PART_BYTES, Files, Kept
from services.gis.files.workers import Workers

SERVICE = "gis"
MOST_BYTES = 1 << 30  # whatever the gateway lets in
MOST_PARTS = MOST_BYTES // PART_BYTES
HOURS = 24.0
# The names stand in worker.py too, which is not imported here: it is another process's.
PREVIEW, APPLY, EXPORT = "gis-preview", "gis-apply", "gis-export"


class FilesEntrypoints:
    """Files of layers."""

    db: Database
    settings: Settings

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
        return _shown(tx, made, who)

    @rpc
    @command
    def put_import_part(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep a part of the file, `{"id", "part": from 0}` with the bytes as attachment."""
        kept = _uploading(tx, request)
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
        kept = _uploading(tx, request)
        parts, size = Files(tx).measure(kept.id)
        if not parts:
            raise Invalid("no file", (FieldError("file", "is missing"),))
        Files(tx).part(kept.id, BYTES, parts - 1)  # none between is missing
        job = jobs.enqueue(tx, SERVICE, PREVIEW, {"file": kept.id}, request.principal)
        Files(tx).set(kept.id, state="reading", size=size, job=job["id"])
        return _shown(tx, kept.id, request.principal)

    @rpc
    def get_import(self, request: Request) -> dict[str, Any]:
        """Return `{"id", "task", "state", "size", "plan", "found", "job"}`.

        `found` is the preview once there is one: `format crs features taken broken geometry_type
        attributes bbox added changed removed unchanged problems {"counts", "items": [{"feature",
        "code", "message", "taken"}]}`; or `{"error": {"slug", "detail", "errors"}}`.
        """
        with self.db.begin() as tx:
            return _shown(tx, request.data.get("id"), request.principal)

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
        return _shown(tx, kept.id, request.principal)

    @rpc
    @command
    def cancel_import(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Stop what is done with a file, and forget it: `{"id"}`; raises JobEnded if applied."""
        kept = Files(tx).get(request.data.get("id"), request.principal)
        if kept.state == "applied":
            raise JobEnded("the import is applied already")
        if kept.job is not None and jobs.show(tx, kept.job, request.principal)["state"] in (
            "queued",
            "running",
        ):
            jobs.stop(tx, kept.job)
        Files(tx).clear(kept.id)
        Files(tx).set(kept.id, state="cancelled")
        return _shown(tx, kept.id, request.principal)

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
        return _shown(tx, made, request.principal)

    @rpc
    def get_export_part(self, request: Request) -> bytes:
        """Return the bytes of a part of a written file: `{"id", "part": from 0}`."""
        with self.db.begin() as tx:
            kept = Files(tx).get(request.data.get("id"), request.principal)
            if kept.task != "export" or kept.state != "ready":
                raise ImportNotReady(f"the file is {kept.state}")
            return Files(tx).part(kept.id, BYTES, int(request.data.get("part", 0)))

    @loop(notify=jobs.channel(SERVICE), every=1.0)
    def work_on_files(self) -> None:
        work: Callable[[Job, Progress], str] = self._outside
        kinds = dict.fromkeys((PREVIEW, APPLY, EXPORT), work)
        while jobs.work(self.db, kinds):
            pass

    @loop(every=600.0)
    def expire_files(self) -> None:
        """Remove files that nobody went on with."""
        with self.db.begin() as tx:
            Files(tx).expire(HOURS)

    def _outside(self, job: Job, _: Progress) -> str:
        """Have the job done by a process of its own; returns its message."""
        url = self.db.engine.url.render_as_string(hide_password=False)
        told = {"url": url, "zone": str(self.settings.timezone)}
        about = {name: getattr(job, name) for name in ("id", "kind", "arguments", "done")}
        told["job"] = about | {"principal": job.principal.to_wire()}  # type: ignore[assignment]
        answer = self._workers.do(told, another=job.kind == PREVIEW)
        if "cancelled" in answer:
            raise Cancelled
        if "error" in answer:
            raise from_wire(answer["error"])
        return str(answer["message"])


def _uploading(tx: Connection, request: Request) -> Kept:
    kept = Files(tx).get(request.data.get("id"), request.principal)
    if kept.task != "import" or kept.state != "uploading":
        raise ImportNotReady(f"the import is {kept.state}")
    return kept


def _shown(tx: Connection, file_id: Any, who: Principal) -> dict[str, Any]:
    kept = Files(tx).get(file_id, who)
    job = None if kept.job is None else jobs.show(tx, kept.job, who)
    names = ("id", "task", "state", "size", "plan", "found")
    state = "failed" if job and job["state"] == "failed" else kept.state
    return {name: getattr(kept, name) for name in names} | {"state": state, "job": job}
