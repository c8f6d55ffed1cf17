"""Entrypoints of walls."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.notifications.settings import Settings
from services.notifications.walls import setting, shown
from services.notifications.walls.repository import Walls

Data = dict[str, Any]


class WallsEntrypoints:
    """What walls show: scenes of panels, rotations, calls."""

    db: Database
    settings: Settings

    def _walls(self, tx: Connection) -> Walls:
        return Walls(tx, self.settings.region.area)

    @rpc
    def list_wall_panels(self, _request: Request) -> Data:
        """Return the kinds of panels, their options, and the hosts that may be shown."""
        return shown.panels(self.settings.wall_hosts)

    @rpc
    def list_wall_scenes(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.scenes(self._walls(tx), request)

    @rpc
    def get_wall_scene(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.scene(self._walls(tx), request)

    @rpc
    @command
    def add_wall_scene(self, tx: Connection, request: Request) -> Data:
        """Make a scene; `messages.scene` has the fields."""
        return setting.add_scene(self._walls(tx), request, self.settings.wall_hosts)

    @rpc
    @command
    def put_wall_scene(self, tx: Connection, request: Request) -> Data:
        """Set a scene anew: its fields, with `expected_version`."""
        return setting.put_scene(self._walls(tx), request, self.settings.wall_hosts)

    @rpc
    @command
    def remove_wall_scene(self, tx: Connection, request: Request) -> Data:
        """Take a scene away: `{"code", "expected_version"}`."""
        return setting.remove_scene(self._walls(tx), request)

    @rpc
    def list_walls(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.walls(self._walls(tx), request)

    @rpc
    def get_wall(self, request: Request) -> Data:
        with self.db.begin() as tx:
            return shown.wall(self._walls(tx), request)

    @rpc
    @command
    def put_wall(self, tx: Connection, request: Request) -> Data:
        """Make or set a wall: its fields, with `expected_version`, 0 for a new one."""
        return setting.put_wall(self._walls(tx), request)

    @rpc
    @command
    def remove_wall(self, tx: Connection, request: Request) -> Data:
        """Take a wall away: `{"code", "expected_version"}`."""
        return setting.remove_wall(self._walls(tx), request)

    @rpc
    @command
    def call_wall_scene(self, tx: Connection, request: Request) -> Data:
        """Have a wall show a scene: `{"wall", "scene", "minutes", "note"}`."""
        return setting.call_scene(self._walls(tx), request)

    @rpc
    def list_wall_calls(self, request: Request) -> Data:
        """Return what was called to a wall and when: `{"code"}`, the newest first."""
        with self.db.begin() as tx:
            return shown.calls(self._walls(tx), request)

    @rpc
    def show_wall(self, request: Request) -> Data:
        """Return the wall of `{"wall"}` with its scenes."""
        with self.db.begin() as tx:
            return shown.show(self._walls(tx), request)
