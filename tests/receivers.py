"""Servers on loopback that messages are sent to, and that behave as the world does.

`hooks()` takes POSTs, `mailbox()` takes mail. Each keeps what came, and answers what it is told to:
a status, HANG (no answer until the end), DROP (the connection is closed without one), LATE (a
second later). A list of them is for as many messages, and then all is well.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
from aiosmtpd.controller import Controller

HANG, DROP, LATE = "hang", "drop", "late"


class Hooks:
    """What came by POST: (path, headers, body) of each, and what is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int | str] = []
        self.usual: int | str = 200
        self.location = ""
        self.over = threading.Event()
        self._lock = threading.Lock()

    def next(self, path: str, headers: dict[str, str], body: bytes) -> int | str:
        with self._lock:
            self.came.append((path, headers, body))
            return self.answers.pop(0) if self.answers else self.usual

    @property
    def bodies(self) -> list[Any]:
        return [orjson.loads(body) for _, _, body in self.came]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.came]


@contextmanager
def hooks() -> Iterator[Hooks]:
    """Run one."""
    told = Hooks()

    class Takes(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = told.next(self.path, headers, body)
            if answer == HANG:
                told.over.wait()
            if answer == LATE:
                told.over.wait(1)
            if answer in (HANG, DROP):
                self.close_connection = True
                return
            self.send_response(200 if answer == LATE else int(answer))
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Mailbox:
    """Letters that came; `answers` are for DATA, `refused` are addresses that it does not know."""

    def __init__(self) -> None:
        self.port = 0
        self.came: list[Message] = []
        self.answers: list[str] = []
        self.refused: set[str] = set()

    @property
    def parts(self) -> dict[str, Any]:
        """The parts of a channel that leads here."""
        where = {"host": "127.0.0.1", "port": self.port, "security": "none"}
        return {**where, "from": "kendali@kota.go.id", "name": "Pusat Kendali"}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server, _session, envelope, address, _options
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250") or answer == DROP:
            self.came.append(message_from_bytes(envelope.content, policy=default))
        if answer == DROP:  # it has it, and its answer is lost
            server.transport.close()
        return answer


class _Anywhere(Controller):
    """A controller at a port that was free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run an SMTP server."""
    box = Mailbox()
    controller = _Anywhere(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
