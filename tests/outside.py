"""A site outside that walls may show: a page, and a camera whose picture is another each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from PIL import Image

from tests.signing import listening

PAGE = b"<!doctype html><html lang=id><title>Cuaca</title><body><h1>Cuaca: cerah</h1></body></html>"
COLOURS = ((38, 70, 83), (42, 157, 143))


@dataclass
class Outside:
    """Where it listens as `host:port`, how many pictures it gave, and whether it answers."""

    host: str = ""
    pictures: int = 0
    referrers: set[str] = field(default_factory=set)
    broken: bool = False


@contextmanager
def standing() -> Iterator[Outside]:
    """Run it on loopback."""
    made = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.referrers.add(self.headers.get("Referer", ""))
            kind, body = _answer(made, self.path)
            self.send_response(503 if made.broken else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as url:
        made.host = url.removeprefix("http://")
        yield made


def _answer(made: Outside, path: str) -> tuple[str, bytes]:
    if made.broken:
        return "text/plain", b"away"
    if not path.startswith("/kamera"):
        return "text/html; charset=utf-8", PAGE
    made.pictures += 1
    body = io.BytesIO()
    Image.new("RGB", (640, 360), COLOURS[made.pictures % 2]).save(body, "PNG")
    return "image/png", body.getvalue()
