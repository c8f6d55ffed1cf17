"""Walls and scenes as they are read: lists in pages, one, and all that a wall's screen needs."""

from __future__ import annotations

from typing import Any

from libs.kit import clock, paging
from libs.kit.request import Request
from services.notifications.walls import access, kinds, wire
from services.notifications.walls.domain import UnknownScene, UnknownWall, Wall
from services.notifications.walls.repository import Walls

Data = dict[str, Any]


def panels(hosts: tuple[str, ...]) -> Data:
    """Return the kinds of panels with their options, and which hosts' pages may be shown."""
    return {**kinds.known(), "hosts": list(hosts)}


def scenes(store: Walls, request: Request) -> Data:
    """Return a page of scenes by code."""
    found = store.scenes()
    seen = {code: one for code, one in found.items() if access.sees(request.principal, one.area)}
    return _page(request, {code: wire.scene_out(one) for code, one in seen.items()})


def scene(store: Walls, request: Request) -> Data:
    """Return the scene of `{"code"}`."""
    found = store.scene(str(request.data.get("code")))
    if not access.sees(request.principal, found.area):
        raise UnknownScene(f"there is no scene {found.code}")
    return wire.scene_out(found)


def walls(store: Walls, request: Request) -> Data:
    """Return a page of walls by code."""
    found, now = store.walls(), clock.now()
    seen = {code: one for code, one in found.items() if access.sees(request.principal, one.area)}
    return _page(request, {code: wire.wall_out(one, now) for code, one in seen.items()})


def wall(store: Walls, request: Request) -> Data:
    """Return the wall of `{"code"}`."""
    return wire.wall_out(_visible(store, request, "code"), clock.now())


def calls(store: Walls, request: Request) -> Data:
    """Return a page of what was called to the wall of `{"code"}`, the newest first."""
    found = _visible(store, request, "code")
    limit, after = paging.asked(request.data)
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise paging.foreign()
    rows = store.calls(found.code, int(after) if after else None, limit + 1)
    page, following = paging.cut(rows, limit, lambda row: str(row[0]))
    items = [{"number": number, **wire.call_out(one)} for number, one in page]
    return {"items": items, "next": following}


def show(store: Walls, request: Request) -> Data:
    """Return the wall of `{"wall"}` with each scene that it may come to show, by code."""
    found, now = _visible(store, request, "wall"), clock.now()
    all_scenes = store.scenes()
    needed = {code: wire.scene_out(all_scenes[code]) for code in found.scenes(now)}
    return {"wall": wire.wall_out(found, now), "scenes": needed}


def _visible(store: Walls, request: Request, name: str) -> Wall:
    found = store.wall(str(request.data.get(name)))
    if not access.sees(request.principal, found.area):
        raise UnknownWall(f"there is no wall {found.code}")
    return found


def _page(request: Request, rows: dict[str, Data]) -> Data:
    limit, after = paging.asked(request.data)
    left = [row for code, row in sorted(rows.items()) if code > after]
    page, following = paging.cut(left, limit, lambda row: str(row["code"]))
    return {"items": list(page), "next": following}
