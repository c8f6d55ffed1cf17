"""Folders that go with a test session, and those of sessions that were killed.

A session holds the lock on its folder's `owner` for as long as it lives. The next one removes what
nobody holds, and ends what still runs in it; a folder that somebody holds is not touched.

Where there is memory to spare they stand in it: databases, brokers and stores of photos wait for
their disk at each commit, and a disk that is busy with something else has made calls time out.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from deploy.native import traces
from deploy.native.places import Places
from deploy.native.postgresql import PostgreSQL

OWNER = "owner"
MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it are made by tempfile
NEEDED = 12 << 30  # bytes: what the sessions of three workers keep, and what their processes take


def in_memory() -> None:
    """Have all temporary folders of this process and its children in memory, if there is enough."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return
    if min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available) >= NEEDED:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@contextmanager
def home(prefix: str, above: Path | None = None) -> Iterator[Path]:
    """Make a folder of this name's beginning; at the end it is gone with all that runs in it.

    It stands above PostgreSQL's data, whose user must pass: so it is not one of pytest's own.
    """
    sweep(prefix, above)
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=above))
    made.chmod(0o755)
    with _owning(made):
        try:
            yield made
        finally:
            _remove(made)


def sweep(prefix: str, above: Path | None = None) -> list[Path]:
    """Remove the folders whose session has died; returns them."""
    found = sorted((above or Path(tempfile.gettempdir())).glob(f"{prefix}*/{OWNER}"))
    return [folder for folder in (one.parent for one in found) if _swept(folder)]


def _swept(folder: Path) -> bool:
    try:
        with (folder / OWNER).open("r+") as file:
            _lock(file)
            _remove(folder)
    except OSError:  # held by its session, another's, or gone meanwhile
        return False
    return True


@contextmanager
def _owning(folder: Path) -> Iterator[None]:
    """Hold the folder. The file has its name only once it is locked, so that nobody is faster."""
    young = folder / f"{OWNER}.new"
    with young.open("w") as file:
        _lock(file)
        young.rename(folder / OWNER)
        yield


def _lock(file: IO[str]) -> None:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove(folder: Path) -> None:
    traces.end_all(folder, 15)
    PostgreSQL(Places(folder), 0).remove()
    shutil.rmtree(folder, ignore_errors=True)
