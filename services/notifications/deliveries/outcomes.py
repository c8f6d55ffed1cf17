"""What a sender is given, and what it answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

GONE, AGAIN, REFUSED, UNKNOWN = "sent", "again", "refused", "unknown"
TOO_MANY, TOO_SOON = 429, 425
BAD_KEYS = (401, 407)


@dataclass(frozen=True)
class Parcel:
    """One message as it goes out. `id` is the same however often it is tried.

    `to` is the address of a contact, or the channel's own.
    """

    id: str
    key: str
    topic: str
    severity: str
    subject: str
    text: str
    link: str
    exercise: bool
    at: datetime
    to: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True)
class Outcome:
    """How it went; `why` is a slug that says nothing of the address.

    `fault`: the channel's own, whoever the reader; `after`: seconds that it asked to wait;
    `gone`: the address is none any more, so that its contact goes.
    """

    what: str
    why: str = ""
    fault: bool = False
    after: float | None = None
    gone: bool = False


SENT = Outcome(GONE)


def not_reached(why: str) -> Outcome:
    """Nothing was sent, so that trying again does no harm."""
    return Outcome(AGAIN, why, fault=True)


def no_answer(why: str = "timeout") -> Outcome:
    """It was sent, or part of it, and nobody says what became of it."""
    return Outcome(UNKNOWN, why, fault=True)


def of_status(status: int, after: str | None = None) -> Outcome:
    """Return what an HTTP status says."""
    why = f"http-{status}"
    if 200 <= status < 300:
        return SENT
    if status in (TOO_MANY, TOO_SOON) or status >= 500:
        seconds = float(after) if after and after.isascii() and after.isdigit() else None
        return Outcome(AGAIN, why, fault=True, after=seconds)
    if status in BAD_KEYS:
        return Outcome(AGAIN, why, fault=True)  # the channel's keys are wrong, not the address
    return Outcome(REFUSED, why)
