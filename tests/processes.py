"""Processes that tests start, wait for, stop and kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.servers import until


class Process:
    """A Python module in a process of its own; what it says goes to a file of its own."""

    def __init__(self, log: Path, environ: Mapping[str, str], *arguments: str) -> None:
        self.log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=_clean(os.environ) | dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ready(self, seconds: float = 30) -> Process:
        """Wait until it says READY."""
        until(self._said_ready, seconds, f"not ready: {self.log}\n{self.text()[-2000:]}")
        return self

    def _said_ready(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"ended with {self._process.returncode}:\n{self.text()[-2000:]}")
        return "READY\n" in self.text()

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, seconds: float = 30) -> int:
        """Ask it to end; returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def wait(self, seconds: float = 30) -> int:
        return self._process.wait(seconds)


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out the settings of whoever runs the tests."""
    return {name: value for name, value in environ.items() if not name.startswith("KENDALI_")}
