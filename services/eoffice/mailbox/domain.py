"""By when something is answered that nobody set a deadline for: by its urgency. Pure.

Deadlines count working days, Monday to Friday; days off in between are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FRIDAY = 4
LETTER, INCOMING, DISPOSITION = KINDS = ("letter", "incoming", "disposition")
IN, COPIES, DRAFTS = "in", "copies", "drafts"
UNREAD, OPEN = "unread", "open"
# Each counter: which box, and what of it.
COUNTERS = {
    "to_sign": ("to_sign", OPEN),
    "to_initial": ("to_initial", OPEN),
    "to_send": ("to_send", OPEN),
    "unread": (IN, UNREAD),
    "to_follow_up": (IN, OPEN),
    "unread_dispositions": ("dispositions", UNREAD),
    "dispositions_to_follow_up": ("dispositions", OPEN),
    "unread_copies": (COPIES, UNREAD),
    "drafts": (DRAFTS, OPEN),
    "to_accept": ("to_accept", OPEN),
}


@dataclass(frozen=True)
class Deadlines:
    """Working days for what is ordinary, urgent, very urgent; the region's zone and day."""

    days: Sequence[int]
    zone: ZoneInfo
    today: date

    def due(self, came: datetime, urgency: int) -> date:
        """Return the last day for something that came then."""
        day = came.astimezone(self.zone).date()
        for _ in range(self.days[urgency]):
            day = _workday_after(day)
        return day

    def late_before(self, urgency: int) -> datetime:
        """Return the moment before which everything that came is late today."""
        day = self.today
        while self.due(datetime.combine(day, time(), self.zone), urgency) >= self.today:
            day -= timedelta(days=1)
        return datetime.combine(day + timedelta(days=1), time(), self.zone)


def _workday_after(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return day
