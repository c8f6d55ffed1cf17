"""Escalation chains: who is told next, and when, until somebody acknowledges. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from services.notifications.recipients.domain import Target


@dataclass(frozen=True)
class Step:
    """Wait, tell the targets, and tell them again `repeat` times with the same wait between."""

    wait: timedelta
    targets: tuple[Target, ...]
    channels: tuple[str, ...] = ()
    repeat: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "wait_minutes": self.wait.total_seconds() / 60,
            "targets": [vars(one) for one in self.targets],
            "channels": list(self.channels),
            "repeat": self.repeat,
        }

    @classmethod
    def of(cls, row: dict[str, Any]) -> Step:
        targets = tuple(Target(**one) for one in row["targets"])
        wait = timedelta(minutes=row["wait_minutes"])
        return cls(wait, targets, tuple(row.get("channels", ())), row.get("repeat", 0))


@dataclass(frozen=True)
class Chain:
    """A chain as it is set; it ends by itself after `expires`, None for never."""

    code: str
    name: str
    steps: tuple[Step, ...]
    expires: timedelta | None = None
    version: int = 0

    def begin(self, at: datetime) -> Running:
        """Return the chain under way from this moment on."""
        ends = None if self.expires is None else at + self.expires
        return Running(self.code, self.steps, 0, 0, at + self.steps[0].wait, ends)


@dataclass(frozen=True)
class Running:
    """A chain under way: the next step, how often it was told already, and when it is due.

    `due_at` is None when nothing more comes.
    """

    chain: str
    steps: tuple[Step, ...]
    step: int
    turn: int
    due_at: datetime | None
    ends_at: datetime | None

    @property
    def next_step(self) -> Step | None:
        return None if self.due_at is None else self.steps[self.step]

    def told(self, at: datetime) -> Running:
        """Return what comes after the step that is due was told."""
        step, turn = self.step, self.turn + 1
        if turn > self.steps[step].repeat:
            step, turn = step + 1, 0
        over = step >= len(self.steps)
        due = None if over else at + self.steps[step].wait
        if due is not None and self.ends_at is not None and due > self.ends_at:
            due = None
        return replace(self, step=step, turn=turn, due_at=due)


def timeline(steps: Sequence[Step], at: datetime) -> list[tuple[datetime, int, int]]:
    """Return when each step would be told: (moment, step, turn), the first one first."""
    if not steps:
        return []
    found, running = [], Chain("", "", tuple(steps)).begin(at)
    while running.due_at is not None:
        found.append((running.due_at, running.step, running.turn))
        running = running.told(running.due_at)
    return found
