"""Service processes that are born with their imports done.

Most of a service's start is importing, and tests start hundreds. A nursery is a process that has
imported what they would, in their order (first the patching of those that need it); each of them
is a fork of it that then runs its module from the top, with its own environment and log. Starts
from nothing are what tests/e2e, tests/integration/native and tests/containers make.

`python -m tests.nursery DESCRIPTOR PATCHED MODULE...` is what a test session runs.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Nursery:
    """The session's side of one. It begins with its first process and ends with the session."""

    def __init__(self, modules: Sequence[str], *, patched: bool) -> None:
        self._words = [str(int(patched)), *modules]
        self._line: IO[str] | None = None

    def fork(self, log: Path, environ: Mapping[str, str], *arguments: str) -> Forked:
        """Start a module with these arguments. The process is a child of ours, as any other."""
        asked = {"log": str(log), "environ": dict(environ), "arguments": arguments}
        self._line = line = self._line or self._begin(log, environ)
        with _adopting():
            line.write(json.dumps(asked) + "\n")
            line.flush()
            answer = line.readline()
        assert answer, f"what it imports fails:\n{log.read_text()[-2000:]}"
        return Forked(int(answer))

    def _begin(self, log: Path, environ: Mapping[str, str]) -> IO[str]:
        """Start it; what goes wrong with its imports is in the log of its first process."""
        ours, theirs = socket.socketpair()
        with ours, theirs, log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(theirs.fileno()), *self._words],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                pass_fds=[theirs.fileno()],
            )
            line = ours.makefile("rw")
        atexit.register(_end, line, process)
        return line


def _end(line: IO[str], process: subprocess.Popen[bytes]) -> None:
    line.close()
    process.wait(10)


class Forked:
    """What `Process` needs of a `subprocess.Popen`, of a child that another process started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@contextmanager
def _adopting() -> Iterator[None]:
    """Become the parent of those below us who lose theirs meanwhile."""
    process = ctypes.CDLL(None)
    process.prctl(PR_SET_CHILD_SUBREAPER, 1)
    yield
    process.prctl(PR_SET_CHILD_SUBREAPER, 0)


def main() -> None:
    """Import the modules, then fork for each line until there are no more."""
    descriptor, patched, *modules = sys.argv[1:]
    line = socket.socket(fileno=int(descriptor)).makefile("rw")
    if int(patched):
        _patch()
    for name in modules:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector would write to pages that all share
    for text in line:
        asked = json.loads(text)
        born = _born()
        if born is None:
            line.close()
            _become(**asked)
        line.write(f"{born}\n")
        line.flush()


def _patch() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventlet  # noqa: PLC0415
    eventlet.monkey_patch()


def _born() -> int | None:
    """Fork twice, so that the child loses its parent; returns its pid, None in itself."""
    reader, writer = os.pipe()
    between = os.fork()
    if not between:
        child = os.fork()
        if not child:
            os.close(reader)
            os.close(writer)
            return None
        os.write(writer, b"%d" % child)
        os._exit(0)
    os.close(writer)
    told = os.read(reader, 32)
    os.close(reader)
    os.waitpid(between, 0)
    return int(told)


def _become(log: str, environ: dict[str, str], arguments: list[str]) -> Any:
    """Run the module as `python -m` does; never returns."""
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in (1, 2):
        os.dup2(output, number)
    os.environ.clear()
    os.environ.update(environ)
    module, *words = arguments
    sys.argv = [module, *words]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # that it was imported before
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    main()
