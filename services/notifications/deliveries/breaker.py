"""When a channel is left alone: after failures of its own, for longer each time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MOST_FAILURES = 5  # in a row, of the channel itself and not of an address
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)


@dataclass(frozen=True)
class Breaker:
    """`opened`: how often in a row it was opened, which makes each pause twice the last."""

    failures: int = 0
    opened: int = 0
    open_until: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether the channel is used as ever; else it is tried with one message at a time."""
        return self.open_until is None

    def may_try(self, at: datetime) -> bool:
        return self.open_until is None or self.open_until <= at

    def succeeded(self) -> Breaker:
        return Breaker()

    def failed(self, at: datetime) -> Breaker:
        """Count a failure; MOST_FAILURES of them, or one of a trial, open it."""
        more = replace(self, failures=self.failures + 1)
        if self.is_closed and more.failures < MOST_FAILURES:
            return more
        pause = min(FIRST_PAUSE * 2**self.opened, LONGEST_PAUSE)
        return replace(more, opened=self.opened + 1, open_until=at + pause)
