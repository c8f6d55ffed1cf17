"""Processes that tests start, wait for, stop and kill."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from libs.kit.run import GREEN
from tests.nursery import Nursery
from tests.servers import until

OF_THE_KIT = ("libs.kit.lines", "libs.kit.logs", "libs.kit.spans", "libs.kit.settings")
SERVED = "libs.kit.run"
MADE = "tests.integration.kit.serve"  # services that are made for tests


class Process:
    """A Python module in a process of its own; what it says goes to a file of its own."""

    def __init__(self, log: Path, environ: Mapping[str, str], *arguments: str) -> None:
        self.log = log
        log.touch()  # it is read before a process that was forked has opened it
        clean = _clean(os.environ) | dict(environ)
        nursery = _nursery(*arguments)
        self._process = (
            nursery.fork(log, clean, *arguments) if nursery else _spawn(log, clean, *arguments)
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
        return self.wait(seconds)

    def kill(self) -> None:
        self._process.kill()
        self.wait(10)

    def wait(self, seconds: float = 30) -> int:
        """Return its exit code."""
        until(lambda: self._process.poll() is not None, seconds, f"does not end: {self.log}")
        return int(self._process.returncode or 0)


def _spawn(log: Path, environ: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )


def _nursery(module: str, *words: str) -> Nursery | None:
    """Return the session's nursery for processes of this kind, None where it has none."""
    if module not in {SERVED, MADE} or words[1:] not in {("rpc",), ("events",), ("relay",)}:
        return None
    service, role = words
    if role not in GREEN:
        return _opened((*OF_THE_KIT, f"libs.kit.roles.{role}"), patched=False)
    green = (*OF_THE_KIT, "libs.kit.roles.green")
    own = f"services.{service}"
    return _opened(
        (*green, f"{own}.settings", f"{own}.service") if module == SERVED else green, patched=True
    )


@functools.cache
def _opened(modules: tuple[str, ...], *, patched: bool) -> Nursery:
    return Nursery(modules, patched=patched)


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out the settings of whoever runs the tests."""
    return {name: value for name, value in environ.items() if not name.startswith("KENDALI_")}
