"""Scenes and walls as administrators set them, and the scene that an operator calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.notifications.walls import access, messages, wire
from services.notifications.walls.domain import (
    MAIN,
    Call,
    Scene,
    SceneBuiltIn,
    SceneShown,
    SceneTaken,
    Stamp,
    UnknownScene,
    UnknownWall,
    Wall,
    users,
)
from services.notifications.walls.repository import SCENE, WALL, Walls

Data = dict[str, Any]
Hosts = tuple[str, ...]
SEEN = "expected_version"


def add_scene(store: Walls, request: Request, hosts: Hosts) -> Data:
    """Make a scene; `messages.scene` has the fields."""
    who = request.principal
    scene = messages.scene(request.data, who, _now_by(request), hosts)
    access.require_maker(who, scene.area)
    store.lock()
    if scene.code in store.scenes():
        raise SceneTaken(f"there is a scene {scene.code} already")
    return _keep_scene(store, scene)


def put_scene(store: Walls, request: Request, hosts: Hosts) -> Data:
    """Set a scene anew over the version that was seen; its area stays."""
    who = request.principal
    store.lock()
    before = _own_scene(store, request)
    before.stamp.require(request.data.get(SEEN), f"the scene {before.code}")
    body = {name: value for name, value in request.data.items() if name != SEEN}
    scene = messages.scene({**body, "area": before.area}, who, _now_by(request), hosts)
    answer = _keep_scene(store, scene)
    store.tell(*users(store.walls().values(), scene.code, clock.now()))
    return answer


def remove_scene(store: Walls, request: Request) -> Data:
    """Take a scene away that no wall shows; raises SceneShown, which names the walls."""
    store.lock()
    before = _own_scene(store, request)
    before.stamp.require(request.data.get(SEEN), f"the scene {before.code}")
    shown = [one.code for one in users(store.walls().values(), before.code, clock.now())]
    if shown:
        raise SceneShown(f"{before.code} is shown by {', '.join(shown)}", walls=shown)
    stamp = store.put(SCENE, before.code, None, _now_by(request))
    return {"code": before.code, "version": stamp.version}


def _own_scene(store: Walls, request: Request) -> Scene:
    """Return the scene that is to be another one, for who may set it."""
    access.require_maker(request.principal)
    found = store.scene(str(request.data.get("code")))
    if not access.sees(request.principal, found.area):
        raise UnknownScene(f"there is no scene {found.code}")
    if found.built_in:
        raise SceneBuiltIn(f"{found.code} comes with the software: copy it and change the copy")
    access.require_maker(request.principal, found.area)
    return found


def _keep_scene(store: Walls, scene: Scene) -> Data:
    stamp = store.put(SCENE, scene.code, wire.scene_body(scene), scene.stamp)
    return wire.scene_out(replace(scene, stamp=stamp))


def put_wall(store: Walls, request: Request) -> Data:
    """Make a wall (over version 0) or set it anew over the version that was seen."""
    who, now = request.principal, clock.now()
    store.lock()
    access.require_maker(who)
    before = store.walls().get(str(request.data.get("code")))
    if before is not None:
        access.require_maker(who, before.area)
    standing = before.stamp if before else Stamp()
    standing.require(request.data.get(SEEN), "the wall")
    body = {name: value for name, value in request.data.items() if name != SEEN}
    wall = messages.wall(body, who, before, now, _now_by(request))
    access.require_maker(who, wall.area)
    _require_fit(store, wall)
    stamp = store.put(WALL, wall.code, wire.wall_body(wall), wall.stamp)
    return _told(store, replace(wall, stamp=stamp), now)


def _require_fit(store: Walls, wall: Wall) -> None:
    """Raise Invalid unless each scene of the rotation is there, for walls of this area."""
    scenes = store.scenes()
    errors = [
        FieldError(f"rotation.{place}.scene", f"there is no scene {turn.scene} for this wall")
        for place, turn in enumerate(wall.rotation)
        if not _fits(scenes.get(turn.scene), wall)
    ]
    if errors:
        raise Invalid(errors=tuple(errors))


def _fits(scene: Scene | None, wall: Wall) -> bool:
    return scene is not None and wall.area.startswith(scene.area)


def remove_wall(store: Walls, request: Request) -> Data:
    """Take a wall away, with what was called; the main one is then again as it came."""
    now = clock.now()
    store.lock()
    access.require_maker(request.principal)
    before = store.wall(str(request.data.get("code")))
    if not access.sees(request.principal, before.area):
        raise UnknownWall(f"there is no wall {before.code}")
    access.require_maker(request.principal, before.area)
    before.stamp.require(request.data.get(SEEN), "the wall")
    stamp = store.put(WALL, before.code, None, _now_by(request))
    store.call(before.code, Call(None, None, request.principal.name, now, ""))
    store.tell(store.usual() if before.code == MAIN else replace(before, stamp=stamp))
    return {"code": before.code, "version": stamp.version}


def call_scene(store: Walls, request: Request) -> Data:
    """Have a wall show a scene, or turn again; answers the wall. The newest call holds."""
    who, now = request.principal, clock.now()
    access.require_caller(who, who.area)
    asked = messages.call(request.data, who, now)
    store.lock()
    wall = store.wall(asked.wall)
    if not access.sees(who, wall.area):
        raise UnknownWall(f"there is no wall {wall.code}")
    access.require_caller(who, wall.area)
    if asked.call.scene is not None and not _fits(store.scenes().get(asked.call.scene), wall):
        raise UnknownScene(f"there is no scene {asked.call.scene} for this wall")
    store.call(wall.code, asked.call)
    return _told(store, replace(wall, called=asked.call), now)


def _told(store: Walls, wall: Wall, now: datetime) -> Data:
    store.tell(wall)
    return wire.wall_out(wall, now)


def _now_by(request: Request) -> Stamp:
    return Stamp(0, request.principal.name, clock.now())
