"""Entrypoints of our own services' events."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.service import loop, subscribe
from services.indicators.briefs import telling as briefs
from services.indicators.briefs.repository import BriefFacts
from services.indicators.following import counting, telling
from services.indicators.following.repository import Facts
from services.indicators.repository import Catalogue

REGENCY = 4  # digits; without a region it is not told which one is ours


class FollowingEntrypoints:
    """What elections, notifications, e-office and gis tell."""

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

    @subscribe("gis", "road_condition_changed")
    def on_road_condition_changed(self, tx: Connection, event: Incoming) -> None:
        """Keep how sound an area's roads are, and its name."""
        _name(tx, event.data, self.settings.region.area)
        Facts(tx).put(telling.roads(event.data, event.time, self.settings.timezone))

    @subscribe("gis", "blank_spots_changed")
    def on_blank_spots_changed(self, tx: Connection, event: Incoming) -> None:
        """Keep how many villages of an area have a blank spot, and its name."""
        _name(tx, event.data, self.settings.region.area)
        Facts(tx).put(telling.spots(event.data, event.time, self.settings.timezone))

    @subscribe("eoffice", "unit_registered")
    def on_unit_registered(self, tx: Connection, event: Incoming) -> None:
        """Keep a unit's name; a change of it may have come by its own queue already."""
        Catalogue(tx).put_unit(event.data["code"], event.data["name"], new=True)

    @subscribe("eoffice", "unit_changed")
    def on_unit_changed(self, tx: Connection, event: Incoming) -> None:
        Catalogue(tx).put_unit(event.data["code"], event.data["name"], new=False)

    def _incident(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(briefs.incident(event))
        fact = telling.incident(event.data, self.settings.timezone)
        if fact is not None:
            Facts(tx).put(fact)

    def _letter(self, tx: Connection, event: Incoming) -> None:
        BriefFacts(tx).put(briefs.disposition(event))
        fact = telling.letter(event.data, event.time, self.settings.timezone)
        if fact is not None:
            Facts(tx).put(fact)

    @loop(every=2.0)  # and not with each event: all of an indicator's facts are counted at once
    def count_facts(self) -> None:
        """Make observations of what events told."""
        counting.count_changed(self.db, self._counted_on(), self.settings.region.targets)

    @loop(every=60.0)
    def count_days(self) -> None:
        """Make observations of what goes on, each day anew."""
        counting.count_due(self.db, self._counted_on(), self.settings.region.targets)

    def _counted_on(self) -> date:
        return clock.now().astimezone(self.settings.timezone).date()


def _name(tx: Connection, data: dict[str, Any], home: str) -> None:
    """Keep the name of an area of ours: a map may hold the neighbours' boundaries too."""
    area = data["area"]
    ours = area.startswith(home) if home else len(area) > REGENCY
    if ours and data["name"] != area:
        Catalogue(tx).put_areas({area: data["name"]})
