"""Files brought into the service as the gateway does, and written by it."""

from __future__ import annotations

import uuid
from typing import Any

from libs.files.repository import PART_BYTES
from libs.kit import jobs
from libs.kit.request import Request
from services.gis.files import worker
from tests.integration.gis.layering import EDITOR, call


def work(gis, **replaced: Any) -> None:
    """Do the jobs of files in this process."""

    def one(job, progress):
        return worker.do(gis.db, job, replaced.get("progress", progress), {"zone": "Asia/Jakarta"})

    while jobs.work(gis.db, dict.fromkeys(worker.KINDS, one)):
        pass


def opened(gis, data: bytes, principal=EDITOR, /, **plan: Any) -> str:
    """Bring a file's parts in and have it previewed; returns the import's id."""
    made = call(gis, "start_import", principal, **plan)["id"]
    for part, start in enumerate(range(0, len(data), PART_BYTES)):
        asked = {"id": made, "part": part}
        sent = Request(asked, principal, str(uuid.uuid4()), attachment=data[start:][:PART_BYTES])
        gis.put_import_part(sent)
    call(gis, "preview_import", principal, id=made)
    return made


def previewed(gis, data: bytes, principal=EDITOR, /, **plan: Any) -> dict[str, Any]:
    """Return the import once its file was read."""
    made = opened(gis, data, principal, **plan)
    work(gis)
    return call(gis, "get_import", principal, id=made)


def applied(gis, data: bytes, principal=EDITOR, /, **plan: Any) -> dict[str, Any]:
    """Return the import once it was applied, without what is broken."""
    found = previewed(gis, data, principal, **plan)
    call(gis, "apply_import", principal, id=found["id"], skip_broken=True)
    work(gis)
    return call(gis, "get_import", principal, id=found["id"])


def exported(gis, principal=EDITOR, /, **asked: Any) -> bytes:
    """Return a written file's bytes."""
    made = call(gis, "start_export", principal, **asked)["id"]
    work(gis)
    found = call(gis, "get_import", principal, id=made)
    assert found["state"] == "ready", found["job"]
    parts = range(found["found"]["parts"])
    return b"".join(
        gis.get_export_part(Request({"id": made, "part": part}, principal)) for part in parts
    )
