"""domain ↔ dict: what is kept of walls and scenes, and what is answered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from libs.kit import clock
from services.notifications.walls.domain import (
    COLUMNS,
    ROWS,
    Call,
    Panel,
    Scene,
    Stamp,
    Turn,
    Wall,
)

Data = dict[str, Any]


def scene_of(body: Data, stamp: Stamp) -> Scene:
    panels = tuple(Panel(**one) for one in body["panels"])
    return Scene(body["code"], body["title"], body["title_en"], body["area"], panels, stamp=stamp)


def scene_body(scene: Scene) -> Data:
    """Return what is kept of a scene."""
    return {
        "code": scene.code,
        "title": scene.title,
        "title_en": scene.title_en,
        "area": scene.area,
        "panels": [asdict(panel) for panel in scene.panels],
    }


def scene_out(scene: Scene) -> Data:
    grid = {"columns": COLUMNS, "rows": ROWS, "built_in": scene.built_in}
    return {**scene_body(scene), **grid, **_set(scene.stamp)}


def wall_of(body: Data, stamp: Stamp) -> Wall:
    rotation = tuple(Turn(**one) for one in body["rotation"])
    anchor = clock.from_text(body["anchor"])
    return Wall(body["code"], body["title"], body["area"], rotation, anchor, stamp=stamp)


def wall_body(wall: Wall) -> Data:
    """Return what is kept of a wall: what is called stands elsewhere."""
    return {
        "code": wall.code,
        "title": wall.title,
        "area": wall.area,
        "rotation": [asdict(turn) for turn in wall.rotation],
        "anchor": clock.to_text(wall.anchor),
    }


def wall_out(wall: Wall, now: datetime) -> Data:
    called = wall.at_now(now).called
    return {**wall_body(wall), "called": called and call_out(called), **_set(wall.stamp)}


def call_out(call: Call) -> Data:
    return {**asdict(call), "until": _moment(call.until), "at": _moment(call.at)}


def _set(stamp: Stamp) -> Data:
    return {"version": stamp.version, "set_by": stamp.by, "set_at": _moment(stamp.at)}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else clock.to_text(at)
