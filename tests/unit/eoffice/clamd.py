"""A scanner that speaks clamd's INSTREAM on loopback, and finds what holds EICAR's first words."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BAD = b"X5O!P%@AP"


class _Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        data = b""
        while (size := struct.unpack(">I", self.rfile.read(4))[0]) > 0:
            data += self.rfile.read(size)
        self.server.seen.append((command, data))
        said = self.server.says or ("Eicar-Test-Signature FOUND" if BAD in data else "OK")
        self.wfile.write(f"stream: {said}\0".encode())


@contextmanager
def scanner(says: str = "") -> Iterator[socketserver.TCPServer]:
    """Run one; `address` is where, `seen` what it was asked. `says` is its answer to everything."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Scanner) as server:
        server.seen, server.says = [], says
        server.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
