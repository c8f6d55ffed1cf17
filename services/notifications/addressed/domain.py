"""A notice to a position: which kind, of what, since when. Pure.

It says nothing of what is written, and is for who holds the position alone. It settles by itself
when what it is about is read, reported or taken back: events come in no order between their kinds,
so one that settles before it is raised stands settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

RECEIVED, GIVEN, OVERDUE, BRIEF = KINDS = (
    "letter_received",
    "disposition_given",
    "disposition_overdue",
    "brief_made",
)
HELD = "secret:"  # before a position in `readers` of what is secret: its holder, and no delegate


@dataclass(frozen=True)
class Notice:
    """A notice of the id of `thing`: a letter's, a disposition's, a brief's; one of each `key`."""

    key: str
    reader: str
    position: str
    kind: str
    thing: str
    urgency: str
    due: date | None


def received(data: dict[str, Any], position: str) -> Notice:
    """Return the notice of a letter that arrived at the position."""
    key, letter = f"{RECEIVED}/{data['letter']}/{position}", data["letter"]
    return Notice(key, _reader(data, position), position, RECEIVED, letter, data["urgency"], None)


def given(data: dict[str, Any]) -> Notice:
    """Return the notice of a disposition that its receiver has not read."""
    return _disposition(data, GIVEN, data["receiver"], "")


def overdue(data: dict[str, Any]) -> list[Notice]:
    """Return the notices of a deadline that is over: to who has the duty, and to who gave it."""
    places = sorted({data["giver"], data["receiver"]})
    return [_disposition(data, OVERDUE, one, f"/{data['due']}") for one in places]


def brief(data: dict[str, Any], position: str) -> Notice:
    """Return the notice of the morning brief of a day, which keeps its id when it is made anew."""
    key = f"{BRIEF}/{position}/{data['day']}"
    return Notice(key, position, position, BRIEF, data["brief"], "ordinary", None)


def is_over(data: dict[str, Any], today: date) -> bool:
    """Tell whether a disposition's deadline has passed, so that it was or will be told of."""
    return data["due"] is not None and date.fromisoformat(data["due"]) < today


def _disposition(data: dict[str, Any], kind: str, position: str, more: str) -> Notice:
    found, due = data["disposition"], data["due"]
    return Notice(
        f"{kind}/{found}/{position}{more}",
        _reader(data, position),
        position,
        kind,
        found,
        data["urgency"],
        None if due is None else date.fromisoformat(due),
    )


def _reader(data: dict[str, Any], position: str) -> str:
    return HELD + position if HELD + position in data["readers"] else position
