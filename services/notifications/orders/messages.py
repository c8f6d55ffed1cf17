"""dict → what somebody asks of orders; raises Invalid that names each field. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.kit import paging
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.notifications.orders.domain import OPEN, STEPS, URGENCIES
from services.notifications.recipients import messages as recipients
from services.notifications.recipients.domain import Target

LONGEST_TEXT, LONGEST_REASON, MOST_TARGETS = 2000, 500, 100
BOXES = ("given", "received", "all")
LONGEST = timedelta(days=366)
SOONEST = timedelta(seconds=2)
GIVEN = ("text", "to", "deadline", "urgency", "incident", "as", "exercise", "about")
# What else an order is about: a figure of an indicator, or the first parts of its name.
ABOUT = re.compile(r"indicator/[a-z0-9-]{1,100}(/[0-9]{4,10}(/[0-9QS-]{4,10})?)?")


@dataclass(frozen=True)
class Given:
    """What somebody wants done, by whom, until when; `position` is as what they give it."""

    text: str
    to: tuple[Target, ...]
    deadline: datetime
    urgency: str
    incident: str | None
    position: str | None
    exercise: bool
    about: str


@dataclass(frozen=True)
class Answer:
    """A step of a receiver, of the one named where somebody is several."""

    order: str
    step: str
    reason: str
    receiver: str | None


@dataclass(frozen=True)
class Query:
    """A page of orders; `state` is open, ended or "" for both; `after`: the `next` of a page."""

    box: str
    state: str
    incident: str | None
    unanswered: bool
    limit: int
    after: str
    about: str = ""


def given(data: dict[str, Any], now: datetime) -> Given:
    """Read an order that is to be given."""
    reader = Reader(data)
    reader.only(GIVEN)
    found = Given(
        reader.text("text", longest=LONGEST_TEXT),
        tuple(recipients.targets(reader, "to", MOST_TARGETS)),
        _deadline(reader, now),
        reader.one_of("urgency", URGENCIES, URGENCIES[0]),
        _uuid(reader, "incident"),
        reader.text("as", longest=50) if reader.raw("as") is not None else None,
        reader.flag("exercise"),
        _about(reader),
    )
    reader.end()
    return found


def _deadline(reader: Reader, now: datetime) -> datetime:
    at = reader.moment("deadline")
    if at is None:
        if reader.raw("deadline") is None:
            reader.wrong("deadline", "is needed: until when?")
        return now
    if at < now + SOONEST:
        reader.wrong("deadline", "is over")
    if at > now + LONGEST:
        reader.wrong("deadline", f"lies more than {LONGEST.days} days ahead")
    return at


def answer(data: dict[str, Any]) -> Answer:
    """Read `{"order", "step", "reason", "receiver"}`."""
    reader = Reader(data)
    reader.only(("order", "step", "reason", "receiver"))
    step = reader.one_of("step", tuple(STEPS), "")
    if reader.raw("step") is None:
        reader.wrong("step", f"needs one of {', '.join(STEPS)}")
    text = _words(reader, "reason")
    if step == "cannot" and not text:
        reader.wrong("reason", "is needed: why can't it be done?")
    found = Answer(str(reader.raw("order")), step, text, _uuid(reader, "receiver"))
    reader.end()
    return found


def reason(data: dict[str, Any]) -> str:
    """Read the reason why an order is taken back."""
    reader = Reader(data)
    reader.only(("order", "reason"))
    found = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    return found


def query(data: dict[str, Any]) -> Query:
    """Read `{"box", "state", "incident", "about", "unanswered", "limit", "after"}`."""
    reader = Reader(data)
    limit, after = paging.asked(data)
    box = reader.one_of("box", BOXES, "all")
    state = reader.one_of("state", (OPEN, "ended"), "")
    incident, unanswered = _uuid(reader, "incident"), reader.flag("unanswered")
    about = _about(reader)
    reader.end()
    return Query(box, state, incident, unanswered, limit, after, about)


def _words(reader: Reader, name: str) -> str:
    empty = isinstance(reader.raw(name), str) and not reader.raw(name).strip()
    return "" if empty else reader.text(name, "", LONGEST_REASON)


def _about(reader: Reader) -> str:
    value = reader.raw("about")
    if value is None:
        return ""
    if not isinstance(value, str) or not ABOUT.fullmatch(value):
        reader.wrong("about", "needs indicator/<code>, /<area> and /<period> behind it")
        return ""
    return value


def _uuid(reader: Reader, name: str) -> str | None:
    value = reader.raw(name)
    if value is None:
        return None
    if not isinstance(value, str) or not is_uuid(value):
        reader.wrong(name, "needs a UUID")
        return None
    return value
