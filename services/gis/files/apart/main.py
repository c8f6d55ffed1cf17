"""The process apart: `python -I -c "…main(FOLDER)"`; see `services/gis/files/apart/__init__.py`."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
from pathlib import Path
from typing import Any

from services.gis.files.apart.wrong import Wrong

MEMORY, SECONDS, FILE_BYTES, NICENESS = 3 << 30, 600, 4 << 30, 5
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
BUSY, UNREADABLE = "the file needs more memory than is given", "file-unreadable"


def main(folder: str) -> None:
    """Do what the plan says, and leave `head.json`: `{"wrong", "detail"}` or what was found."""
    place = Path(folder)
    plan = json.loads((place / "plan.json").read_text(encoding="utf-8"))
    _offline()
    _limit()
    try:
        head = _do(plan, place)
    except Wrong as wrong:
        head = {"wrong": wrong.slug, "detail": wrong.detail}
    except (MemoryError, RecursionError):
        head = {"wrong": UNREADABLE, "detail": BUSY}
    (place / "head.json").write_text(json.dumps(head, allow_nan=False), encoding="utf-8")


def _do(plan: dict[str, Any], folder: Path) -> dict[str, Any]:
    if plan["task"] == "write":
        _only(plan, plan["driver"])
        from services.gis.files.apart.writing import write  # noqa: PLC0415 - GDAL knows its drivers now

        return write(plan, folder)
    from services.gis.files.apart.sniffing import sniff  # noqa: PLC0415

    source = sniff(folder / "upload", plan)
    _only(plan, source.driver)
    from services.gis.files.apart.reading import File  # noqa: PLC0415 - the same

    return File(source, plan, folder).read()


def _only(plan: dict[str, Any], driver: str) -> None:
    """Have GDAL know one driver, so that no text in a file can have another open it."""
    os.environ["OGR_SKIP"] = ",".join(name for name in plan["drivers"] if name != driver)
    os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = "{none}"
    os.environ["GDAL_DISABLE_READDIR_ON_OPEN"] = "EMPTY_DIR" if driver != "ESRI Shapefile" else "NO"
    import pyogrio  # noqa: PLC0415 - reads the environment when it is imported

    if set(pyogrio.list_drivers()) != {driver}:
        raise Wrong("driver-missing", f"this machine's GDAL has no driver {driver}, or others too")


def _offline() -> None:
    """Leave the network where the machine lets a process do that."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)
