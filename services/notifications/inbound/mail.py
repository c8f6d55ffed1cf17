"""E-mail (RFC 5322, MIME) as a report: decoded, bounded, and nothing of it a header again. Pure.

Automatic answers and what comes from lists are not read (RFC 3834): a room that answers a machine
that answers the room would never end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from html.parser import HTMLParser

from libs.kit.errors import FieldError, Invalid, TooLarge
from services.notifications.inbound.plain import line, lines

MOST_BYTES = 15 * 2**20
MOST_PARTS, MOST_PHOTOS, LARGEST_PHOTO = 60, 10, 10 * 2**20
MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce)", re.IGNORECASE)
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_HIDDEN = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3"})


@dataclass(frozen=True)
class Letter:
    """What somebody wrote: from whom, about what; `machine` says why it is not a person's."""

    id: str
    sender: str
    subject: str
    text: str
    machine: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)


def read(data: bytes) -> Letter:
    """Read a message; raises TooLarge, or Invalid for what is none."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"a message has {MOST_BYTES} bytes at most")
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    if not message.keys() or "from" not in message:
        raise Invalid("not an e-mail", (FieldError("From", "is missing"),))
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Invalid("not an e-mail", (FieldError("body", f"has over {MOST_PARTS} parts"),))
    return Letter(
        id=line(_header(message, "message-id"), 200),
        sender=line(_header(message, "from"), 80),
        subject=line(_header(message, "subject"), 120),
        text=_text(message),
        machine=_machine(message),
        photos=_photos(parts),
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's text, decoded; one that can't be read is empty."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, IndexError, AttributeError):
        return ""


def _machine(message: EmailMessage) -> str:
    """Return which mark says that a machine wrote it, empty where none does."""
    auto = _header(message, "auto-submitted").split(";")[0].strip().lower()
    if auto not in ("", "no"):
        return "Auto-Submitted"
    if _header(message, "precedence").strip().lower() in BULK:
        return "Precedence"
    for name in ("list-id", "x-autoreply", "x-autorespond", "x-loop"):
        if name in message:
            return name
    if "return-path" in message and _header(message, "return-path").strip() in ("", "<>"):
        return "Return-Path"
    address = _address(_header(message, "from"))
    return "From" if MACHINES.match(address) else ""


def _address(text: str) -> str:
    found = re.search(r"<([^<>]+)>\s*$", text)
    return (found[1] if found else text).strip()


def _text(message: EmailMessage) -> str:
    """Return what is written: the plain part, or what is to be read of the HTML."""
    part = message.get_body(("plain",))
    if part is not None:
        return lines(_content(part), 4000)
    part = message.get_body(("html",))
    return "" if part is None else lines(_of_html(_content(part)), 4000)


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data[:200_000].decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data[:200_000].decode("utf-8", "replace")


class _Html(HTMLParser):
    """Gathers what is to be read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def _of_html(text: str) -> str:
    reader = _Html()
    reader.feed(text)
    reader.close()
    return "".join(reader.found)


def _photos(parts: list[EmailMessage]) -> tuple[bytes, ...]:
    """Return the pictures that hang on it, the first ones; what they are is looked at later."""
    found: list[bytes] = []
    for part in parts:
        if part.get_content_maintype() == "image" and len(found) < MOST_PHOTOS:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and 0 < len(payload) <= LARGEST_PHOTO:
                found.append(payload)
    return tuple(found)
