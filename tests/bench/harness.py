"""What all benches share: rounds, percentiles, and a table of ratios against a floor.

Machines are shared and noisy, so each figure stands beside a floor that was measured in the same
run, round by round in turn, and the median of the rounds is what counts.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

ROUNDS = 5
console = Console(width=120)


@dataclass
class Sample:
    """One round: calls done, seconds it took, and the time of each call in seconds."""

    calls: int
    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.calls / self.seconds

    def percentile(self, part: float) -> float:
        """Return a percentile of the times in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def hammer(callers: int, jobs: Sequence[Callable[[], object]]) -> Sample:
    """Share the jobs among threads, each job once; returns the round's sample."""
    todo, lock, times = iter(jobs), threading.Lock(), []
    errors: list[BaseException] = []

    def run() -> None:
        while not errors:
            with lock:
                job = next(todo, None)
            if job is None:
                return
            started = time.perf_counter()
            try:
                job()
            except Exception as error:  # noqa: BLE001 - raised again below, in the bench's thread
                errors.append(error)
            times.append(time.perf_counter() - started)

    threads = [threading.Thread(target=run) for _ in range(callers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return Sample(len(jobs), time.perf_counter() - started, times)


def alternate(
    project: Callable[[], Sample], floor: Callable[[], Sample], rounds: int = ROUNDS
) -> tuple[list[Sample], list[Sample]]:
    """Measure floor and project in turn, so that noise falls on both."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(floor())
        ours.append(project())
    return ours, theirs


def median(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    return statistics.median(of(sample) for sample in samples)


def show(title: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Print rows of (what, measured, goal, verdict)."""
    table = Table("what", "measured", "goal", "met", title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def verdict(met: bool) -> str:
    return "yes" if met else "NO"
