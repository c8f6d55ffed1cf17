"""Walls: scenes laid out, rotations set, a scene called, and all that a wall's screen needs.

Who changes a scene or a wall says by If-Match over which version: 428 without it, 412 where another
stands. A wall that is not there yet, and the main one that nobody set, have version 0.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from flask import Blueprint, Response, g, request

from libs.kit import clock
from services.gateway.answering import answer, ask, command, query, read
from services.gateway.cache import PRIVATE
from services.gateway.matching import VERSION, expected
from services.gateway.ogc.pages import tag
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import PAGE
from services.gateway.shapes.walls import CODE

blueprint = Blueprint("walls", __name__)
SERVICE = "notifications"
SCENES, WALLS = "/v1/wall/scenes", "/v1/wall/walls"
SCENE, WALL = f"{SCENES}/<code>", f"{WALLS}/<code>"
READERS = roles("admin", "operator", "verifier", "gis_editor", "officer", "viewer", "ops")
DESK, MAKERS = roles("operator", "admin"), roles("admin")
MAIN = "utama"
MATCH = {"If-Match": VERSION}
Data = dict[str, Any]


@route(
    blueprint,
    "/v1/wall/panels",
    allow=READERS,
    answers={200: "WallPanels"},
    summary="Kinds of panels, the JSON Schema of their options, hosts that may be shown",
)
def list_wall_panels() -> Response:
    return read(SERVICE, "list_wall_panels")


@route(
    blueprint,
    SCENES,
    allow=READERS,
    query=PAGE,
    answers={200: "WallScenes"},
    summary="List scenes by code, those that come with the software too",
)
def list_wall_scenes() -> Response:
    return read(SERVICE, "list_wall_scenes")


@route(
    blueprint,
    SCENES,
    "POST",
    allow=MAKERS,
    command=True,
    body="WallSceneIn",
    answers={201: "WallScene", 200: "WallScene"},
    summary="Make a scene; 422 names panels that lie over each other",
)
def add_wall_scene() -> Response:
    return _tagged(command(SERVICE, "add_wall_scene", g.body, f"{SCENES}/{{code}}"))


@route(
    blueprint,
    SCENE,
    allow=READERS,
    answers={200: "WallScene"},
    tagged=True,
    summary="A scene, with the ETag that changing it asks for",
)
def get_wall_scene(code: str) -> Response:
    return _tagged(read(SERVICE, "get_wall_scene", code=code))


@route(
    blueprint,
    SCENE,
    "PUT",
    allow=MAKERS,
    command=True,
    body="WallSceneChange",
    headers=MATCH,
    answers={200: "WallScene"},
    summary="Set a scene anew; walls that show it follow at once",
)
def put_wall_scene(code: str) -> Response:
    return _tagged(_changed("put_wall_scene", code, g.body))


@route(
    blueprint,
    SCENE,
    "DELETE",
    allow=MAKERS,
    command=True,
    headers=MATCH,
    answers={200: "WallGone"},
    summary="Take a scene away; 409 names the walls that show it",
)
def remove_wall_scene(code: str) -> Response:
    return _changed("remove_wall_scene", code, {})


@route(
    blueprint,
    WALLS,
    allow=READERS,
    query=PAGE,
    answers={200: "Walls"},
    summary="List walls by code, with what each turns and what was called",
)
def list_walls() -> Response:
    return read(SERVICE, "list_walls")


@route(
    blueprint,
    WALL,
    allow=READERS,
    answers={200: "Wall"},
    tagged=True,
    summary="A wall, with the ETag that changing it asks for",
)
def get_wall(code: str) -> Response:
    return _tagged(read(SERVICE, "get_wall", code=code))


@route(
    blueprint,
    WALL,
    "PUT",
    allow=MAKERS,
    command=True,
    body="WallIn",
    headers=MATCH,
    answers={200: "Wall"},
    summary='Set a wall: its area and what it turns; If-Match "0" makes a new one',
)
def put_wall(code: str) -> Response:
    return _tagged(_changed("put_wall", code, g.body))


@route(
    blueprint,
    WALL,
    "DELETE",
    allow=MAKERS,
    command=True,
    headers=MATCH,
    answers={200: "WallGone"},
    summary="Take a wall away; the main one is then as it came",
)
def remove_wall(code: str) -> Response:
    return _changed("remove_wall", code, {})


@route(
    blueprint,
    "/v1/wall/scene",
    "PUT",
    allow=DESK,
    command=True,
    body="WallCall",
    answers={200: "Wall"},
    summary="Call a scene to a wall, for minutes or until it is released; null lets it turn again",
)
def call_wall_scene() -> Response:
    return command(SERVICE, "call_wall_scene", g.body, status=200)


@route(
    blueprint,
    f"{WALL}/calls",
    allow=READERS,
    query=PAGE,
    answers={200: "WallCalls"},
    summary="What was called to a wall, by whom and until when, the newest first",
)
def list_wall_calls(code: str) -> Response:
    return read(SERVICE, "list_wall_calls", code=code)


@route(
    blueprint,
    "/v1/wall/show",
    allow=READERS,
    query={"wall": CODE},
    answers={200: "WallShow"},
    tagged=True,
    summary="All that a wall's screen needs: the wall, its scenes, the time",
)
def show_wall() -> Response:
    found = ask(SERVICE, "show_wall", {"wall": query().get("wall", MAIN)})
    response = answer({**found, "time": clock.to_text(clock.now())})
    response.set_etag(hashlib.sha256(orjson.dumps(found)).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = PRIVATE
    response.make_conditional(request)
    return response


def _changed(method: str, code: str, body: Data) -> Response:
    data = {**body, "code": code, "expected_version": expected()}
    return command(SERVICE, method, data, status=200)


def _tagged(response: Response) -> Response:
    """Name the version in the ETag, for who changes it next."""
    response.headers["ETag"] = tag(orjson.loads(response.get_data())["version"])
    response.make_conditional(request)
    return response
