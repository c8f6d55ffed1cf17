"""When a brief is due, and what is kept of things that it tells of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from libs.kit.errors import NotFound

INCIDENT, DISPOSITION, ALERT, STAGE, POSITION = KINDS = (
    "incident",
    "disposition",
    "alert",
    "stage",
    "position",
)
NIGHT_BEGINS = time(18)
NEAR_DAYS = 14  # a stage of an election that is so near is told of


class UnknownBrief(NotFound):
    slug, title = "unknown-brief", "There is no brief of this day"


@dataclass(frozen=True)
class Fact:
    """One thing as its newest version has it; what is not `open` is over, or not for a brief."""

    kind: str
    subject: str
    area: str
    version: int
    at: datetime
    open: bool
    data: Mapping[str, Any] = field(default_factory=dict)


def due(now: datetime, zone: tzinfo, at: time) -> date | None:
    """Return the day whose brief should be there by now, None before the hour of the day."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= at else None


def night(day: date, zone: tzinfo) -> datetime:
    """Return when the night before the day began."""
    return datetime.combine(day - timedelta(days=1), NIGHT_BEGINS, zone)
