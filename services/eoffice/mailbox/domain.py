"""By when something is answered that nobody set a deadline for: by its urgency. Pure.

Deadlines count working days: Monday to Friday without the days off that are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
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
# What the room's wall counts of the whole office, and the boxes that it waits in.
WAITING = {"to_sign": "to_sign", "to_follow_up": IN, "dispositions": "dispositions"}


@dataclass(frozen=True)
class Deadlines:
    """Working days for what is ordinary, urgent, very urgent; the region's zone and day."""

    days: Sequence[int]
    zone: ZoneInfo
    today: date
    off: frozenset[date] = frozenset()

    def due(self, came: datetime, urgency: int) -> date:
        """Return the last day for something that came then."""
        day = came.astimezone(self.zone).date()
        return _workdays_after(day, self.days[urgency], self.off)

    def late_before(self, urgency: int) -> datetime:
        """Return the moment before which everything that came is late today."""
        day = self.today
        while self.due(datetime.combine(day, time(), self.zone), urgency) >= self.today:
            day -= timedelta(days=1)
        return datetime.combine(day + timedelta(days=1), time(), self.zone)


@lru_cache(maxsize=4096)  # as a list has the same few days again and again
def _workdays_after(day: date, many: int, off: frozenset[date]) -> date:
    for _ in range(many):
        day += timedelta(days=1)
        while day.weekday() > FRIDAY or day in off:
            day += timedelta(days=1)
    return day
