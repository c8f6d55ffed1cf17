"""3,000 streams on one gateway worker at 4 events a second each, against a bare generator.

An event of the bus is for all clients at one moment, so the floor that counts is generators that
write at the same moments. Generators that each keep a time of their own are shown beside it: their
writes never meet, and no broadcast can be as quick as a single write.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

import orjson
import pika

from libs.kit import clock, ids, topology
from libs.kit.envelope import CONTENT_TYPE, Event, head
from tests.bench import harness
from tests.bench.gateway_running import Running, gateway_and_floor, worker_of
from tests.processes import Process

CLIENTS, SECONDS, EVERY = 3000, 5.0, 0.25
PATH = "/v1/stream?topics=elections.tally_changed"
MOST_MB = 250
ROW = {
    "level": "village",
    "tps_in": 1,
    "tps_complete": 1,
    "tps_expected": 7,
    "valid": 247,
    "invalid": 10,
    "dpt": 3700,
    "users": 257,
    "turnout": 0.4867,
    "votes": {"1": 130, "2": 117},
    "findings": {"error": 0, "warning": 0},
}


def main() -> None:
    size = len(_event(1))
    with gateway_and_floor(FLOOR_EVENT_BYTES=str(size - 100)) as running:
        spread = _measure(running, running.floor_port, "/stream", running.floor)
        floor = _measure(running, running.floor_port, "/together", running.floor)
        stop = threading.Event()
        teller = threading.Thread(target=_tell, args=(running.amqp_url, stop))
        teller.start()
        try:
            ours = _measure(running, running.port, PATH, running.gateway)
        finally:
            stop.set()
            teller.join()
    _show(spread, floor, ours, size)


def _measure(running: Running, port: int, path: str, process: Process) -> dict[str, Any]:
    """Open the clients, let them listen, and look at what the worker needs meanwhile."""
    words = ["127.0.0.1", str(port), path, running.token, str(CLIENTS), str(SECONDS)]
    words.append(str(harness.ROUNDS))
    clients = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.stream_clients", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert clients.stdin is not None
    assert clients.stdout is not None
    assert clients.stdout.readline() == "READY\n"
    worker = worker_of(process)
    before, started = worker.cpu_times(), time.monotonic()
    clients.stdin.write("\n")
    clients.stdin.flush()
    rounds: list[dict[str, Any]] = json.loads(clients.stdout.readline())
    after, took = worker.cpu_times(), time.monotonic() - started
    clients.wait(30)
    spent = after.user + after.system - before.user - before.system
    memory = worker.memory_full_info()
    return _median(rounds) | {
        "cpu": 100 * spent / took,
        "mb": memory.uss / 1e6,
        "rss": memory.rss / 1e6,
    }


def _median(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of the rounds; of what must hold in each, the worst."""
    found = {key: statistics.median(told[key] for told in rounds) for key in rounds[0]}
    worst = {key: min(told[key] for told in rounds) for key in ("connected", "least")}
    return found | worst | {"lost": sum(told["lost"] for told in rounds)}


def _tell(amqp_url: str, stop: threading.Event) -> None:
    """Publish an event each quarter of a second, as the elections' relay would."""
    connection = topology.connect(amqp_url, "bench")
    channel = connection.channel()
    sequence, due = 0, time.time()
    while not stop.is_set():
        sequence += 1
        channel.basic_publish(
            "elections.events",
            "tally_changed",
            _event(sequence),
            pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=1),
        )
        due += EVERY
        connection.process_data_events(max(0.0, due - time.time()))
    connection.close()


def _event(sequence: int) -> bytes:
    """Return the change of one TPS: its village, district and regency."""
    areas = [
        {"area": code, "name": f"@@{time.time():.6f}@@" if code == "1971" else code} | ROW
        for code in ("1971", "197101", "1971011004")
    ]
    data = {
        "election": "bench",
        "contest": "walikota",
        "version": sequence,
        "as_of": clock.to_text(clock.now()),
        "areas": areas,
    }
    event = Event("tally_changed", "bench/walikota", data)
    made = head("elections", event, ids.new_id(), clock.now())
    return orjson.dumps(made | {"sequence": str(sequence)})


def _show(spread: dict[str, Any], floor: dict[str, Any], ours: dict[str, Any], size: int) -> None:
    wanted = int(SECONDS / EVERY) - 1
    served = ours["connected"] == CLIENTS and ours["least"] >= wanted and not ours["lost"]
    rows = [
        (f"{name}, {size} B each", _told(told), "", "")
        for name, told in (
            ("bare generators, each in its own time", spread),
            ("bare generators, all at once as events come", floor),
            ("gateway", ours),
        )
    ]
    ratio, other = ours["p99"] / floor["p99"], ours["p99"] / spread["p99"]
    rows += [
        ("all served", f"least {ours['least']} events", f">= {wanted}", harness.verdict(served)),
        (
            "p99 against the floor's, all at once",
            f"{ratio:.2f}",
            "<= 2",
            harness.verdict(ratio <= 2),
        ),
        ("p99 against the floor's, spread", f"{other:.2f}", "", ""),
        (
            "worker's memory (USS)",
            f"{ours['mb']:.0f} MB",
            f"<= {MOST_MB}",
            harness.verdict(ours["mb"] <= MOST_MB),
        ),
    ]
    harness.show(f"{CLIENTS} streams, 4 events/s each", rows)


def _told(told: dict[str, Any]) -> str:
    return (
        f"{told['connected']} clients, {told['events'] / SECONDS:.0f}/s, "
        f"p50 {told['p50']:.0f} p99 {told['p99']:.0f} ms, {told['cpu']:.0f} % CPU, "
        f"{told['mb']:.0f} MB (RSS {told['rss']:.0f})"
    )


if __name__ == "__main__":
    main()
