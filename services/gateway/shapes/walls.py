"""Walls: scenes of panels on a grid, what each wall turns, and what an operator called."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

CODE: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 40}
AREA: Schema = {
    "type": "string",
    "pattern": "^[0-9]{0,10}$",
    "description": "area code; empty for everywhere",
}
TITLE: Schema = {"type": "string", "minLength": 1, "maxLength": 80}


def _whole(least: int, most: int, said: str) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "description": said}


_PANEL: dict[str, Schema] = {
    "id": CODE,
    "kind": {"type": "string", "maxLength": 40, "description": "one of those of /v1/wall/panels"},
    "x": _whole(0, 23, "columns from the left"),
    "y": _whole(0, 11, "rows from the top"),
    "w": _whole(1, 24, "columns"),
    "h": _whole(1, 12, "rows"),
    "options": {"type": "object", "description": "as the kind's JSON Schema has them"},
}
PANEL = strict(_PANEL, list(_PANEL))
_SCENE: dict[str, Schema] = {
    "code": CODE,
    "title": TITLE,
    "title_en": {"type": "string", "maxLength": 80},
    "area": AREA,
    "panels": {"type": "array", "items": PANEL, "minItems": 1, "maxItems": 40},
}
_SET: dict[str, Schema] = {
    "version": {**COUNT, "description": "0: it came with the software, or nobody set it"},
    "set_by": optional(TEXT),
    "set_at": optional(TIME),
}
_TURN = strict(
    {"scene": CODE, "seconds": _whole(5, 3600, "how long the scene is shown")}, ["scene", "seconds"]
)
_WALL: dict[str, Schema] = {
    "title": TITLE,
    "area": AREA,
    "rotation": {"type": "array", "items": _TURN, "maxItems": 50},
}
_CALLED = opened(
    {
        "scene": CODE,
        "until": {**optional(TIME), "description": "null: until it is released"},
        "by": TEXT,
        "at": TIME,
        "note": TEXT,
    }
)
_SCENE_OUT = opened(
    {**_SCENE, "panels": {"type": "array", "items": opened(_PANEL)}, "columns": COUNT,
     "rows": COUNT, "built_in": {"type": "boolean"}, **_SET}
)  # fmt: skip
_WALL_OUT = opened(
    {
        "code": CODE,
        **_WALL,
        "anchor": {**TIME, "description": "the rotation counts from here"},
        "called": {**_CALLED, "type": ["object", "null"]},
        **_SET,
    }
)

SCHEMAS: dict[str, Schema] = {
    "WallSceneIn": strict(_SCENE, ["code", "title", "panels"]),
    "WallSceneChange": strict(
        {name: one for name, one in _SCENE.items() if name not in ("code", "area")},
        ["title", "panels"],
    ),
    "WallScene": _SCENE_OUT,
    "WallScenes": listed(_SCENE_OUT),
    "WallIn": strict(_WALL, ["title", "rotation"]),
    "Wall": _WALL_OUT,
    "Walls": listed(_WALL_OUT),
    "WallCall": strict(
        {
            "wall": CODE,
            "scene": {**optional(CODE), "description": "null lets the wall turn again"},
            "minutes": _whole(1, 1440, "for how long; absent: until it is released"),
            "note": {"type": "string", "maxLength": 200},
        },
        ["wall", "scene"],
    ),
    "WallCalls": listed(
        opened(
            {
                "number": COUNT,
                "scene": {**optional(CODE), "description": "null let the wall turn again"},
                "until": {**optional(TIME), "description": "null: until it was released"},
                "by": TEXT,
                "at": TIME,
                "note": TEXT,
            }
        )
    ),
    "WallShow": opened(
        {
            "wall": _WALL_OUT,
            "scenes": {
                "type": "object",
                "additionalProperties": _SCENE_OUT,
                "description": "each scene that the wall may come to show, by code",
            },
            "time": {**TIME, "description": "the gateway's, when it was asked"},
        }
    ),
    "WallPanels": opened(
        {
            "columns": COUNT,
            "rows": COUNT,
            "most": COUNT,
            "kinds": {
                "type": "object",
                "description": "title, least size, schema of options",
            },
            "hosts": {"type": "array", "items": TEXT},
        }
    ),
    "WallGone": opened({"code": CODE, "version": COUNT}),
}
