"""Look once a minute for stations that are late, and tell of them for each sub-district.

Whoever looks holds the election's lock, so that of two replicas one tells.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.db import Database
from services.elections import options_repository
from services.elections.overdue import domain, messages
from services.elections.overdue.domain import Progress
from services.elections.overdue.repository import Overdue, around


def run(db: Database, now: datetime, zone: tzinfo) -> None:
    """Look at every election whose stations are waited for, one transaction each."""
    with db.begin() as tx:
        known = around(tx, now.astimezone(zone).date())
    for election, name, day in known:
        if domain.watched(day, now, zone):
            with db.begin() as tx:
                look(tx, (election, name, day), now, zone)


def look(tx: Connection, of: tuple[str, str, date], now: datetime, zone: tzinfo) -> int:
    """Tell of one election's sub-districts what is news; returns of how many."""
    election, name, day = of
    store = Overdue(tx, election)
    told = store.lock()
    districts = store.districts()
    progress = Progress(sum(one.expected for one in districts), sum(one.out for one in districts))
    set_ = options_repository.current(tx, election)
    late = domain.is_late(day, now, zone, set_.overdue_hour, set_.overdue_share, progress)
    # Before that only what was told already can be news: that it is over.
    news = [
        one
        for one in districts
        if (late or one.out == 0) and domain.is_news(one.out, told.get(one.area), now)
    ]
    for one in news:
        store.keep(one.area, one.out, domain.full_hour(now))
        outbox.add(tx, "elections", messages.station_overdue(election, name, one, now))
    return len(news)
