"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from libs.kit import clock
from libs.kit.errors import FieldError
from libs.kit.reading import Reader
from services.elections import forms
from services.elections.domain import NONE, QUARANTINES, Ballot
from services.elections.verification.domain import Decision, Reopening

LONGEST_REASON = 1000
MOST_VERSION = 2**31 - 1
_WHERE = ("election", "contest", "tps")


@dataclass(frozen=True)
class Quarantine:
    version: int
    scope: str
    reason: str


def decision(data: dict[str, Any], ballot: Ballot) -> Decision:
    """Read `{"version", "take": source | null, "form" | null, "reason"}`."""
    reader = Reader(data)
    reader.only((*_WHERE, "version", "take", "form", "reason"))
    take = reader.text("take", default="") or None
    figures = _figures(reader, data.get("form"), ballot)
    if take is None and not figures and not reader.errors:
        reader.wrong("take", "name the entry that stands, or give the form")
    read = Decision(_version(reader), take, figures, reader.text("reason", longest=LONGEST_REASON))
    reader.end()
    return read


def _figures(reader: Reader, form: Any, ballot: Ballot) -> dict[str, int]:
    if form is None:
        return {}
    if not isinstance(form, dict):
        reader.wrong("form", "needs an object")
        return {}
    errors: list[FieldError] = []
    figures = forms.form_in(form, ballot.contest, errors)
    reader.errors.extend(FieldError(f"form.{one.field}", one.message) for one in errors)
    return figures


def quarantine(data: dict[str, Any]) -> Quarantine:
    """Read `{"version", "scope": none | results | all, "reason"}`."""
    reader = Reader(data)
    reader.only((*_WHERE, "version", "scope", "reason"))
    if reader.raw("scope") is None:
        reader.wrong("scope", f"needs one of {', '.join(QUARANTINES)}")
    scope = reader.one_of("scope", QUARANTINES, NONE)
    read = Quarantine(_version(reader), scope, reader.text("reason", longest=LONGEST_REASON))
    reader.end()
    return read


def version(data: dict[str, Any]) -> int:
    """Read `{"version"}`."""
    reader = Reader(data)
    reader.only((*_WHERE, "version"))
    read = _version(reader)
    reader.end()
    return read


def _version(reader: Reader) -> int:
    return reader.integer("version", 0, MOST_VERSION)


def reason(data: dict[str, Any]) -> str:
    """Read `{"reason"}`."""
    reader = Reader(data)
    reader.only((*_WHERE, "reason"))
    read = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    return read


def verdict(data: dict[str, Any]) -> tuple[bool, str]:
    """Read `{"approve": bool, "reason"}`."""
    reader = Reader(data)
    reader.only(("election", "id", "approve", "reason"))
    if reader.raw("approve") is None:
        reader.wrong("approve", "needs true or false")
    read = reader.flag("approve"), reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    return read


def reopening_out(ballot: Ballot, one: Reopening) -> dict[str, Any]:
    return {
        "id": one.id,
        "election": ballot.election.id,
        "contest": ballot.contest.id,
        "tps": one.tps,
        "reason": one.reason,
        "requested_by": one.requested_by,
        "requested_at": clock.to_text(one.requested_at),
        "state": one.state,
        "decided_by": one.decided_by,
        "decided_at": clock.to_text(one.decided_at) if one.decided_at else None,
        "answer": one.answer,
    }
