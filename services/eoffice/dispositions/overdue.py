"""Deadlines that are over rise to the giver, once each."""

from __future__ import annotations

from datetime import date

from libs.kit.db import Database
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.eoffice.dispositions.orders import keep, tell
from services.eoffice.dispositions.repository import MOST_OVERDUE, take_overdue

WHAT = "disposition_overdue"


def tell_overdue(db: Database, today: date) -> int:
    """Tell of each duty whose deadline is over and was not told of; returns how many."""
    told, found = 0, MOST_OVERDUE
    while found == MOST_OVERDUE:
        with db.begin() as tx:
            late = take_overdue(tx, today)
            for one in late:
                keep(tx, Request({}, SYSTEM), None, WHAT, None, one)
                tell(tx, WHAT, one.giver, [one])
        found = len(late)
        told += found
    return told
