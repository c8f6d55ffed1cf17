"""A brief made once a day, by whichever process comes first.

One transaction gathers, prints, keeps and tells, under a lock that other processes do not wait for:
who dies in the middle leaves nothing behind, and the next round of anybody makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.db import Database
from libs.kit.envelope import Event
from libs.kit.rendering import pdf
from services.indicators.briefs import domain, gathering, page
from services.indicators.briefs.gathering import Morning
from services.indicators.briefs.repository import BriefFacts, Briefs
from services.indicators.repository import Catalogue
from services.indicators.settings import Settings

SERVICE, LANGUAGE = "indicators", "id"
KEPT = timedelta(days=40)  # of what is over
Printing = Callable[[str], bytes]


def make_due(
    db: Database, settings: Settings, now: datetime, printing: Printing = pdf
) -> date | None:
    """Make today's brief if it should be there and is not; returns the day that was made.

    While no area is known nobody knows whose brief it would be, and none is made.
    """
    day = domain.due(now, settings.timezone, settings.brief_at)
    if day is None:
        return None
    with db.begin() as tx:
        if Briefs(tx).has(day) or not Briefs(tx).mine() or Briefs(tx).has(day):
            return None
        made = make(tx, settings, now, printing)
    return day if made else None


def make(
    tx: Connection, settings: Settings, now: datetime, printing: Printing = pdf
) -> dict[str, Any] | None:
    """Make the brief of the day, in the place of one that there is; returns its facts."""
    zone, home = settings.timezone, settings.region
    area = home.area or Catalogue(tx).region()
    if not area:
        return None
    day = now.astimezone(zone).date()
    facts = gathering.facts(tx, Morning(area, day, now, zone))
    if home.area and facts["name"] == area:
        facts["name"] = home.name
    printed = printing(page.html(facts, zone, LANGUAGE))
    made = Briefs(tx).put(day, area, now, facts, printed)
    BriefFacts(tx).sweep(now - KEPT)
    data = {"brief": made, "day": day.isoformat(), "area": area, "made_at": clock.to_text(now)}
    outbox.add(tx, SERVICE, Event("brief_made", day.isoformat(), data))
    return facts
