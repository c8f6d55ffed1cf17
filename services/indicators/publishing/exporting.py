"""The job that writes a file, and what may be written for whom."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from libs.files.repository import Files
from libs.kit.db import Database
from libs.kit.jobs import Job, Progress
from libs.kit.request import Request
from services.indicators import access, asking, messages
from services.indicators.domain import Indicator, UnknownIndicator
from services.indicators.publishing.files import FORMATS, Export, write
from services.indicators.reading_repository import Asked, Observed
from services.indicators.repository import Catalogue


def plan(tx: Connection, request: Request, *, public: bool) -> dict[str, Any]:
    """Return what is to be written; raises what forbids it."""
    this = (open_one if public else _any)(tx, request)
    asked = asking.observations(this, request)
    if not public:
        access.require_reader(request.principal, asked.area)
        request.principal.require_area(asked.area)
    form = request.data.get("format", "csv")
    if form not in FORMATS:
        raise asking.wrong("format", f"needs one of {', '.join(FORMATS)}")
    return {
        "indicator": this.code,
        "format": form,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "area": "" if public and request.data.get("area") is None else asked.area,
        "dims": asked.dims,
    }


def _any(tx: Connection, request: Request) -> Indicator:
    return Catalogue(tx).get(str(request.data.get("code")))


def open_one(tx: Connection, request: Request) -> Indicator:
    """Return an open indicator; one that is not is unknown."""
    this = Catalogue(tx).get(str(request.data.get("code")))
    if not this.open:
        raise UnknownIndicator(f"there is no indicator {this.code}")
    return this


def export(db: Database, job: Job, progress: Progress) -> str:
    """Write the file of the job, and keep it in parts."""
    file_id = str(job.arguments["file"])
    with db.begin() as tx:
        kept = Files(tx).get(file_id, job.principal)
    with tempfile.TemporaryDirectory(prefix="kendali-export-") as folder:
        path = Path(folder) / "file"
        with db.begin() as tx:
            tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            count = write(_export(tx, kept.plan), kept.plan["format"], path)
        progress(count, count, "written")
        with db.begin() as tx:
            store = Files(tx)
            parts = store.save(file_id, path)
            store.set(file_id, state="ready", found={"parts": parts, "rows": count})
    return f"{count} rows"


def _export(tx: Connection, plan: dict[str, Any]) -> Export:
    this = Catalogue(tx).get(plan["indicator"])
    first, last = (date.fromisoformat(plan[name]) for name in ("first", "last"))
    asked = Asked(this.key, first, last, plan["area"], plan["dims"])
    names = Catalogue(tx).names(plan["area"])
    return Export(this, names, Observed(tx).all(asked), messages.indicator_out(this))
