"""The wall's notice of an alert: raised, opened again and closed with it; acknowledged both ways.

An alert is always locked before its notice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from libs.kit.ids import new_id
from services.notifications.alerts.domain import LONGEST_HEADLINE, SYSTEM, Alert
from services.notifications.domain import OPEN, Notice, Raised
from services.notifications.repository import Notices

PREFIX = "alert/"
LEVELS = {"critical": "critical", "major": "warning", "minor": "info", "info": "info"}


def key_of(alert: str) -> str:
    return f"{PREFIX}{alert}"


def alert_of(tx: Connection, notice: str) -> str | None:
    """Return the alert whose notice it is, None for a notice of anything else."""
    key = Notices(tx).key_of(notice) or ""
    return key.removeprefix(PREFIX) if key.startswith(PREFIX) else None


def show(tx: Connection, one: Alert, at: datetime) -> None:
    """Raise the notice, or have the one that stands say what is true now, open again."""
    store, now = Notices(tx), _notice(one, at)
    standing = store.standing(key_of(one.id))
    if standing is None:
        store.save(Raised(now))
        return
    same = ("severity", "headline", "text", "area", "state", "note")
    said = {name: getattr(now, name) for name in same}
    after = replace(standing, acknowledged_by=None, acknowledged_at=None, **said)
    if after != standing:
        store.save(Raised(after))


def acknowledge(tx: Connection, one: Alert, at: datetime) -> None:
    """Have the notice say who has the alert in hand."""
    store = Notices(tx)
    standing = store.standing(key_of(one.id))
    if standing is not None and standing.state == OPEN:
        store.save(standing.acknowledge(one.acknowledged_by or SYSTEM, at, one.note or ""))


def close(tx: Connection, one: Alert, by: str, at: datetime) -> None:
    """Close the notice: the alert is over."""
    store = Notices(tx)
    standing = store.standing(key_of(one.id))
    if standing is not None:
        store.save(standing.close(by, at))


def _notice(one: Alert, at: datetime) -> Notice:
    return Notice(
        id=new_id(),
        severity=LEVELS[one.severity],
        headline=one.title[:LONGEST_HEADLINE],
        text=one.text[:2000],
        area=one.area,
        place="",
        holder="",
        deadline=None,
        raised_by=one.raised_by,
        raised_at=at,
        source=one.source,
        dedupe_key=key_of(one.id),
    )
