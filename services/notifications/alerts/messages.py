"""dict → domain: what people say of alerts and ask for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.kit import paging
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.notifications.alerts import reading
from services.notifications.alerts.domain import (
    LONGEST_HEADLINE,
    LONGEST_KEY,
    LONGEST_NOTE,
    LONGEST_TEXT,
    SEVERITIES,
    STATES,
    Cause,
)

VERSIONS = 2**31 - 1
LONGEST_SILENCE = timedelta(days=90)
RAISED = ("headline", "severity", "topic", "text", "area", "exercise", "key")


def by_hand(data: dict[str, Any], who: Principal) -> Cause:
    """Read an alert that an operator raises; one without a key is one of its own."""
    reader = Reader(data)
    reader.only(RAISED)
    severity = reader.one_of("severity", SEVERITIES, "")
    if reader.raw("severity") is None:
        reader.wrong("severity", f"needs one of {', '.join(SEVERITIES)}")
    key = reader.text("key", longest=LONGEST_KEY - 40) if reader.raw("key") else new_id()
    found = Cause(
        key=f"manual/{who.id}/{key}",
        topic=_matching(reader, "topic", reading.TOPIC) or "manual",
        severity=severity,
        area=_matching(reader, "area", reading.AREA),
        headline=reader.text("headline", longest=LONGEST_HEADLINE),
        text=reader.text("text", longest=LONGEST_TEXT) if reader.raw("text") else "",
        source="manual",
        exercise=reader.flag("exercise"),
    )
    reader.end()
    return found


def _matching(reader: Reader, name: str, pattern: Any) -> str:
    value = reader.raw(name) or ""
    if value and not (isinstance(value, str) and pattern.fullmatch(value)):
        reader.wrong(name, "is not of the right form")
        return ""
    return str(value)


def note(data: dict[str, Any], name: str = "note") -> tuple[str, str]:
    """Read `{"alert", "note"}`: (the alert, what is said of it, which may be nothing)."""
    reader = Reader(data)
    reader.only(("alert", name))
    said = reader.text(name, longest=LONGEST_NOTE) if reader.raw(name) else ""
    reader.end()
    return str(data.get("alert")), said


@dataclass(frozen=True)
class Query:
    """A page of alerts: of which states, topic and below, severity, area prefix, about, words."""

    states: tuple[str, ...]
    severity: str
    topic: str
    area: str
    about: tuple[str, str] | None
    words: str
    limit: int
    after: str


def query(data: dict[str, Any]) -> Query:
    """Read a list's filters, each of which may be absent."""
    limit, after = paging.asked(data)
    reader = Reader(data)
    state = reader.one_of("state", (*STATES, "open"), "")
    about = None
    if reader.raw("about") is not None:
        kind, _, key = reader.text("about", longest=120).partition("/")
        about = (kind, key)
    found = Query(
        states=("firing", "acknowledged") if state == "open" else (state,) if state else (),
        severity=reader.one_of("severity", SEVERITIES, ""),
        topic=_matching(reader, "topic", reading.TOPIC),
        area=_matching(reader, "area", reading.AREA),
        about=about,
        words=reader.text("q", longest=200) if reader.raw("q") else "",
        limit=limit,
        after=after,
    )
    reader.end()
    return found


def silence(data: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Read `{"match", "starts", "ends", "why"}`; it needs something to match, an end, a reason."""
    reader = Reader(data)
    reader.only(("silence", "version", "match", "starts", "ends", "why"))
    part = reader.part("match")
    match = reading.match(part)
    if not part.errors and not any((match.topic, match.key, match.source, match.area)):
        part.wrong("topic", "is needed, or key, source or area: it would silence everything")
    starts, ends = reader.moment("starts") or now, reader.moment("ends")
    if reader.raw("ends") is None:
        reader.wrong("ends", "is needed: until when?")
    elif ends is not None and not starts < ends <= now + LONGEST_SILENCE:
        reader.wrong("ends", f"needs a time after it begins, within {LONGEST_SILENCE.days} days")
    why = reader.text("why", longest=LONGEST_NOTE)
    reader.end()
    return {
        "match": data["match"],
        "area": match.area,
        "starts": starts,
        "ends": ends,
        "why": why,
    }


def version(data: dict[str, Any]) -> int:
    """Read the version that was seen."""
    reader = Reader(data)
    seen = reader.integer("version", 0, VERSIONS)
    reader.end()
    return seen


@dataclass(frozen=True)
class Supposed:
    """An alert that might be raised, for a preview."""

    key: str
    topic: str
    severity: str
    area: str
    source: str
    exercise: bool
    at: datetime
    id: str = ""

    @property
    def is_open(self) -> bool:
        return True


def supposed(data: dict[str, Any], now: datetime) -> Supposed:
    """Read `{"topic", "severity", "area", "source", "exercise", "at", "rule"}`."""
    reader = Reader(data)
    reader.only(("topic", "severity", "area", "source", "exercise", "at", "rule"))
    topic = _matching(reader, "topic", reading.TOPIC)
    if not topic and not reader.errors:
        reader.wrong("topic", "is needed")
    found = Supposed(
        key="",
        topic=topic,
        severity=reader.one_of("severity", SEVERITIES, "critical"),
        area=_matching(reader, "area", reading.AREA),
        source=reader.text("source") if reader.raw("source") else "",
        exercise=reader.flag("exercise"),
        at=reader.moment("at") or now,
    )
    reader.end()
    return found
