"""What an event says for a brief. Pure.

Nothing is kept of what is secret or unchecked, of exercises, of rehearsals: a thing that becomes
one of these is kept as over, without a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from libs.kit.envelope import Incoming
from services.indicators.briefs.domain import (
    ALERT,
    DISPOSITION,
    INCIDENT,
    POSITION,
    STAGE,
    Fact,
)
from services.indicators.following.telling import OVER, REHEARSAL

SECRET = "secret:"  # noqa: S105 - how readers of secret letters are marked
ENDED = ("reported", "done", "cancelled")
STANDING = ("firing", "acknowledged")
ROSTER = "shift."
GRAVE = ("major", "critical")
ELSEWHERE = ("incident", "order", "indicator")  # a brief tells of these by themselves
_AREA = re.compile(r"\d+")
_INCIDENT = ("number", "headline", "severity", "state", "source", "place", "agency", "handled")
Data = Mapping[str, Any]


def incident(event: Incoming) -> Fact:
    data = event.data
    shown = data["checked"] and not data["exercise"]
    goes_on = shown and data["state"] not in OVER
    told = {name: data[name] for name in (*_INCIDENT, "reported_at", "changed_at")}
    kept = told if shown else {}
    area = str(data["area"] or "")
    version = data["version"]
    return Fact(INCIDENT, data["incident"], area, version, event.time, goes_on, kept)


def disposition(event: Incoming) -> Fact | None:
    """Return what a duty with a deadline is; None for anything else, and what is secret."""
    data = event.data
    secret = any(one.startswith(SECRET) for one in data["readers"])
    if data["due"] is None or not data["duty"] or secret:
        return None
    told = {name: data[name] for name in ("receiver", "giver", "due", "urgency")}
    open_ = data["state"] not in ENDED
    area = area_of(data["receiver"])
    return Fact(DISPOSITION, data["disposition"], area, data["version"], event.time, open_, told)


def alert(event: Incoming) -> Fact | None:
    """Return a gap in a roster, or what is grave and no incident; None for anything else."""
    data = event.data
    about = (data["about"] or {}).get("kind")
    roster = data["topic"].startswith(ROSTER)
    if not roster and (data["severity"] not in GRAVE or about in ELSEWHERE):
        return None
    if data["topic"].startswith("report."):
        return None
    open_ = data["state"] in STANDING and not data["exercise"]
    names = ("topic", "severity", "headline", "raised_at")
    told = {} if data["exercise"] else {name: data[name] for name in names}
    return Fact(ALERT, data["alert"], data["area"], data["version"], event.time, open_, told)


def stage(event: Incoming) -> Fact | None:
    """Return a stage that is near; nothing of a rehearsal."""
    data = event.data
    if data["election"].startswith(REHEARSAL):
        return None
    subject = f"{data['election']}/{data['stage']}/{data['edge']}"
    told = {name: data[name] for name in ("election_name", "name", "edge", "day", "body")}
    return Fact(STAGE, subject, data["area"], event.sequence, event.time, open=True, data=told)


def position(event: Incoming) -> Fact:
    data = event.data
    told = {"title": data["title"]}
    return Fact(
        POSITION, data["code"], data["area"], event.sequence, event.time, open=True, data=told
    )


def area_of(code: str) -> str:
    """Return the area that a position's or agency's code begins with."""
    found = _AREA.match(code)
    return found[0] if found and len(found[0]) in (2, 4, 6, 10) else ""
