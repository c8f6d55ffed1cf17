"""The SQL of walls: what is set, and what is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import outbox, session
from libs.kit.envelope import Event
from libs.kit.errors import Conflict
from services.notifications.walls import wire
from services.notifications.walls.domain import (
    MAIN,
    START,
    Call,
    Scene,
    Stamp,
    UnknownScene,
    UnknownWall,
    Wall,
)
from services.notifications.walls.kinds import built_in
from services.notifications.walls.tables import wall_calls, wall_settings

SCENE, WALL = "scene", "wall"
MOST = 200  # of a kind
_S, _C = wall_settings.c, wall_calls.c
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('walls'))")
_ADD = """
INSERT INTO wall_settings (kind, code, version, body, who, at)
VALUES (%(kind)s, %(code)s, %(version)s, %(body)s::json, %(who)s, %(at)s)
"""


class Walls:
    """Walls and scenes in one transaction; `region` is the area that the installation serves."""

    def __init__(self, tx: Connection, region: str = "") -> None:
        self._tx, self._region = tx, region

    def lock(self) -> None:
        """Keep others from setting or calling meanwhile: a scene that is called stays there."""
        self._tx.execute(_LOCK)

    # ---- what is set

    def scenes(self) -> dict[str, Scene]:
        """Return all scenes by code, those that come with the software too."""
        made = [wire.scene_of(row["body"], _stamp(row)) for row in self._standing(SCENE)]
        return {one.code: one for one in sorted([*built_in().values(), *made], key=_code)}

    def scene(self, code: str) -> Scene:
        """Return the scene; raises UnknownScene."""
        found = built_in().get(code)
        if found is not None:
            return found
        for row in self._standing(SCENE, code):
            return wire.scene_of(row["body"], _stamp(row))
        raise UnknownScene(f"there is no scene {code[:80]}")

    def walls(self) -> dict[str, Wall]:
        """Return all walls by code, each with what was called last."""
        rows = [wire.wall_of(row["body"], _stamp(row)) for row in self._standing(WALL)]
        found = {MAIN: self.usual(), **{one.code: one for one in rows}}
        called = self._called(found)
        return {one: replace(found[one], called=called.get(one)) for one in sorted(found)}

    def wall(self, code: str) -> Wall:
        """Return the wall with what was called last; raises UnknownWall."""
        found = next((wire.wall_of(r["body"], _stamp(r)) for r in self._standing(WALL, code)), None)
        if found is None and code != MAIN:
            raise UnknownWall(f"there is no wall {code[:80]}")
        return replace(found or self.usual(), called=self._called([code]).get(code))

    def usual(self) -> Wall:
        """Return the wall that is there without being made, the region's."""
        return Wall(MAIN, "Layar utama", self._region, (), START)

    def _standing(self, kind: str, code: str | None = None) -> list[Any]:
        latest = sa.select(wall_settings).where(_S.kind == kind)
        if code is not None:
            latest = latest.where(_S.code == code)
        latest = latest.ext(pg.distinct_on(_S.code)).order_by(_S.code, _S.version.desc())
        return [row for row in self._tx.execute(latest).mappings() if row["body"] is not None]

    def put(self, kind: str, code: str, body: dict[str, Any] | None, stamp: Stamp) -> Stamp:
        """Keep what was set as the next version; returns its stamp. Raises Conflict for too many.

        `stamp` says who and when. Whoever asks holds the lock.
        """
        if body is not None and len(self._standing(kind)) >= MOST:
            self._refuse_more(kind, code)
        last = sa.select(sa.func.coalesce(sa.func.max(_S.version), 0))
        last = last.where(_S.kind == kind, _S.code == code)
        version = int(self._tx.execute(last).scalar_one()) + 1
        text = None if body is None else orjson.dumps(body).decode()
        row = {"kind": kind, "code": code, "version": version, "body": text}
        session.last(self._tx, _ADD, {**row, "who": stamp.by, "at": stamp.at})
        return replace(stamp, version=version)

    def _refuse_more(self, kind: str, code: str) -> None:
        if not self._standing(kind, code):
            raise Conflict(f"there are {MOST} already: take some away")

    # ---- what is called

    def call(self, wall: str, call: Call) -> None:
        self._tx.execute(wall_calls.insert().values(wall=wall, **vars(call)))

    def calls(self, wall: str, before: int | None, most: int) -> list[tuple[int, Call]]:
        """Return what was ever called to a wall, with its number, the newest first."""
        these = sa.select(wall_calls).where(_C.wall == wall)
        if before is not None:
            these = these.where(_C.id < before)
        rows = self._tx.execute(these.order_by(_C.id.desc()).limit(most)).mappings()
        return [(row["id"], _call(row)) for row in rows]

    def _called(self, walls: Iterable[str]) -> dict[str, Call]:
        newest = sa.select(wall_calls).where(_C.wall.in_(list(walls)))
        newest = newest.ext(pg.distinct_on(_C.wall)).order_by(_C.wall, _C.id.desc())
        rows = self._tx.execute(newest).mappings()
        return {row["wall"]: _call(row) for row in rows}

    # ---- who is told

    def tell(self, *changed: Wall) -> None:
        """Tell screens to read again what these walls show; who called it stands in no event."""
        events = [
            Event(
                "wall_changed",
                one.code,
                {"wall": one.code, "version": one.stamp.version, "area": one.area},
            )
            for one in changed
        ]
        outbox.add(self._tx, "notifications", *events)


def _stamp(row: Any) -> Stamp:
    return Stamp(row["version"], row["who"], row["at"])


def _call(row: Any) -> Call:
    until: datetime | None = row["until"]
    return Call(row["scene"], until, row["by"], row["at"], row["note"])


def _code(scene: Scene) -> str:
    return scene.code
