"""A stream client that looks closely: every field, comments too, one event at a time."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Heard:
    """One event, or a comment (then `event` is ":")."""

    event: str
    id: str
    data: Any


class Ended(Exception):
    """The server ended the stream."""


class Listener:
    """Opens /v1/stream on a plain socket; `head` is the answer's head."""

    def __init__(self, port: int, query: str, token: str = "", **headers: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        lines = [f"GET /v1/stream?{query} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"Authorization: Bearer {token}"] if token else []
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._file = self._socket.makefile("rb")
        self.head = self._head()
        self._text = b""

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    def next(self) -> Heard:
        """Return the next event or comment; raises Ended."""
        while b"\n\n" not in self._text:
            self._text += self._chunk()
        block, _, self._text = self._text.partition(b"\n\n")
        lines = block.decode().splitlines()
        if lines[0].startswith(":"):
            return Heard(":", "", lines[0][1:].strip())
        fields = dict(line.split(": ", 1) for line in lines)
        if "retry" in fields:
            return self.next()
        return Heard(fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]))

    def until(self, wanted: Callable[[Heard], bool], seconds: float = 20) -> Heard:
        """Return the first that is wanted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            heard = self.next()
            if wanted(heard):
                return heard
        raise AssertionError(f"not heard within {seconds} s")

    def event(self, name: str, seconds: float = 20) -> Heard:
        return self.until(lambda heard: heard.event == name, seconds)

    def end(self, seconds: float = 20) -> None:
        """Wait until the server ends the stream."""
        stop = time.monotonic() + seconds
        try:
            while time.monotonic() < stop:
                self.next()
        except Ended:
            return
        raise AssertionError(f"not ended within {seconds} s")

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _head(self) -> str:
        lines = []
        while line := self._file.readline().strip():
            lines.append(line.decode())
        return "\n".join(lines)

    def _chunk(self) -> bytes:
        size = self._file.readline().strip()
        if not size or int(size, 16) == 0:
            raise Ended
        data = self._file.read(int(size, 16))
        assert self._file.read(2) == b"\r\n"
        return data
