"""A pattern of shifts: wall-clock times, weekdays, teams that take turns. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Pattern:
    """Shifts that repeat. An end that is not after the start is on the next day.

    `days` are ISO weekdays; of the teams one is up for `turn_days` days, then the next.
    """

    id: str
    agency: str
    name: str
    starts: time
    ends: time
    days: tuple[int, ...]
    needed: int
    teams: tuple[tuple[str, ...], ...]
    turn_days: int
    turn_offset: int
    first_day: date
    last_day: date | None
    made_by: str
    made_at: datetime

    def team(self, day: date) -> tuple[str, ...]:
        """Return who is up on a day; nobody where it has no teams."""
        if not self.teams:
            return ()
        turn = (day - self.first_day).days // self.turn_days + self.turn_offset
        return self.teams[turn % len(self.teams)]

    def slots(self, first: date, last: date, zone: tzinfo) -> Iterator[Slot]:
        """Yield what it makes on the days from first to last."""
        day = max(first, self.first_day)
        end = last if self.last_day is None else min(last, self.last_day)
        while day <= end:
            if day.isoweekday() in self.days:
                yield Slot(day, *span(day, self.starts, self.ends, zone), self.team(day))
            day += timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """One day of a pattern."""

    day: date
    starts: datetime
    ends: datetime
    team: tuple[str, ...]


def span(day: date, starts: time, ends: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments of a wall-clock time on a day; over midnight where the end is earlier."""
    last = day if ends > starts else day + timedelta(days=1)
    return datetime.combine(day, starts, zone), datetime.combine(last, ends, zone)
