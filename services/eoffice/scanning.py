"""Files are shown to clamd where one is configured (KENDALI_OFFICE_CLAMD), before they are kept.

The protocol is clamd's INSTREAM: chunks with their length before them, an empty one at the end; the
answer is `stream: OK` or `stream: <signature> FOUND`. What clamd can't be asked about is not taken.
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing

from libs.kit.errors import FieldError, Invalid, Unavailable

CHUNK, SECONDS, LONGEST_ANSWER = 1 << 16, 20.0, 4096


class Infected(Invalid):
    slug, title = "malware-found", "The file holds malware"


class ScannerDown(Unavailable):
    slug, title = "malware-scanner-unavailable", "The malware scanner does not answer"


def scan(address: str, data: bytes) -> None:
    """Ask clamd at `host:port` or `/path/of/socket`; nothing is asked where there is none.

    Raises Infected with the signature's name, ScannerDown.
    """
    if not address:
        return
    try:
        answer = _ask(address, data)
    except OSError as error:
        raise ScannerDown(f"clamd: {type(error).__name__}") from None
    if answer.endswith(" FOUND"):
        found = answer.removeprefix("stream: ").removesuffix(" FOUND")[:100]
        raise Infected(f"clamd found {found}", (FieldError("file", "holds malware"),))
    if answer != "stream: OK":
        raise ScannerDown(f"clamd said: {answer[:100]!r}")


def _ask(address: str, data: bytes) -> str:
    with closing(_connect(address)) as asked:
        asked.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            asked.sendall(struct.pack(">I", len(part)) + part)
        asked.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
            more = asked.recv(LONGEST_ANSWER)
            if not more:
                break
            said += more
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(SECONDS)
        try:
            made.connect(address)
        except OSError:
            made.close()
            raise
        return made
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)
