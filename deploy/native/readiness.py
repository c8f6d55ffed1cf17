"""Waiting until servers and services can be used, and saying why they cannot."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.native.errors import StackError

PROMPT = 0.1
LOOK = 0.5
# A process that ended so often since the start will not come up by trying once more.
TOO_OFTEN = 2

Check = Callable[[], str | None]


def probe(port: int) -> str | None:
    """Ask ``/readyz`` of a process: None when ready, else what fails."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=3):
            return None
    except urllib.error.HTTPError as error:
        return _failing(error.read()) or f"answers {error.code}"
    except OSError:
        return "does not answer yet"


def _failing(body: bytes) -> str | None:
    try:
        failing: dict[str, str] = json.loads(body)["failing"]
        return ", ".join(f"{name}: {why}" for name, why in failing.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Watch:
    """Waits for a set of supervised processes; notices those that only come and go."""

    def __init__(self, processes: Callable[[], dict[str, dict[str, Any]]], logs: Path) -> None:
        self.processes = processes
        self.logs = logs
        self.pids: dict[str, set[int]] = {}
        self.next_look = 0.0

    def wait(self, checks: dict[str, Check], seconds: float) -> None:
        """Return when each check has said None."""
        deadline = time.monotonic() + seconds
        waiting = list(checks)
        while waiting:
            # One after the other: on a small machine, asking all all the time is work too.
            reason = checks[waiting[0]]()
            if reason is None:
                waiting.pop(0)
                continue
            self._look_for_deaths(waiting)
            if time.monotonic() > deadline:
                name = waiting[0]
                raise StackError(
                    f"{name} is not ready after {seconds:.0f} s: {reason}; {self._last_words(name)}"
                )
            time.sleep(PROMPT)

    def _look_for_deaths(self, names: list[str]) -> None:
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + LOOK
        known = self.processes()
        for name in names:
            info = known.get(name, {})
            seen = self.pids.setdefault(name, set())
            if info.get("pid"):
                seen.add(info["pid"])
            if info.get("statename") == "FATAL" or len(seen) > TOO_OFTEN:
                raise StackError(f"{name} does not stay up; {self._last_words(name)}")

    def _last_words(self, name: str) -> str:
        path = self.logs / f"{name}.log"
        return f"{last_line(path)}(see: kendali logs {name})"


def last_line(path: Path) -> str:
    """The end of a log for use in a message, with a blank after it; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4000))
            lines = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        return ""
    return f"it said: {lines[-1].strip()[:300]} " if lines else ""
