"""dict → domain: scenes, walls and calls as people send them; every wrong field is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.kit import webhosts
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.notifications.walls import kinds
from services.notifications.walls.domain import (
    COLUMNS,
    ROWS,
    Call,
    Panel,
    Scene,
    Stamp,
    Turn,
    Wall,
    overlaps,
)

LONGEST_CODE, LONGEST_TITLE, LONGEST_NOTE = 40, 80, 200
MOST_TURNS, MOST_MINUTES = 50, 1440
LEAST_SECONDS, MOST_SECONDS = 5, 3600
_SCENE = ("code", "title", "title_en", "area", "panels")
_PANEL = ("id", "kind", "x", "y", "w", "h", "options")
Data = dict[str, Any]


def scene(data: Data, who: Principal, stamp: Stamp, hosts: tuple[str, ...]) -> Scene:
    """Read a scene; its area is that of who makes it, unless another is named."""
    reader = Reader({"area": who.area, **data})
    reader.only(_SCENE)
    code = _code(reader, "code")
    title = reader.text("title", longest=LONGEST_TITLE)
    title_en = reader.text("title_en", longest=LONGEST_TITLE) if reader.raw("title_en") else ""
    area = _area(reader)
    items = reader.items("panels", kinds.known()["most"])
    panels = [_panel(item, hosts) for item in items]
    if not reader.errors:
        _place(reader, panels)
    reader.end()
    return Scene(code, title, title_en, area, tuple(panels), stamp=stamp)


def _code(reader: Reader, name: str) -> str:
    code = reader.slug(name)
    if len(code) > LONGEST_CODE:
        reader.wrong(name, f"needs at most {LONGEST_CODE} characters")
    return code


def _area(reader: Reader) -> str:
    area = reader.raw("area")
    return "" if area == "" else reader.code("area", 2, 4, 6, 10)


def _panel(reader: Reader, hosts: tuple[str, ...]) -> Panel:
    reader.only(_PANEL)
    kind = reader.one_of("kind", kinds.kinds(), "")
    if reader.raw("kind") is None:
        reader.wrong("kind", f"needs one of {', '.join(kinds.kinds())}")
    options = reader.raw("options")
    if not isinstance(options, dict):
        reader.wrong("options", "needs an object")
    elif kind:
        _options(reader.part("options"), kind, options, hosts)
    return Panel(
        _code(reader, "id"),
        kind,
        reader.integer("x", 0, COLUMNS - 1),
        reader.integer("y", 0, ROWS - 1),
        reader.integer("w", 1, COLUMNS),
        reader.integer("h", 1, ROWS),
        options if isinstance(options, dict) else {},
    )


def _options(reader: Reader, kind: str, options: Data, hosts: tuple[str, ...]) -> None:
    for name, message in kinds.wrong(kind, options):
        reader.wrong(name, message)
    url = options.get("url")
    refused = webhosts.refused(url, hosts) if isinstance(url, str) else ""
    if refused:
        reader.wrong("url", refused)


def _place(reader: Reader, panels: list[Panel]) -> None:
    """Tell of panels of one id, outside the grid, too small for their kind, over each other."""
    seen: set[str] = set()
    for place, panel in enumerate(panels):
        _one_place(reader, f"panels.{place}", panel)
        if panel.id in seen:
            reader.wrong(f"panels.{place}.id", f"{panel.id} is another panel's already")
        seen.add(panel.id)
    for one, other in overlaps(panels):
        reader.wrong("panels", f"{one.id} and {other.id} lie over each other")


def _one_place(reader: Reader, name: str, panel: Panel) -> None:
    kind = kinds.kinds()[panel.kind]
    wide, high = kind["least"]
    if not panel.inside:
        reader.wrong(name, f"{panel.id} reaches over the grid of {COLUMNS} by {ROWS}")
    if panel.w < wide or panel.h < high:
        whole = "the whole grid, " if kind.get("whole") else "at least "
        reader.wrong(name, f"{panel.id} ({panel.kind}) needs {whole}{wide} by {high}")


def wall(data: Data, who: Principal, before: Wall | None, now: datetime, stamp: Stamp) -> Wall:
    """Read a wall; a rotation that is another one begins now."""
    standing = before.area if before else who.area
    reader = Reader({"area": standing, **data})
    reader.only(("code", "title", "area", "rotation"))
    turns = tuple(_turn(item) for item in _turns(reader))
    code, title = _code(reader, "code"), reader.text("title", longest=LONGEST_TITLE)
    area = _area(reader)
    reader.end()
    kept = before is not None and before.rotation == turns
    anchor = before.anchor if before is not None and kept else now.replace(microsecond=0)
    return Wall(code, title, area, turns, anchor, before.called if before else None, stamp)


def _turns(reader: Reader) -> list[Reader]:
    return [] if reader.raw("rotation") == [] else reader.items("rotation", MOST_TURNS)


def _turn(reader: Reader) -> Turn:
    reader.only(("scene", "seconds"))
    seconds = reader.integer("seconds", LEAST_SECONDS, MOST_SECONDS)
    return Turn(reader.slug("scene"), seconds)


@dataclass(frozen=True)
class Asked:
    """What an operator wants of a wall."""

    wall: str
    call: Call


def call(data: Data, who: Principal, now: datetime) -> Asked:
    """Read `{"wall", "scene", "minutes", "note"}`; a scene of null lets the wall turn again."""
    reader = Reader(data)
    reader.only(("wall", "scene", "minutes", "note"))
    code = _code(reader, "wall")
    if "scene" not in data:
        reader.wrong("scene", "needs the code of a scene, or null to let the wall turn again")
    named = None if reader.raw("scene") is None else _code(reader, "scene")
    minutes = None
    if reader.raw("minutes") is not None:
        minutes = reader.integer("minutes", 1, MOST_MINUTES)
    note = reader.text("note", longest=LONGEST_NOTE) if reader.raw("note") else ""
    reader.end()
    until = now + timedelta(minutes=minutes) if named and minutes else None
    return Asked(code, Call(named, until, who.name, now, note))
