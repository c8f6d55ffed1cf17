"""Walls, scenes and what is shown now. Pure.

What a wall shows at a moment is told by `showing`, here and in the browser
(services/gateway/web/static/js/walls/showing.js): both are held to tests/walls/showing.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from libs.kit.errors import Conflict, Forbidden, NotFound, PreconditionFailed, PreconditionRequired

COLUMNS, ROWS = 24, 12
USUAL = "pemilu"  # shown where nothing is turned and nothing called
MAIN = "utama"  # the wall that is there without being made
START = datetime(1970, 1, 1, tzinfo=UTC)
ANY = "*"  # whatever version stands


class UnknownScene(NotFound):
    slug, title = "unknown-wall-scene", "No such scene"


class UnknownWall(NotFound):
    slug, title = "unknown-wall", "No such wall"


class SceneTaken(Conflict):
    slug, title = "wall-scene-taken", "There is a scene of this code"


class SceneShown(Conflict):
    slug, title = "wall-scene-shown", "Walls show this scene"


class SceneBuiltIn(Conflict):
    slug, title = "wall-scene-built-in", "This scene comes with the software; copy it"


class WallSettingChanged(PreconditionFailed):
    slug, title = "wall-setting-changed", "Somebody changed this wall or scene meanwhile"


class WallVersionNeeded(PreconditionRequired):
    slug, title = "wall-version-needed", "Say by If-Match which version is changed"


class NotAWallMaker(Forbidden):
    slug, title = "not-a-wall-maker", "Walls and scenes are for administrators to set"


@dataclass(frozen=True)
class Panel:
    """A part of a scene: `x`, `y` from the left and the top, `w`, `h` wide and high, in cells."""

    id: str
    kind: str
    x: int
    y: int
    w: int
    h: int
    options: dict[str, Any]

    @property
    def inside(self) -> bool:
        return self.x + self.w <= COLUMNS and self.y + self.h <= ROWS

    def meets(self, other: Panel) -> bool:
        """Tell whether the two have a cell in common."""
        beside = self.x + self.w <= other.x or other.x + other.w <= self.x
        return not (beside or self.y + self.h <= other.y or other.y + other.h <= self.y)


def overlaps(panels: Sequence[Panel]) -> list[tuple[Panel, Panel]]:
    """Return the pairs that lie over each other, each once."""
    return [(one, other) for one, other in combinations(panels, 2) if one.meets(other)]


@dataclass(frozen=True)
class Stamp:
    """Which version of a setting it is, who made it and when; version 0 came with the software."""

    version: int = 0
    by: str | None = None
    at: datetime | None = None

    def require(self, seen: int | str | None, what: str) -> None:
        """Raise WallVersionNeeded or WallSettingChanged unless this is the version seen."""
        if seen is None:
            raise WallVersionNeeded
        if seen not in (ANY, self.version):
            told = f"{self.by or 'nobody'} changed {what}: it is at version {self.version}"
            raise WallSettingChanged(told, version=self.version, changed_by=self.by)


@dataclass(frozen=True)
class Scene:
    """Panels on the grid. `area` is a code prefix: walls inside it may show the scene."""

    code: str
    title: str
    title_en: str
    area: str
    panels: tuple[Panel, ...]
    built_in: bool = False
    stamp: Stamp = Stamp()


@dataclass(frozen=True)
class Turn:
    """A place in a rotation."""

    scene: str
    seconds: int


@dataclass(frozen=True)
class Call:
    """A scene that an operator called; None let the wall turn again. `until` None: no end."""

    scene: str | None
    until: datetime | None
    by: str
    at: datetime
    note: str

    def holds(self, now: datetime) -> bool:
        return self.scene is not None and (self.until is None or now < self.until)


@dataclass(frozen=True)
class Wall:
    """What a wall turns, counted from `anchor`, and what was called last."""

    code: str
    title: str
    area: str
    rotation: tuple[Turn, ...]
    anchor: datetime
    called: Call | None = None
    stamp: Stamp = Stamp()

    def scenes(self, now: datetime) -> list[str]:
        """Return the scenes that it shows or may come to show by itself, each once."""
        called = self.called.scene if self.called and self.called.holds(now) else None
        turned = (turn.scene for turn in self.rotation)
        return list(dict.fromkeys(one for one in (called, *turned, USUAL) if one))

    def uses(self, scene: str, now: datetime) -> bool:
        """Tell whether it turns the scene, or shows it as one that was called."""
        called = self.called is not None and self.called.holds(now) and self.called.scene == scene
        return called or any(turn.scene == scene for turn in self.rotation)

    def at_now(self, now: datetime) -> Wall:
        """Return it without a call that is over."""
        return self if self.called and self.called.holds(now) else replace(self, called=None)


@dataclass(frozen=True)
class Showing:
    """What is shown: `why` is called, rotation or default, `place` that in the rotation.

    `until` is when something else follows by itself, None for never.
    """

    scene: str
    why: str
    place: int | None = None
    until: datetime | None = None


def showing(wall: Wall, now: datetime) -> Showing:
    """Return what the wall shows: a call that holds, else the rotation's turn, else the usual."""
    called = wall.called
    if called is not None and called.scene is not None and called.holds(now):
        return Showing(called.scene, "called", None, called.until)
    whole = timedelta(seconds=sum(turn.seconds for turn in wall.rotation))
    if not whole:
        return Showing(USUAL, "default")
    begins = now - (now - wall.anchor) % whole
    for place, turn in enumerate(wall.rotation):
        until = begins + timedelta(seconds=turn.seconds)
        if now < until:
            return Showing(turn.scene, "rotation", place, until)
        begins = until
    raise AssertionError("a rotation has a scene for each moment")


def users(walls: Iterable[Wall], scene: str, now: datetime) -> list[Wall]:
    """Return the walls that use the scene."""
    return [wall for wall in walls if wall.uses(scene, now)]
