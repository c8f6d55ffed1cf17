"""A mailbox on loopback that speaks as much IMAP4rev1 (RFC 3501) as a client of reports asks."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "laporan@contoh.example", "rahasia/+ %"
_MARK = re.compile(r"\+FLAGS \(([^)]*)\)")


@dataclass
class Inbox:
    """Messages by their UID, from 1, each with its flags; `deaf`: it refuses to mark any."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    flags: dict[int, set[str]] = field(default_factory=dict)
    logins: int = 0
    deaf: bool = False

    def add(self, letter: bytes) -> None:
        self.letters.append(letter)
        self.flags[len(self.letters)] = set()

    def answer(self, verb: str, rest: str) -> tuple[list[bytes], str]:
        """Return the untagged lines and the state of a command."""
        if verb == "LOGIN":
            self.logins += 1
            told = rest.replace('"', "").replace("\\", "")
            return [], "OK" if told == f"{USER} {PASSWORD}" else "NO"
        if verb == "SELECT":
            return [f"* {len(self.letters)} EXISTS".encode()], "OK"
        return self._uid(*rest.split(" ", 2)) if verb == "UID" else ([], "OK")

    def _uid(self, verb: str, uid: str, rest: str = "") -> tuple[list[bytes], str]:
        if verb == "SEARCH":
            found = [str(one) for one, flags in self.flags.items() if not flags]
            return [f"* SEARCH {' '.join(found)}".encode()], "OK"
        letter = self.letters[int(uid) - 1]
        if verb == "STORE":
            if self.deaf:
                return [], "NO"
            self.flags[int(uid)] |= set(_MARK.findall(rest)[0].split())
            return [], "OK"
        size = f"RFC822.SIZE {len(letter)}"
        if "RFC822.SIZE" in rest:
            return [f"* {uid} FETCH (UID {uid} {size})".encode()], "OK"
        head = f"* {uid} FETCH (UID {uid} BODY[] {{{len(letter)}}}\r\n".encode()
        return [head + letter + b")"], "OK"


@contextmanager
def inbox() -> Iterator[Inbox]:
    """Run the server."""
    box = Inbox()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, verb, *rest = line.decode().rstrip("\r\n").split(" ", 2)
                if verb == "CAPABILITY":
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                lines, state = box.answer(verb.upper(), rest[0] if rest else "")
                self.wfile.write(b"".join(one + b"\r\n" for one in lines))
                self.wfile.write(f"{tag} {state} done\r\n".encode())
                if verb == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
