"""A small S3 server on loopback: one bucket in memory, for tests of what speaks S3.

`python -m tests.s3_server PORT BUCKET ACCESS_KEY`. It knows what the store of photos asks for, and
refuses another key or a body that is not what was signed. The same tests run against any other
server that KENDALI_TEST_S3_URL leads to, such as moto's, which can't be in our lock: botocore wants
an older python-dateutil than icalendar has.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket, access_key = "", ""
    objects: ClassVar[dict[str, tuple[bytes, datetime]]] = {}

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        bucket, _, name = unquote(parts.path).lstrip("/").partition("/")
        credential = f"Credential={self.access_key}/"
        if credential not in self.headers.get("Authorization", ""):
            return self._error(403, "InvalidAccessKeyId")
        if hashlib.sha256(body).hexdigest() != self.headers.get("x-amz-content-sha256"):
            return self._error(400, "XAmzContentSHA256Mismatch")
        if bucket != self.bucket:
            return self._error(404, "NoSuchBucket")
        if not name:
            return self._list(parse_qs(parts.query, keep_blank_values=True))
        return self._object(name, body)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_request  # noqa: N815 - the names of http.server

    def _object(self, name: str, body: bytes) -> None:
        if self.command == "PUT":
            self.objects[name] = (body, datetime.now(UTC))
            return self._answer(200, b"", ETag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        if self.command == "DELETE":
            self.objects.pop(name, None)
            return self._answer(204)
        if name not in self.objects:
            return self._error(404, "NoSuchKey")
        data, at = self.objects[name]
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        modified = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return self._answer(200, data, **{"ETag": etag, "Last-Modified": modified})

    def _list(self, query: dict[str, list[str]]) -> None:
        if "location" in query:
            return self._answer(200, f'<LocationConstraint xmlns="{NAMESPACE}"/>'.encode())
        rows = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(data)}</Size><ETag>&quot;x&quot;</ETag>"
            f"<LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for name, (data, at) in sorted(self.objects.items())
        )
        head = f"<Name>{self.bucket}</Name><IsTruncated>false</IsTruncated>"
        text = f'<ListBucketResult xmlns="{NAMESPACE}">{head}{rows}</ListBucketResult>'
        return self._answer(200, text.encode())

    def _error(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message/></Error>".encode())

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/xml", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


if __name__ == "__main__":
    Handler.bucket, Handler.access_key = sys.argv[2:]
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print("READY", flush=True)  # noqa: T201 - who started it waits for this
    server.serve_forever()
