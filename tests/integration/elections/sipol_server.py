"""A public party-membership service on loopback, in the shape of Sipol's, which can be ill."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import orjson


class Sipol(ThreadingHTTPServer):
    """Lists the NIK of `members`; `answers` are (status, body) that come first, one a request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.members: set[str] = set()
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[tuple[str, str]] = []
        self.hang = threading.Event()
        self.hang.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/Pemilu/Cari_nik_parpol/getDataFromAjx"


class _Handler(BaseHTTPRequestHandler):
    server: Sipol

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        digits = parse_qs(body)["input_ajx"][0]
        self.server.asked.append((self.path, digits))
        self.server.hang.wait(20)
        found = [{"nama": "BUDI", "nama_parpol": "PARTAI DUA", "jabatan": "Anggota", "unit": "X"}]
        told = (200, orjson.dumps(found if digits in self.server.members else []))
        status, content = self.server.answers.pop(0) if self.server.answers else told
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Sipol]:
    server = Sipol()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()
