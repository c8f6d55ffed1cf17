"""Many stream clients in one process: `python -m tests.bench.stream_clients HOST PORT PATH …`.

Each reads server-sent events from a plain socket. An event carries the moment it was due between
two `@@`; how late each arrived is what counts. Prints a JSON list at the end, an object for each
round.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

DUE = re.compile(rb"@@([0-9.]+)@@")
AT_ONCE = 100  # connections that are being opened


@dataclass
class Counts:
    """What all clients heard."""

    connected: int = 0
    lost: int = 0
    late: list[float] = field(default_factory=list)
    heard: dict[int, int] = field(default_factory=dict)


class Clients:
    """The sockets of all clients, in one loop."""

    def __init__(self, host: str, port: int, path: str, token: str) -> None:
        self._place = (host, port)
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()
        self._selector = selectors.EpollSelector()
        self.counts = Counts()
        self._measuring = False
        self._greeted: set[int] = set()

    def open(self, count: int) -> None:
        """Connect them all, some at a time, and wait until each has heard something."""
        while len(self._greeted) < count:
            waiting = len(self._selector.get_map()) - len(self._greeted)
            missing = count - len(self._selector.get_map())
            for _ in range(min(missing, AT_ONCE - waiting)):
                client = socket.create_connection(self._place, timeout=30)
                client.sendall(self._request)
                client.setblocking(False)
                self._selector.register(client, selectors.EVENT_READ, b"")
            self._step()

    def measure(self, seconds: float) -> Counts:
        """Count what is heard for so long."""
        self._measuring, self.counts = True, Counts()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._step()
        self.counts.connected = len(self._greeted)
        return self.counts

    def _step(self) -> None:
        for key, _ in self._selector.select(0.1):
            self._read(key)

    def _read(self, key: selectors.SelectorKey) -> None:
        client = key.fileobj
        assert isinstance(client, socket.socket)
        try:
            data = client.recv(262_144)
        except BlockingIOError:
            return
        if not data:
            self.counts.lost += 1
            self._selector.unregister(client)
            self._greeted.discard(key.fd)
            client.close()
            return
        self._greeted.add(key.fd)
        if self._measuring:
            now = time.time()
            found = DUE.findall(data)
            self.counts.late.extend(now - float(due) for due in found)
            self.counts.heard[key.fd] = self.counts.heard.get(key.fd, 0) + len(found)


def main(
    host: str, port: str, path: str, token: str, count: str, seconds: str, rounds: str
) -> None:
    clients = Clients(host, int(port), path, token)
    clients.open(int(count))
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    sys.stdin.readline()
    told = [_told(clients.measure(float(seconds))) for _ in range(int(rounds))]
    sys.stdout.write(json.dumps(told) + "\n")


def _told(counts: Counts) -> dict[str, float]:
    late = sorted(counts.late)
    return {
        "connected": counts.connected,
        "lost": counts.lost,
        "events": len(late),
        "least": min(counts.heard.values(), default=0),
        "p50": 1000 * late[len(late) // 2] if late else 0,
        "p99": 1000 * late[int(0.99 * len(late))] if late else 0,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
