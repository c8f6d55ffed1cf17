"""Runs the process apart, can kill it, and hands back what it left in its folder."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.gis.files.domain import FileUnreadable, refusal

ROOT = Path(__file__).parents[3]
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from services.gis.files.apart.main import main; main(sys.argv[2])"
)
SECONDS, LOOK_SECONDS = 600.0, 0.1
Beat = Callable[[], None]


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kendali-file-") as made:
        yield Path(made)


def run(place: Path, plan: dict[str, Any], beat: Beat = lambda: None) -> dict[str, Any]:
    """Have the plan done in the folder; returns the head, raises what is wrong with the file.

    `beat` is called again and again meanwhile; what it raises ends the process.
    """
    (place / "plan.json").write_text(json.dumps(plan | {"drivers": _drivers()}), encoding="utf-8")
    command = [sys.executable, "-I", "-c", PROGRAM, str(ROOT), str(place)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={}, **quiet)  # type: ignore[call-overload]
    try:
        _wait(process, beat)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return _head(place, process.returncode)


def _wait(process: subprocess.Popen[bytes], beat: Beat) -> None:
    ends, beats = time.monotonic() + SECONDS, time.monotonic()
    while process.poll() is None:
        if time.monotonic() > ends:
            raise FileUnreadable("reading the file takes too long")
        if time.monotonic() > beats:
            beat()
            beats = time.monotonic() + 1.0
        time.sleep(LOOK_SECONDS)


def _head(place: Path, code: int) -> dict[str, Any]:
    head = place / "head.json"
    if code != 0 or not head.exists():
        raise FileUnreadable("the file can't be read within the bounds of memory and time")
    found: dict[str, Any] = json.loads(head.read_text(encoding="utf-8"))
    if "wrong" in found:
        raise refusal(found["wrong"], found["detail"])
    return found


@functools.cache
def _drivers() -> list[str]:
    """Return all drivers of GDAL, of which the process leaves but one."""
    found = subprocess.run(
        [sys.executable, "-I", "-c", "import pyogrio; print(*pyogrio.list_drivers(), sep='|')"],
        stdout=subprocess.PIPE,
        check=True,
        env={},
    )
    return found.stdout.decode().strip().split("|")
