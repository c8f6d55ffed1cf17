"""The loop that looks for late stations."""

from __future__ import annotations

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.service import loop
from services.elections.overdue import watching
from services.elections.settings import Settings


class OverdueEntrypoints:
    """Stations that are late."""

    db: Database
    settings: Settings

    @loop(every=60.0)
    def look_for_late_stations(self) -> None:
        """Tell of sub-districts with late stations, each once an hour."""
        watching.run(self.db, clock.now(), self.settings.timezone)
