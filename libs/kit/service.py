"""What a service.py imports: entrypoints, and what the process gives its service.

    class Elections:
        name = "elections"
        db = DatabaseProvider()

        @rpc
        @command
        def submit_result(self, tx: Connection, request: Request) -> dict: ...

        @subscribe("notifications", "notice_raised")
        def on_notice_raised(self, tx: Connection, event: Incoming) -> None: ...

        @loop(notify="elections_tally", every=1.0)
        def fold(self) -> None: ...

One instance serves all requests of its process at once, so it keeps nothing of a request in itself.
"""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from libs.kit.commands import command
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.errors import KendaliError
from libs.kit.events import subscribe
from libs.kit.loops import loop
from libs.kit.request import Request
from libs.kit.rpc import rpc

__all__ = [
    "DatabaseProvider",
    "Incoming",
    "Request",
    "SettingsProvider",
    "command",
    "loop",
    "rpc",
    "subscribe",
]


class DatabaseProvider(DependencyProvider):
    """Gives the service its `db`, a `libs.kit.db.Database`, closed at the stop."""

    db: Database | None = None

    def setup(self) -> None:
        settings = self.container.config["settings"]
        name = f"{self.container.service_name}.{self.container.role}"
        self.db = Database(settings.database_url, settings.db_pool, name)

    def get_dependency(self, _worker: Any) -> Database:
        assert self.db is not None  # noqa: S101
        return self.db

    def failing(self) -> dict[str, str]:
        try:
            self.get_dependency(None).ping()
        except KendaliError as error:
            return {"database": error.detail}
        return {}

    def stop(self) -> None:
        if self.db is not None:
            self.db.close()


class SettingsProvider(DependencyProvider):
    """Gives the service its settings: of the class `Settings` in `services.<service>.settings`."""

    def get_dependency(self, _worker: Any) -> Any:
        return self.container.config["settings"]
