"""A rehearsal of Bogor's size at full speed: how fast it goes, and whether memory stays flat."""

from __future__ import annotations

import threading
import time
from statistics import median
from typing import Self

import psutil

from tests.bench import harness
from tests.bench.running import running
from tests.e2e.conftest import Running
from tests.factories import command_id
from tests.servers import until

STATIONS = 7_908
PLAN = {"area": "3201", "tps": STATIONS, "contests": 2, "speed": 0}
WATCHED = (
    "elections-events",
    "elections-rpc",
    "elections-relay",
    "notifications-events",
    "gateway",
)
MB = 1 << 20


class Memory:
    """Watches how much memory processes hold, once a second."""

    def __init__(self, night: Running) -> None:
        self._processes = {name: psutil.Process(night.stack.pid(name)) for name in WATCHED}
        self.seen: dict[str, list[float]] = {name: [] for name in WATCHED}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            for name, process in self._processes.items():
                family = [process, *process.children(recursive=True)]
                self.seen[name].append(sum(one.memory_info().rss for one in family) / MB)

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return the median of the second fifth beside that of the last."""
        found = []
        for name, seen in self.seen.items():
            fifth = max(1, len(seen) // 5)
            early, late = median(seen[fifth : 2 * fifth]), median(seen[-fifth:])
            measured = f"{early:.0f} MB, at the end {late:.0f} MB: {late / early:.2f} x"
            flat = harness.verdict(late <= 1.15 * early)
            found.append((f"memory of {name}", measured, "≤ 1.15 x", flat))
        return found


def main() -> None:
    with running() as night, Memory(night) as memory:
        api, started = night.api("admin"), time.perf_counter()
        begun = api.post("/v1/simulations", PLAN, command_id("bench-night"))
        assert begun.ok, begun.text
        where = f"/v1/simulations/{begun.json()['id']}"
        until(lambda: api.read(where)["state"] not in ("queued", "running"), 1200)
        ended, seconds = api.read(where), time.perf_counter() - started
    report = ended["report"]
    exact = all(one["exact"] for one in report["contests"])
    measured = f"{report['deeds']} deeds in {seconds:.0f} s: {report['deeds'] / seconds:.0f}/s"
    late = f"tally age p99 {report['latency']['tally_age_ms']['p99']:.0f} ms"
    rows = [
        (f"night of {STATIONS:,} stations, two ballots", measured, "exact", harness.verdict(exact)),
        ("how far the tally was behind", late, "", ""),
        *memory.rows(),
    ]
    harness.show("Night", rows)


if __name__ == "__main__":
    main()
