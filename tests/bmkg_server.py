"""A BMKG of our own on loopback: an RSS of warnings and the message behind each. It can be ill,
elsewhere, or talk nonsense."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.cap import SENT, alert, xml

RSS = "/alerts/nowcast/id"


class Bmkg:
    """What it has: bodies by path, and how often each was asked."""

    def __init__(self):
        self.bodies, self.entries, self.asked, self.moods = {}, [], [], {}
        self.url = ""

    def add(self, code, one=None, raw=None, link=None):
        """Put a message into the feed; gives its path."""
        path = f"{RSS}/{code}_alert.xml"
        self.bodies[path] = xml(one or alert(code)) if raw is None else raw
        when = format_datetime(SENT + timedelta(minutes=len(self.entries)))
        self.entries.append((link or self.url + path, when))
        return path

    @property
    def etag(self):
        return f'"{len(self.entries)}-{hash(tuple(self.entries))}"'

    def rss(self):
        items = "".join(
            f"<item><title>Hujan</title><link>{escape(link)}</link><author>BMKG</author>"
            f"<pubDate>{when}</pubDate></item>"
            for link, when in self.entries
        )
        page = f'<atom:link rel="next" href="{self.url}{RSS}?page=2"/>'
        space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
        return f'<rss version="2.0" {space}><channel>{page}{items}</channel></rss>'.encode()

    def answer(self, path, known):
        """Return status, body and headers."""
        status, body = self.moods.get(path, (200, None))
        if body is not None or status != 200:
            where = {"Location": self.url + "/elsewhere"} if 300 <= status < 400 else {}
            return status, body or b"", where
        if path != RSS:
            found = self.bodies.get(path)
            return (404, b"", {}) if found is None else (200, found, {})
        same = known == self.etag
        return (304, b"", {}) if same else (200, self.rss(), {"ETag": self.etag})


@contextmanager
def bmkg():
    """Run one; gives its Bmkg."""
    state = Bmkg()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append(self.path)
            status, body, headers = state.answer(self.path, self.headers.get("If-None-Match"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
