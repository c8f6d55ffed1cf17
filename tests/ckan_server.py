"""A portal in CKAN's shape on loopback, which can be told to page wrongly or to die half-way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PACKAGE, RESOURCE = "kemantapan-jalan", "11111111-2222-4333-8444-555555555555"
FAULTS = ("total_changes", "twice", "empty_page", "dies", "not_json", "no_success", "long_page")


class Portal:
    """What the portal has, and what is wrong with it (`fault`); `asked` are the offsets."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records, self.fault = records, ""
        self.asked: list[int] = []
        self.files: dict[str, bytes] = {}
        self.url = ""

    @property
    def fields(self) -> list[dict[str, str]]:
        return [{"id": "_id", "type": "int"}] + [
            {"id": name, "type": "text"} for name in (self.records[0] if self.records else ())
        ]

    def search(self, offset: int, limit: int) -> dict[str, Any]:
        self.asked.append(offset)
        total = len(self.records) + (self.fault == "total_changes" and offset > 0)
        start = 0 if self.fault == "twice" else offset
        page = self.records[start : start + limit + (self.fault == "long_page")]
        if self.fault == "empty_page" and offset:
            page = []
        rows = [{"_id": start + place, **one} for place, one in enumerate(page, 1)]
        return {"fields": self.fields, "records": rows, "total": total}


class Handler(BaseHTTPRequestHandler):
    portal: Portal

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path in self.portal.files:
            self._send(self.portal.files[parts.path])
        elif parts.path == "/elsewhere":
            self.send_response(302)
            self.send_header(
                "Location", f"{self.portal.url}/api/3/action/package_show?id={PACKAGE}"
            )
            self.end_headers()
        elif parts.path.endswith("/package_show") and asked.get("id") == PACKAGE:
            self._result({"resources": [{"id": RESOURCE, "datastore_active": True}]})
        elif parts.path.endswith("/datastore_search") and asked.get("resource_id") == RESOURCE:
            self._search(int(asked["offset"]), int(asked["limit"]))
        else:
            self.send_error(404)

    def _search(self, offset: int, limit: int) -> None:
        if self.portal.fault == "dies" and offset:
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"success": true, "result": {"rec')
            self.close_connection = True
        elif self.portal.fault == "not_json":
            self._send(b"<html>maintenance</html>")
        elif self.portal.fault == "no_success":
            self._send(b'{"success": false, "error": {}}')
        else:
            self._result(self.portal.search(offset, limit))

    def _result(self, result: dict[str, Any]) -> None:
        self._send(json.dumps({"success": True, "result": result}).encode())

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def portal(records: list[dict[str, Any]]) -> Iterator[Portal]:
    """Run a portal; its address is in `url`."""
    this = Portal(records)
    handler = type("PortalHandler", (Handler,), {"portal": this})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    this.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield this
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
