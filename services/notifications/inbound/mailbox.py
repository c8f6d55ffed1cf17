"""A mailbox that is looked into: unread messages become reports, and are marked as read.

    with Mailbox(settings.reports_imap) as box:
        for uid in box.unread():
            box.read(uid) …; box.done(uid)

What fails stays unread and is tried again; what is no message is marked with a flag for whoever
keeps the mailbox. IMAP4rev1 (RFC 3501), by TLS unless the address says otherwise.
"""

from __future__ import annotations

import imaplib
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit

from libs.kit.errors import Unavailable
from services.notifications.inbound.mail import MOST_BYTES

SECONDS = 10.0  # that the server has for each answer
READ = "\\Seen"
MOST = 5  # messages of one round: what waits longer than a transaction may is given to the next
SCHEMES = {"imaps": 993, "imap": 143}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Place:
    """A mailbox's address, of `imaps://user:password@host:port/folder`."""

    tls: bool
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


def place(text: str) -> Place | None:
    """Read the setting; raises ValueError, which does not repeat a password."""
    if not text:
        return None
    parts: SplitResult = urlsplit(text)
    if parts.scheme not in SCHEMES or not (parts.hostname and parts.username and parts.password):
        raise ValueError("needs imaps://user:password@host/INBOX")
    return Place(
        tls=parts.scheme == "imaps",
        host=parts.hostname,
        port=parts.port or SCHEMES[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or Place.folder,
    )


class Mailbox:
    """One session; raises Unavailable where the server does not do what it is asked."""

    def __init__(self, at: Place) -> None:
        self._at = at
        self._line: imaplib.IMAP4 | None = None

    def __enter__(self) -> Self:
        at, made = self._at, imaplib.IMAP4_SSL if self._at.tls else imaplib.IMAP4
        try:
            self._line = made(at.host, at.port, timeout=SECONDS)
            self._line.login(at.user, at.password)
            self._told(*self._line.select(f'"{at.folder}"'))
        except (OSError, imaplib.IMAP4.error) as error:
            self._leave()
            raise Unavailable(f"the mailbox of reports: {type(error).__name__}") from None
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._leave()

    def unread(self) -> list[str]:
        """Return the UIDs of the first messages that nobody has read."""
        found = self._ask("SEARCH", "UNSEEN", "UNFLAGGED")
        return [uid.decode() for uid in (found[0] or b"").split()][:MOST]

    def read(self, uid: str) -> bytes:
        """Return a message, which stays unread; one that is too long is cut, so it is refused."""
        size = _SIZE.search(b"".join(_flat(self._ask("FETCH", uid, "(RFC822.SIZE)"))))
        if size is not None and int(size[1]) > MOST_BYTES:
            return b" " * (MOST_BYTES + 1)
        parts = self._ask("FETCH", uid, "(BODY.PEEK[])")
        return next((one[1] for one in parts if isinstance(one, tuple)), b"")

    def done(self, uid: str, *flags: str) -> None:
        """Mark it as read, and with these flags besides."""
        self._ask("STORE", uid, "+FLAGS", f"({' '.join((READ, *flags))})")

    def _ask(self, *command: str) -> list[Any]:
        assert self._line is not None  # noqa: S101 - used between enter and exit alone
        try:
            return self._told(*self._line.uid(*command))
        except (OSError, imaplib.IMAP4.error) as error:
            raise Unavailable(f"the mailbox of reports: {type(error).__name__}") from None

    def _told(self, state: str, answer: list[Any]) -> list[Any]:
        """Return an answer: a list of bytes, and of pairs where something long is in it."""
        if state != "OK":
            raise imaplib.IMAP4.error(state)
        return answer

    def _leave(self) -> None:
        line, self._line = self._line, None
        try:
            if line is not None:
                line.logout()
        except (OSError, imaplib.IMAP4.error):
            return  # it is over either way


def _flat(parts: list[Any]) -> list[bytes]:
    return [part if isinstance(part, bytes) else part[0] for part in parts if part]
