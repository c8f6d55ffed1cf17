"""Facts become observations of indicators that nobody else keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from sqlalchemy.engine import Connection

from libs.kit import region
from libs.kit.db import Database
from services.indicators import messages, writing
from services.indicators.domain import Indicator, Observation
from services.indicators.following.repository import Facts
from services.indicators.following.telling import BY_VALUE, TURNOUT
from services.indicators.reading_repository import Figures
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch

FILE = Path(__file__).with_name("indicators.json")
WHO = "events"
Targets = Mapping[str, float]
EVER = 2000  # the year since when a region's target holds
SAME = {TURNOUT: region.TURNOUT}  # what the region's file calls otherwise
MOST_DAYS = 400  # further back nothing is counted again


@cache
def definitions() -> dict[str, Indicator]:
    """Return the indicators that events make, by code."""
    made = [messages.indicator(one) for one in json.loads(FILE.read_text(encoding="utf-8"))]
    return {one.code: one for one in made}


def count_changed(db: Database, today: date, targets: Targets) -> None:
    """Count what changed.

    `targets` are the region's, by the indicators' codes: those of indicators that are made here.
    """
    with db.look() as tx:
        codes = Facts(tx).waiting()
    _count_all(db, codes, today, targets)


def count_due(db: Database, today: date, targets: Targets) -> None:
    """Count what changed, and each day anew what goes on."""
    with db.begin() as tx:
        store = Facts(tx)
        codes = sorted({*store.waiting(), *store.known()})
    _count_all(db, codes, today, targets)


def _count_all(db: Database, codes: Iterable[str], today: date, targets: Targets) -> None:
    for code in codes:
        with db.begin() as tx:
            _count(tx, code, today, targets)


def _count(tx: Connection, code: str, today: date, targets: Targets) -> None:
    store = Facts(tx)
    this = _ensured(tx, code, targets)
    first = store.take(code)
    newest = Figures(tx).newest(this.key, 4, "", today)
    if first is None and code not in BY_VALUE and (newest is None or newest < today):
        first = today if newest is None else newest + timedelta(days=1)
    if first is None:
        return
    if code in BY_VALUE:
        rows = store.means(code, first)
    else:
        begin = max(min(first, today), today - timedelta(days=MOST_DAYS))
        rows = store.counted(code, begin, today)
    found = [Observation(area, day, value) for day, area, value in rows]
    batch = Batch("event", WHO, this.source)
    writing.write(tx, this, found, batch, admin=False)


def _ensured(tx: Connection, code: str, targets: Targets) -> Indicator:
    """Return the indicator, locked; what has never been counted is made."""
    store = Catalogue(tx)
    return store.find(code) or store.add(_made(code, targets), WHO)


def _made(code: str, targets: Targets) -> Indicator:
    found = targets.get(code, targets.get(SAME.get(code, "")))
    aimed = {} if found is None else {EVER: Decimal(str(found))}
    return replace(definitions()[code], targets=aimed)
