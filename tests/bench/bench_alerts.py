"""From POST /v1/incidents (critical, 50 a second) to the wall and to a webhook on loopback.

Beside them the floor: a POST of a bare webhook to the same receiver. `--small` sends for two
seconds instead of twenty.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import requests

from tests.bench import harness
from tests.bench.running import running
from tests.e2e.conftest import Running
from tests.signing import listening

RATE, SECONDS, SMALL_SECONDS, SENDERS = 50, 20.0, 2.0, 16
WALL_MS, WEBHOOK_MS = 1000, 2000
SECRET = "whsec_" + "a2V5" * 8
TOPIC = "notifications.notice_raised"
PATIENCE = 20.0  # seconds
_mine = threading.local()  # a connection of each sender's own


class Arrivals:
    """When what was sent under a mark arrived."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def see(self, text: str) -> None:
        """Note the first time that a mark (`@@…@@`) is seen."""
        if "@@" in text:
            self.at.setdefault(text.split("@@")[1], time.perf_counter())

    def late(self, sent: dict[str, float]) -> list[float]:
        """Return how long each took, in seconds; what never came took for ever."""
        return [self.at.get(mark, float("inf")) - at for mark, at in sent.items()]


def main() -> None:
    seconds = SMALL_SECONDS if "--small" in sys.argv else SECONDS
    hook, wall = Arrivals(), Arrivals()
    with receiver(hook) as url, running() as stack:
        bare = paced(seconds, lambda mark: post_bare(url, mark))
        floor = hook.late(bare)
        set_up(stack, url)
        listen(stack, wall)
        warm_up(stack, hook, wall)
        sent = paced(seconds, lambda mark: report(stack, mark))
        await_all(sent, hook, wall)
    _show(len(sent), floor, wall.late(sent), hook.late(sent))


def warm_up(stack: Running, *arrivals: Arrivals) -> None:
    """Have the token asked for and each process's connections made before anything is timed."""
    stack.token("operator")
    first = uuid.uuid4().hex
    report(stack, first)
    await_all({first: time.perf_counter()}, *arrivals)


def await_all(sent: dict[str, float], *arrivals: Arrivals) -> None:
    """Wait until all has arrived, or for PATIENCE seconds nothing more: that took for ever."""
    known, since = -1, time.perf_counter()
    while time.perf_counter() - since < PATIENCE:
        missing = sum(mark not in one.at for one in arrivals for mark in sent)
        if missing == 0:
            return
        if missing != known:
            known, since = missing, time.perf_counter()
        time.sleep(0.1)


@contextmanager
def receiver(arrivals: Arrivals) -> Iterator[str]:
    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrivals.see(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with listening(Takes) as url:
        yield url


def paced(seconds: float, send: Callable[[str], Any]) -> dict[str, float]:
    """Send so many a second for so long; returns when each was sent, by its mark."""
    sent: dict[str, float] = {}

    def one(mark: str) -> None:
        sent[mark] = time.perf_counter()
        send(mark)

    began, asked = time.perf_counter(), []
    with ThreadPoolExecutor(SENDERS) as pool:
        for number in range(int(seconds * RATE)):
            time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            asked.append(pool.submit(one, uuid.uuid4().hex))
    for each in asked:
        each.result()  # raises what was refused
    return sent


def post_bare(url: str, mark: str) -> None:
    requests.post(url, json={"text": f"@@{mark}@@"}, timeout=30).raise_for_status()


def report(stack: Running, mark: str) -> None:
    """Report an incident of its own; operators alone may say how severe it is."""
    body = {
        "type": "other",
        "severity": "critical",
        "headline": f"Uji beban @@{mark}@@",
        "place": {"words": mark},
    }
    if not hasattr(_mine, "api"):
        _mine.api = stack.api("operator")
    made = _mine.api.insist("/v1/incidents", body, str(uuid.uuid4()))
    assert made.ok, made.text


def set_up(stack: Running, url: str) -> None:
    """Set a webhook as channel, and a rule that tells it of everything and shows it on the wall."""
    channel = {"kind": "webhook", "parts": {"url": url}, "secrets": {"secret": SECRET}}
    rule = {"code": "bench", "name": "bench", "order": 0, "channels": ["bench"]}
    told = {"targets": [{"kind": "person", "code": "operator"}], "wall": True, "stop": True}
    api = stack.api("admin")
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    put = f"{stack.url}/v1/channels/bench"
    body = {**channel, "enabled": True, "version": 0}
    made = api.session.put(put, json=body, headers=headers, timeout=30)
    assert made.ok, made.text
    made = api.insist("/v1/routing-rules", {**rule, **told}, str(uuid.uuid4()))
    assert made.ok, made.text


def listen(stack: Running, arrivals: Arrivals) -> None:
    """Hear as a wall does, in the background, until the stack is gone."""
    heads = {"Authorization": f"Bearer {stack.token('viewer')}"}
    opened = requests.get(
        f"{stack.url}/v1/stream?topics={TOPIC}", headers=heads, stream=True, timeout=60
    )
    threading.Thread(target=_hear, args=(opened, arrivals), daemon=True).start()


def _hear(opened: requests.Response, arrivals: Arrivals) -> None:
    try:
        for line in opened.iter_lines(chunk_size=None):  # as it arrives
            if line.startswith(b"data:"):
                arrivals.see(json.dumps(json.loads(line[5:])))
    except requests.RequestException:
        return  # the stack has gone


def _show(count: int, floor: list[float], wall: list[float], hook: list[float]) -> None:
    rows = [("bare webhook POST", _told(floor), "", "")]
    for name, late, most in (("wall event", wall, WALL_MS), ("webhook", hook, WEBHOOK_MS)):
        worst = _part(late, 0.99)
        goal = f"p99 <= {most} ms"
        rows.append((f"incident to {name}", _told(late), goal, harness.verdict(worst <= most)))
    harness.show(f"{count} critical incidents, {RATE}/s", rows)


def _part(late: list[float], part: float) -> float:
    return harness.Sample(len(late), 1.0, late).percentile(part)


def _told(late: list[float]) -> str:
    return f"p50 {_part(late, 0.5):.0f} ms, p99 {_part(late, 0.99):.0f} ms"


if __name__ == "__main__":
    main()
