"""Has jobs of files done by processes of their own, one of which may be ready before its job.

Most of what a small import costs is the start of its process. Whoever had a file previewed most
likely takes it over next, so the process for that starts while the file is still being read. It
waits for its job by stdin, and ends by itself when none comes.
"""

from __future__ import annotations

import subprocess
import sys
import time
import weakref
from dataclasses import dataclass
from typing import Any

from services.gis.files.domain import FileUnreadable

READY = "--ready"  # the process makes itself ready for a job that takes a file over
SECONDS = 600  # it waits so long for its job
YOUNG = SECONDS - 60  # whoever is older may end any moment


@dataclass(frozen=True)
class Waiting:
    """A process that waits for its job, since when (monotonic), and what sends it away."""

    process: subprocess.Popen[bytes]
    since: float
    end: weakref.finalize[..., Any]

    def takes(self) -> bool:
        young = time.monotonic() - self.since < YOUNG
        return young and self.process.poll() is None


class Workers:
    """Starts the processes; holds at most one that waits."""

    def __init__(self) -> None:
        self._waiting: Waiting | None = None

    def do(self, told: bytes, *, another: bool = False) -> bytes:
        """Have a job done, as `libs/kit/apart.py` asks it; returns its answer.

        Raises FileUnreadable when the process ends before it was done. With `another` a process is
        made ready meanwhile for the job that will follow.
        """
        process = self._take() or _started()
        if another:
            self._prepare()
        answer, _ = process.communicate(told)
        if process.returncode != 0:
            raise FileUnreadable("the process that works on files ended before it was done")
        return answer

    def dismiss(self) -> None:
        """Send away who waits."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.end()

    def _prepare(self) -> None:
        process = _started(READY)
        end = weakref.finalize(self, _dismissed, process)
        self._waiting = Waiting(process, time.monotonic(), end)

    def _take(self) -> subprocess.Popen[bytes] | None:
        """Return who waits, if he still does; nobody waits afterwards."""
        waiting = self._waiting
        if waiting is None or not waiting.takes():
            self.dismiss()
            return None
        self._waiting = None
        waiting.end.detach()
        return waiting.process


def _started(*options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "services.gis.files.worker", *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _dismissed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
