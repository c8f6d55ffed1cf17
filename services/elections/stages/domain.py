"""Stages (tahapan) of an election: what is done when, by whom, on what legal basis.

Days are days of the region's zone: a stage is under way from the first moment of its first day to
the last of its last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from libs.kit.errors import Conflict, Invalid, NotFound

START, END = "start", "end"
REMIND = (7, 1)  # days before, where a stage says nothing else
DEEPEST = 4
MOST = 300  # stages of an election
NOT_YET, RUNNING, OVER, UNDATED = "upcoming", "running", "over", "undated"


class UnknownStage(NotFound):
    slug, title = "unknown-stage", "No such stage in this election"


class UnknownTemplate(NotFound):
    slug, title = "unknown-template", "No such template of stages"


class StagesExist(Conflict):
    slug, title = "stages-exist", "This election has stages already"


class StageHasParts(Conflict):
    slug, title = "stage-has-parts", "Parts of this stage are to be deleted first"


class WrongParent(Invalid):
    slug, title = "wrong-parent", "A stage cannot stand there"


@dataclass(frozen=True)
class Stage:
    """One stage; `timing` says in words when it is, where days are not known."""

    id: str
    name: str
    parent: str | None = None
    starts: date | None = None
    ends: date | None = None
    timing: str = ""
    body: str = ""
    basis: str = ""
    place: int = 0
    remind: tuple[int, ...] = REMIND

    def state(self, today: date) -> str:
        """Tell how it stands on a day."""
        if self.ends is not None and self.ends < today:
            return OVER
        if self.starts is not None and self.starts > today:
            return NOT_YET
        return UNDATED if self.starts is None and self.ends is None else RUNNING

    def shifted(self, by: timedelta) -> Stage:
        return replace(
            self, starts=self.starts and self.starts + by, ends=self.ends and self.ends + by
        )


@dataclass(frozen=True)
class Due:
    """A reminder: this edge of the stage is `left` days away; `before` is the warning's number."""

    stage: Stage
    edge: str
    day: date
    before: int
    left: int


@dataclass(frozen=True)
class Template:
    """Stages that ship with the system, as one election had them."""

    id: str
    name: str
    voting_day: date
    stages: tuple[Stage, ...]

    def shifted_to(self, voting_day: date | None) -> tuple[Stage, ...]:
        """Return the stages as they lie around another voting day."""
        by = (voting_day or self.voting_day) - self.voting_day
        return tuple(stage.shifted(by) for stage in self.stages)


def due(stage: Stage, day: date) -> Iterator[Due]:
    """Return the reminders that the day is in time for: the closest that was to be given by now.

    A reminder that was missed is made good as long as its day is not past.
    """
    for edge, at in ((START, stage.starts), (END, stage.ends)):
        if at is None or (edge == END and stage.starts == at):
            continue  # what lasts a day is told of once
        left = (at - day).days
        reached = [before for before in stage.remind if 0 <= left <= before]
        if reached:
            yield Due(stage, edge, at, min(reached), left)


def check_parent(known: Mapping[str, Stage], stage: Stage) -> None:
    """Raise WrongParent unless the stage may stand below the parent that it names."""
    depth, above = 1, stage.parent
    while above is not None:
        if above == stage.id:
            raise WrongParent(f"{stage.id} would stand below itself")
        if above not in known:
            raise WrongParent(f"there is no stage {above}")
        depth, above = depth + 1, known[above].parent
    if depth + _height(known, stage.id) > DEEPEST:
        raise WrongParent(f"stages go {DEEPEST} deep")


def _height(known: Mapping[str, Stage], above: str) -> int:
    parts = [one.id for one in known.values() if one.parent == above]
    return 1 + max(_height(known, one) for one in parts) if parts else 0


def parts_of(stages: Sequence[Stage], parent: str | None) -> list[Stage]:
    """Return the stages right below, in their order."""
    return sorted(
        (one for one in stages if one.parent == parent), key=lambda one: (one.place, one.id)
    )
