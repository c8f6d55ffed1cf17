"""Entrypoints of our own services' events."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.service import loop, subscribe
from services.indicators.following import counting, telling
from services.indicators.following.repository import CHANNEL, Facts
from services.indicators.repository import Catalogue


class FollowingEntrypoints:
    """What elections, notifications and e-office tell."""

    db: Database
    settings: Any

    @subscribe("elections", "tally_changed")
    def on_tally_changed(self, tx: Connection, event: Incoming) -> None:
        """Keep each area's turnout, and the areas' names."""
        facts = telling.turnout(event.data, self.settings.timezone)
        if facts:
            rows = event.data["areas"]
            names = {row["area"]: row["name"] for row in rows if row["name"] != row["area"]}
            Catalogue(tx).put_areas(names)
        Facts(tx).put(*facts)

    @subscribe("notifications", "incident_reported")
    def on_incident_reported(self, tx: Connection, event: Incoming) -> None:
        self._incident(tx, event)

    @subscribe("notifications", "incident_verified")
    def on_incident_verified(self, tx: Connection, event: Incoming) -> None:
        self._incident(tx, event)

    @subscribe("notifications", "incident_changed")
    def on_incident_changed(self, tx: Connection, event: Incoming) -> None:
        self._incident(tx, event)

    @subscribe("notifications", "incident_merged")
    def on_incident_merged(self, tx: Connection, event: Incoming) -> None:
        self._incident(tx, event)

    @subscribe("notifications", "incident_closed")
    def on_incident_closed(self, tx: Connection, event: Incoming) -> None:
        self._incident(tx, event)

    @subscribe("eoffice", "disposition_overdue")
    def on_disposition_overdue(self, tx: Connection, event: Incoming) -> None:
        self._letter(tx, event)

    @subscribe("eoffice", "disposition_reported")
    def on_disposition_reported(self, tx: Connection, event: Incoming) -> None:
        self._letter(tx, event)

    @subscribe("eoffice", "disposition_done")
    def on_disposition_done(self, tx: Connection, event: Incoming) -> None:
        self._letter(tx, event)

    @subscribe("eoffice", "disposition_cancelled")
    def on_disposition_cancelled(self, tx: Connection, event: Incoming) -> None:
        self._letter(tx, event)

    def _incident(self, tx: Connection, event: Incoming) -> None:
        fact = telling.incident(event.data, self.settings.timezone)
        if fact is not None:
            Facts(tx).put(fact)

    def _letter(self, tx: Connection, event: Incoming) -> None:
        fact = telling.letter(event.data, event.time, self.settings.timezone)
        if fact is not None:
            Facts(tx).put(fact)

    @loop(notify=CHANNEL, every=60.0)
    def count_facts(self) -> None:
        """Make observations of what events told."""
        counting.count_due(self.db, clock.now().astimezone(self.settings.timezone).date())
