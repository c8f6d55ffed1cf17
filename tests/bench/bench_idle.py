"""What a quiet night costs: memory of all Python processes, and a warm start."""

from __future__ import annotations

import time
from contextlib import suppress

import psutil

from tests.bench import harness
from tests.bench.running import running
from tests.e2e.conftest import Running

MOST_MB, MOST_SECONDS = 900, 20


def python_processes(night: Running) -> list[psutil.Process]:
    """Return the stack's Python processes: its supervisor and all that this one started."""
    supervisor = psutil.Process(night.stack.supervisor.pid)
    tree = [supervisor, *supervisor.children(recursive=True)]
    return [process for process in tree if process.name().startswith(("python", "gunicorn"))]


def memory(night: Running) -> list[tuple[str, float]]:
    """Return (command, PSS in MB) of each."""
    found = []
    for process in python_processes(night):
        with suppress(psutil.NoSuchProcess):
            words = " ".join(process.cmdline()[1:])
            found.append((words[-48:], process.memory_full_info().pss / 2**20))
    return sorted(found, key=lambda pair: -pair[1])


def main() -> None:
    with running() as night:
        night.stack.down()
        started = time.perf_counter()
        night.stack.up()
        warm = time.perf_counter() - started
        processes = memory(night)
        total = sum(size for _, size in processes)
        rows = [
            (
                "PSS of all Python processes, idle",
                f"{total:.0f} MB",
                f"≤ {MOST_MB} MB",
                harness.verdict(total <= MOST_MB),
            ),
            (
                "warm start to ready",
                f"{warm:.1f} s",
                f"≤ {MOST_SECONDS} s",
                harness.verdict(warm <= MOST_SECONDS),
            ),
        ]
        harness.show("A quiet night", rows)
        harness.show("Where the memory is", [(n, f"{s:.1f} MB", "", "") for n, s in processes])


if __name__ == "__main__":
    main()
