"""Where a result's time goes: processor time of every process on its road, per result."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import psutil

from tests.bench import harness, wire
from tests.bench.bench_results import CALLERS, Connections, requests_of, submit
from tests.bench.running import register, running
from tests.e2e.conftest import Running

ROUNDS = 3


def owner(process: psutil.Process) -> str:
    """Return which part of the stack a process is of."""
    words = " ".join(process.cmdline())
    signs = {
        "RabbitMQ": "beam.smp",
        "gateway": "gunicorn",
        "supervisord (log lines)": "supervisord",
    }
    for name, sign in signs.items():
        if sign in words:
            return name
    if "kit.cli serve" in words:
        return words.partition("serve ")[2]
    return "PostgreSQL" if process.name() == "postgres" else process.name()


def spent(night: Running) -> dict[str, float]:
    """Return seconds of processor time by part, of this process (the clients) too."""
    supervisor = psutil.Process(night.stack.supervisor.pid)
    seconds: Counter[str] = Counter()
    for process in (supervisor, *supervisor.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds[owner(process)] += times.user + times.system
    mine = psutil.Process().cpu_times()
    seconds["the clients"] += mine.user + mine.system
    return seconds


def one_round(night: Running, election: str) -> tuple[harness.Sample, dict[str, float]]:
    register(night, election)
    connections = Connections(lambda: wire.Wire(night.url))
    todo = requests_of(night, election)
    before = spent(night)
    sample = harness.hammer(CALLERS, [lambda r=r: submit(connections, r) for r in todo])
    after = spent(night)
    connections.close()
    return sample, {name: 1000 * (after[name] - before.get(name, 0)) / len(todo) for name in after}


def main() -> None:
    with running() as night:
        rounds = [one_round(night, f"bench-road-{number}") for number in range(ROUNDS)]
    sample, parts = sorted(rounds, key=lambda pair: pair[0].rate)[ROUNDS // 2]
    ordered = sorted(parts.items(), key=lambda pair: -pair[1])
    rows = [(name, f"{ms:.2f} ms", "", "") for name, ms in ordered if ms >= 0.02]
    rows.append(("all", f"{sum(parts.values()):.2f} ms at {sample.rate:.0f} results/s", "", ""))
    harness.show("Processor time of one result", rows)


if __name__ == "__main__":
    main()
