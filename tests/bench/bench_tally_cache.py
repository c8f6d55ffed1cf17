"""A tally read from the gateway's cache, against a trivial Flask route of as many bytes."""

from __future__ import annotations

import re
import selectors
import socket
import time
from multiprocessing import get_context

import requests

from tests import factories
from tests.api import Api
from tests.bench import harness
from tests.bench.gateway_running import Running, gateway_and_floor
from tests.bench.harness import Sample
from tests.servers import until

CALLERS, CALLS = 16, 8000
TALLY = "/v1/elections/uji-2024/contests/walikota/tally?depth=2"
GOAL = 0.7


def main() -> None:
    size = 8000
    with gateway_and_floor(FLOOR_BYTES=str(size)) as running:
        _fill(running)
        body = requests.get(
            running.url + TALLY, headers={"Authorization": f"Bearer {running.token}"}, timeout=10
        )
        assert body.status_code == 200, body.text
        with get_context("spawn").Pool(1) as clients:
            ours, floor = harness.alternate(
                lambda: clients.apply(_hammer, (running.port, TALLY, running.token)),
                lambda: clients.apply(_hammer, (running.floor_port, "/trivial", running.token)),
            )
    _show(ours, floor, len(body.content), size)


def _fill(running: Running) -> None:
    api = Api(running.url, running.token)
    codes = factories.station_codes(311)
    assert api.insist("/v1/elections", factories.election(), factories.command_id("e")).ok
    items = {"items": factories.stations(codes)}
    assert api.insist("/v1/elections/uji-2024/stations", items, factories.command_id("s")).ok
    for code in codes[:30]:
        form = factories.form(code, "walikota")
        path = "/v1/elections/uji-2024/results"
        assert api.insist(path, form, factories.command_id(code)).ok
    until(lambda: api.read(TALLY)["tps_in"] == 30)


def _hammer(port: int, path: str, token: str) -> Sample:
    """Ask on kept connections, from a process of its own that does nothing but count bytes."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    selector, times = selectors.EpollSelector(), []
    callers = [Caller(port, head.encode()) for _ in range(CALLERS)]
    started = time.perf_counter()
    for caller in callers:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.ask()
    while len(times) < CALLS:
        for key, _ in selector.select(10):
            seconds = key.data.read()
            if seconds is not None:
                times.append(seconds)
                key.data.ask()
    took = time.perf_counter() - started
    for caller in callers:
        caller.socket.close()
    return Sample(len(times), took, times)


class Caller:
    """One kept connection that asks the same again and again."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self._request, self._got, self._length, self._asked = request, b"", 0, 0.0

    def ask(self) -> None:
        self._got, self._length, self._asked = b"", 0, time.perf_counter()
        self.socket.sendall(self._request)

    def read(self) -> float | None:
        """Take what came; returns the seconds it took once the answer is whole."""
        self._got += self.socket.recv(65536)
        if not self._length and b"\r\n\r\n" in self._got:
            head, _, _ = self._got.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            assert found, head
            self._length = len(head) + 4 + int(found.group(1))
        whole = self._length and len(self._got) >= self._length
        return time.perf_counter() - self._asked if whole else None


def _show(ours: list[Sample], floor: list[Sample], size: int, floor_size: int) -> None:
    rate, floor_rate = (harness.median(s, lambda x: x.rate) for s in (ours, floor))
    p99, floor_p99 = (harness.median(s, lambda x: x.percentile(0.99)) for s in (ours, floor))
    rows = [
        (
            f"trivial Flask route, {floor_size} B",
            f"{floor_rate:.0f}/s p99 {floor_p99:.1f} ms",
            "",
            "",
        ),
        (f"tally from the cache, {size} B", f"{rate:.0f}/s p99 {p99:.1f} ms", "", ""),
        (
            "ratio",
            f"{rate / floor_rate:.2f}",
            f">= {GOAL}",
            harness.verdict(rate / floor_rate >= GOAL),
        ),
    ]
    harness.show("Tally read from the gateway's cache", rows)


if __name__ == "__main__":
    main()
