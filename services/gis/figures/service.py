"""The loop that tells of areas' figures."""

from __future__ import annotations

from typing import Any

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.service import loop
from services.gis.figures import telling


class FiguresEntrypoints:
    """How sound roads are and where signal is missing, as others follow it."""

    db: Database
    settings: Any

    @loop(every=5.0)
    def tell_figures(self) -> None:
        """Tell of areas whose roads or blank spots are others than was told."""
        today = clock.now().astimezone(self.settings.timezone).date()
        with self.db.begin() as tx:
            telling.tell(tx, today)
