"""The floor of the gateway's benches: a bare Flask application on the same kind of worker."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import gevent
from flask import Flask, Response

app = Flask(__name__)
BODY = b"x" * int(os.environ.get("FLOOR_BYTES", "8000"))
EVENT = (
    b'id: 01a200d9-4bea-72fd-8043-a359dc2b2151\nevent: floor\ndata: {"at":"@@%b@@","x":"%b"}\n\n'
)
FILLING = b"x" * int(os.environ.get("FLOOR_EVENT_BYTES", "1200"))
EVERY = 0.25  # seconds


@app.get("/trivial")
def trivial() -> Response:
    return Response(BODY, content_type="application/json")


@app.get("/stream")
def stream() -> Response:
    """Each client has its own beat, from when it came."""
    return Response(_events(time.time()), content_type="text/event-stream")


@app.get("/together")
def together() -> Response:
    """All clients are served at the same moments, as an event of the bus is meant for all."""
    now = time.time()
    return Response(_events(now - now % EVERY + EVERY), content_type="text/event-stream")


def _events(due: float) -> Iterator[bytes]:
    while True:
        gevent.sleep(max(0.0, due - time.time()))
        yield EVENT % (str(due).encode(), FILLING)
        due += EVERY
