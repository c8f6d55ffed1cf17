"""A process beside a service that renders, signs and inspects PDFs for it, one after the other.

    with Engine() as engine:
        pdf = engine.sign(sheet, key, passphrase, terms, signing)

Laying out takes processor time that a process which answers others must not give, pyHanko runs an
asyncio loop which does not live under eventlet, and PDFs from outside are read in bounds. The two
speak over a socket pair: passphrases stand in no argument, file or log. A frame is its length
(4 bytes) and JSON. The process ends with the socket, so also when its service is killed.
"""

from __future__ import annotations

import base64
import json
import resource
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Self

import orjson

from libs.kit import errors
from libs.kit.errors import DeadlineExceeded, KendaliError
from services.eoffice.signing import sheet as sheets
from services.eoffice.signing.errors import EngineDied
from services.eoffice.signing.keys import SigningKey
from services.eoffice.signing.sheet import Sheet
from services.eoffice.signing.terms import Found, Report, Signing, Terms

MOST_SECONDS = 120
MOST_MEMORY = 2 << 30
RENEWED = 100  # answers: layouts leave a fifth of a megabyte behind, each
HEAD = struct.Struct("!I")


class Engine:
    """The parent's side; the process starts with the first thing asked of it."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds, self._answers = seconds, 0
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process's number, None while there is none."""
        return None if self._process is None else self._process.pid

    @property
    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def render(self, sheet: Sheet) -> bytes:
        return bytes(self._ask("render", sheet=sheets.to_wire(sheet)))

    def page(self, template: str, facts: dict[str, Any]) -> bytes:
        """Return a page of the archive as PDF: `archive.printing`."""
        return bytes(self._ask("page", template=template, facts=facts))

    def begin_pages(self) -> None:
        """Begin a document whose parts are laid out one after the other."""
        self._ask("begin_pages")

    def add_pages(self, template: str, facts: dict[str, Any]) -> int:
        """Lay out a part; returns how many pages there are now."""
        return int(self._ask("add_pages", template=template, facts=facts))

    def end_pages(self) -> bytes:
        return bytes(self._ask("end_pages"))

    def check(self, key: SigningKey, passphrase: str) -> None:
        """Raise WrongPassphrase, or whatever else keeps the key from signing."""
        self._ask("check", key=asdict(key), passphrase=passphrase)

    def sign(
        self, sheet: Sheet, key: SigningKey, passphrase: str, terms: Terms, signing: Signing
    ) -> bytes:
        """Return the letter laid out and signed."""
        asked = {"sheet": sheets.to_wire(sheet), "key": asdict(key), "passphrase": passphrase}
        return bytes(self._ask("sign", **asked, terms=asdict(terms), signing=asdict(signing)))

    def inspect(self, pdf: bytes, terms: Terms) -> Report:
        """Raises BrokenPdf and EncryptedPdf."""
        found = self._ask("inspect", pdf=pdf, terms=asdict(terms))
        return Report(tuple(Found.from_wire(one) for one in found))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._socket = self._process = None

    def _ask(self, what: str, **values: Any) -> Any:
        if self._answers >= RENEWED or not self._alive:
            self.close()
        if self._socket is None:
            self._start()
        self._answers += 1
        assert self._socket is not None  # noqa: S101
        try:
            send(self._socket, {"what": what, **values})
            answer = receive(self._socket)
        except TimeoutError:
            self.close()
            raise DeadlineExceeded(f"it took more than {self._seconds:g} s") from None
        except OSError as error:
            self.close()
            raise EngineDied(type(error).__name__) from None
        if answer is None:
            self.close()
            raise EngineDied("it may have needed too much memory")
        if "error" in answer:
            raise errors.from_wire(answer["error"])
        return answer["result"]

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(self._seconds)
        with theirs:
            words = [sys.executable, "-m", __name__, str(theirs.fileno())]
            self._process = subprocess.Popen(
                words, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL
            )
        self._socket, self._answers = ours, 0


def send(to: socket.socket, message: dict[str, Any]) -> None:
    body = orjson.dumps(message, default=_encoded)
    to.sendall(HEAD.pack(len(body)) + body)


def receive(source: socket.socket) -> dict[str, Any] | None:
    """Return the next message; None when the other side is gone."""
    head = _exactly(source, HEAD.size)
    body = None if head is None else _exactly(source, HEAD.unpack(head)[0])
    if body is None:
        return None
    found: dict[str, Any] = json.loads(body, object_hook=_decoded)
    return found


def _exactly(source: socket.socket, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = source.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _encoded(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _decoded(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value


def main() -> None:
    """Answer until the parent is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with socket.socket(fileno=int(sys.argv[1])) as source, suppress(ConnectionError):
        source.setblocking(True)  # eventlet, on the other side, made it otherwise
        while (asked := receive(source)) is not None:
            send(source, _answer(asked))


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from services.eoffice.archive import printing  # noqa: PLC0415 - heavy, for the child alone
    from services.eoffice.signing import desk  # noqa: PLC0415

    does: dict[str, Callable[..., Any]] = {
        "render": desk.render,
        "page": printing.page,
        "begin_pages": printing.begin,
        "add_pages": printing.add,
        "end_pages": printing.end,
        "check": desk.check,
        "sign": desk.sign,
        "inspect": desk.inspect,
    }
    try:
        return {"result": does[asked.pop("what")](**asked)}
    except KendaliError as error:
        return {"error": errors.to_wire(error)}
    except Exception as error:  # noqa: BLE001 - its name may be told, its text may hold a secret
        return {"error": errors.to_wire(EngineDied(type(error).__name__))}


if __name__ == "__main__":
    main()
