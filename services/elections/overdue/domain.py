"""When a polling station is late, and when that is told. Pure.

Voting ends at 13.00 local time and the count may go on until 12.00 of the next day (UU 7/2017,
articles 167 and 383, as Constitutional Court decision 20/PUU-XVII/2019 reads it): so from which
hour on somebody is to ask is for the room to set (`overdue_hour`), or which part of the stations
has come by then (`overdue_share`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = 3  # after the voting day's midnight nobody is told any more: the recapitulation has begun
SHOWN = 20  # stations that are named
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Progress:
    """Polling stations of an election, and how many of them have nothing of some contest."""

    stations: int
    out: int

    @property
    def percent_in(self) -> float:
        return 100 * (self.stations - self.out) / self.stations if self.stations else 0.0


@dataclass(frozen=True)
class District:
    """A sub-district: its stations, how many of them are out, and the first of those by code."""

    area: str
    name: str
    expected: int
    out: int
    tps: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What was told last of a sub-district: how many stations were out, in which hour."""

    out: int
    hour: datetime


def watched(day: date, now: datetime, zone: tzinfo) -> bool:
    """Tell whether the moment lies in the time in which an election's stations are waited for."""
    midnight = datetime.combine(day, time(), zone)
    return midnight <= now < midnight + timedelta(days=DAYS)


def is_late(
    day: date, now: datetime, zone: tzinfo, hour: int | None, share: float | None, of: Progress
) -> bool:
    """Tell whether what has not come by now is late: by the hour, or by the percent that came."""
    midnight = datetime.combine(day, time(), zone)
    by_hour = hour is not None and now >= midnight + timedelta(hours=hour)
    return by_hour or (share is not None and of.percent_in >= share)


def full_hour(now: datetime) -> datetime:
    """Return the hour that the moment lies in; of each sub-district one is told."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def is_news(out: int, told: Told | None, now: datetime) -> bool:
    """Tell whether it is to be told: once in each hour, and at once when the last one is in."""
    if told is None:
        return out > 0
    if out == 0:
        return told.out > 0
    return full_hour(now) > told.hour
