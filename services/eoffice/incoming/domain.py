"""An incoming letter, from the register to its end. Pure.

    recorded → forwarded → read → disposed | answered | filed → done

It is registered by a unit under the next number of its agenda (Permendagri 1/2023: buku agenda
surat masuk), routed to a position, and done when nothing that was given on it is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from libs.kit.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    KendaliError,
    NotFound,
    PreconditionFailed,
)
from libs.kit.errors import TooLarge as KitTooLarge

RECORDED, FORWARDED, READ, DISPOSED = "recorded", "forwarded", "read", "disposed"
ANSWERED, FILED, DONE = "answered", "filed", "done"
STATES = (RECORDED, FORWARDED, READ, DISPOSED, ANSWERED, FILED, DONE)
SECRETS = frozenset({"secret", "top_secret"})
MOST_BYTES = 10 << 20  # of a scan
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


class UnknownIncoming(NotFound):
    slug, title = "unknown-incoming-letter", "No such incoming letter"


class IncomingChanged(PreconditionFailed):
    slug, title = "incoming-letter-changed", "Somebody changed the incoming letter meanwhile"


class IncomingState(Conflict):
    slug, title = "incoming-letter-state", "The incoming letter is not in a state for this"


class NotYourLetter(Forbidden):
    slug, title = "not-your-incoming-letter", "This step is another position's"


class NoScan(NotFound):
    slug, title = "no-scan", "The letter has no scan"


class NotAScan(KendaliError):
    status, slug, title = 415, "not-a-scan", "Send a PDF, a JPEG or a PNG"


class ScanTooLarge(KitTooLarge):
    slug, title = "scan-too-large", "The scan is too large"


class ScanUnreadable(Invalid):
    slug, title = "scan-unreadable", "The scan can't be read"


class Actor(Protocol):
    """A person as a position, such as `organisation.acting.Acting`."""

    @property
    def position(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def records(self) -> bool: ...


@dataclass(frozen=True)
class Entry:
    """What the register says of a letter; `number` is the sender's, as they write it."""

    number: str
    sender: str
    subject: str
    dated: date
    received: date
    classification: str
    security: str
    urgency: str

    @property
    def is_secret(self) -> bool:
        return self.security in SECRETS


@dataclass(frozen=True)
class Scan:
    """A scan: the SHA-256 of what is kept, its media type, its size in bytes."""

    hash: str
    type: str
    size: int


@dataclass(frozen=True)
class Incoming:
    """A registered letter. `year` and `n` are its agenda number, `position` where it was routed to.

    Secret ones have a series of their own. `answer` is the letter of ours that answers it.
    """

    id: str
    unit: str
    area: str
    registrar: str
    year: int
    n: int
    entry: Entry
    state: str = RECORDED
    version: int = 1
    position: str | None = None
    scan: Scan | None = None
    answer: str | None = None

    @property
    def agenda(self) -> str:
        """Return the agenda number as it is written."""
        return f"{'R-' if self.entry.is_secret else ''}{self.n}/{self.year}"

    def require_version(self, version: int) -> None:
        """Raise IncomingChanged unless the caller saw this version."""
        if version != self.version:
            raise IncomingChanged(f"it is at version {self.version}", version=self.version)

    def corrected(self, who: Actor, entry: Entry, note: str) -> Incoming:
        """Put right what the register says; once somebody else has it, with a note that says why.

        The agenda number stays: so do its year and its series.
        """
        self._registrar("correct", who)
        self._require("be corrected", *(one for one in STATES if one != DONE))
        problems = []
        if entry.received.year != self.year:
            problems.append(FieldError("received", f"has to lie in {self.year}, its agenda's"))
        if entry.is_secret != self.entry.is_secret:
            problems.append(FieldError("security", "secret letters have an agenda of their own"))
        if self.state != RECORDED and not note:
            problems.append(FieldError("note", "is missing: others have seen the entry, say why"))
        if problems:
            raise Invalid("no correction of this entry", tuple(problems))
        return self if entry == self.entry else self._next(self.state, entry=entry)

    def scanned(self, who: Actor, scan: Scan) -> Incoming:
        """Take a scan, in place of an earlier one."""
        self._registrar("put a scan to", who)
        self._require("take a scan", *(one for one in STATES if one != DONE))
        return self._next(self.state, scan=scan)

    def forward(self, who: Actor, position: str) -> Incoming:
        """Route it to a position; anew, as long as nothing was made of it."""
        self._registrar("forward", who)
        self._require("be forwarded", RECORDED, FORWARDED, READ)
        return self._next(FORWARDED, position=position)

    def read(self, who: Actor) -> Incoming:
        """Say that it was read; the first time counts."""
        self._addressee("read", who)
        return self._next(READ) if self.state == FORWARDED else self

    def disposed(self, who: Actor) -> Incoming:
        """Have it disposed of by dispositions."""
        self._addressee("dispose of", who)
        self._require("be disposed of", READ, DISPOSED)
        return self._next(DISPOSED)

    def answered(self, who: Actor, letter: str) -> Incoming:
        """Say which letter of ours answers it."""
        self._addressee("answer", who)
        self._require("be answered", READ, DISPOSED)
        return self._next(ANSWERED, answer=letter)

    def replied(self, letter: str) -> Incoming:
        """Have the letter that answers it sent, by whomever; what is past that stays as it is."""
        waits = self.state in (READ, DISPOSED)
        return self._next(ANSWERED, answer=letter) if waits else self

    def filed(self, who: Actor) -> Incoming:
        """Keep it on file: nothing more is to be done."""
        self._addressee("file", who)
        self._require("be filed", READ, DISPOSED)
        return self._next(FILED)

    def done(self, who: Actor) -> Incoming:
        """Close it; the caller has seen that nothing given on it is open."""
        self._addressee("close", who)
        self._require("be closed", DISPOSED, ANSWERED, FILED)
        return self._next(DONE)

    def _next(self, state: str, **changes: object) -> Incoming:
        return replace(self, state=state, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def _registrar(self, verb: str, who: Actor) -> None:
        """Who registered it, or a records officer of the unit; of a secret one the former alone."""
        records = who.records and who.unit == self.unit and not self.entry.is_secret
        if who.position != self.registrar and not records:
            raise NotYourLetter(f"{who.position} can't {verb} it: {self.registrar} can")

    def _addressee(self, verb: str, who: Actor) -> None:
        if who.position != self.position:
            whose = f"{self.position} can" if self.position else "it is not forwarded yet"
            raise NotYourLetter(f"{who.position} can't {verb} it: {whose}")

    def _require(self, verb: str, *states: str) -> None:
        if self.state not in states:
            text = f"one that is {self.state} can't {verb}: it has to be {' or '.join(states)}"
            raise IncomingState(text, state=self.state)


def sniff(data: bytes) -> str:
    """Return the media type of a scan by its bytes.

    Raises ScanTooLarge, NotAScan, and ScanUnreadable for a PDF that is cut off or locked, as nobody
    but who has its password could read it.
    """
    if len(data) > MOST_BYTES:
        raise ScanTooLarge(f"a scan has at most {MOST_BYTES >> 20} MiB", limit=MOST_BYTES)
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if b"%PDF-" not in data[:1024]:
        raise NotAScan("what was sent begins like no PDF, JPEG or PNG")
    if b"%%EOF" not in data[-1024:]:
        raise ScanUnreadable("the PDF ends in the middle")
    if _ENCRYPTED.search(data):
        raise ScanUnreadable("the PDF is locked by a password: send it without one")
    return "application/pdf"
