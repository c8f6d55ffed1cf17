"""A warning of others comes in: kept as it came, checked, and what touches the region reported.

    row = take(tx, Arrival(raw, feed="bmkg"), zone)

Messages of one thing are a chain: its name is that of the first message, which Update and Cancel
refer to, whether that one was seen here or not. Of a chain there is one incident at a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Invalid
from libs.kit.ids import new_id
from services.notifications.cap import reading, shapes
from services.notifications.cap.domain import (
    ACTUAL,
    ALERT,
    CANCEL,
    EXERCISE,
    UPDATE,
    Alert,
    Info,
)
from services.notifications.cap.incoming_repository import (
    APPLIED,
    CANCELLED,
    ELSEWHERE,
    KEPT,
    OVER,
    REFUSED,
    REPLACED,
    REPORTED,
    Incoming,
)
from services.notifications.cap.reports import SEVERITY, saying
from services.notifications.incidents import standing
from services.notifications.incidents.domain import SEVERITIES, Who
from services.notifications.incidents.reporting import report
from services.notifications.incidents.repository import Incidents

LONGEST_ERROR, LONGEST_TOLD, LONGEST_WHY = 500, 300, 2000
Data = dict[str, Any]


@dataclass(frozen=True)
class Region:
    """What is ours: messages that name one of the areas, or reach into the bounds.

    `bounds` are west, south, east, north in degrees. Without either everything is.
    """

    areas: tuple[str, ...] = ()
    bounds: shapes.Bounds | None = None

    def holds(self, alert: Alert) -> bool:
        """Tell whether a message touches the region; one that says no place that is known does."""
        codes = [
            value.replace(".", "")
            for area in alert.areas
            for _, value in area.geocodes
            if value.replace(".", "").isdigit()
        ]
        drawn = any(area.polygons or area.circles for area in alert.areas)
        if self.bounds is not None and drawn and shapes.touches(alert, self.bounds):
            return True
        if self.areas and any(_related(code, own) for code in codes for own in self.areas):
            return True
        asked_by_shape, asked_by_code = self.bounds is not None and drawn, self.areas and codes
        return not (asked_by_shape or asked_by_code)


@dataclass(frozen=True)
class Arrival:
    """Bytes that came: from which feed, as which entry of it, or brought by whom."""

    raw: bytes
    feed: str = ""
    entry: str = ""
    brought_by: str = ""
    region: Region = field(default_factory=Region)


def take(tx: Connection, arrival: Arrival, zone: tzinfo) -> Data:
    """Keep a message; returns its row. What came before in the same bytes is counted there."""
    store, sha256 = Incoming(tx), hashlib.sha256(arrival.raw).digest()
    store.wait(sha256.hex())
    if (known := store.repeated(sha256)) is not None:
        return dict(known)
    row = _blank(arrival, sha256)
    try:
        alert = reading.read(arrival.raw)
    except Invalid as error:
        row |= {"state": REFUSED, "error": _told(error)}
    else:
        row |= _taken(tx, store, arrival, alert, zone)
    store.add(row)
    return row


def _taken(tx: Connection, store: Incoming, arrival: Arrival, alert: Alert, zone: tzinfo) -> Data:
    store.wait(alert.sender)
    facts = _facts(alert)
    if store.by_key(alert.key) is not None:
        error = "another message has this sender and identifier: a message is never changed"
        return {**facts, "state": REFUSED, "error": error}
    keys = [one.key for one in alert.references]
    first = min(alert.references, key=lambda one: one.sent, default=None)
    chain = store.chain_of(keys) or (first.key if first is not None else alert.key)
    facts["chain"] = chain
    if alert.status not in (ACTUAL, EXERCISE) or alert.msg_type not in (ALERT, UPDATE, CANCEL):
        return {**facts, "state": KEPT}
    later = store.following(alert.key)
    if later is not None:
        return {**facts, "state": CANCELLED if later["msg_type"] == CANCEL else REPLACED}
    if alert.msg_type == CANCEL:
        store.end(keys, chain, CANCELLED)
        _note(tx, store.incident_of(chain), alert, "Peringatan dicabut")
        return {**facts, "state": APPLIED}
    return {**facts, **_reported(tx, store, arrival, alert, keys, chain, zone)}


def _reported(
    tx: Connection,
    store: Incoming,
    arrival: Arrival,
    alert: Alert,
    keys: list[str],
    chain: str,
    zone: tzinfo,
) -> Data:
    """Make a report of a message that holds here and now."""
    touched, now, before = arrival.region.holds(alert), clock.now(), store.severity_of(chain)
    if alert.msg_type == UPDATE:
        store.end(keys, chain, REPLACED)
        words = "Peringatan diperbarui" if touched else "Peringatan tidak lagi mengenai wilayah ini"
        _note(tx, store.incident_of(chain), alert, words)
    if not touched:
        return {"state": ELSEWHERE}
    if alert.expires is not None and alert.expires <= now:
        return {"state": OVER}
    said = saying(alert, chain, arrival.region.bounds, now)
    told = report(tx, said, zone)
    if alert.msg_type == UPDATE and told.repeated:
        _raise(tx, alert, told.incident.id, said.severity, before)
    return {"state": REPORTED, "incident": told.incident.id}


def _raise(tx: Connection, alert: Alert, incident: str, now: str, before: str | None) -> None:
    """Have the incident be as severe as the Update says, where that is more than was said before.

    What an operator has rated lower meanwhile is raised only by what is new in the message.
    """
    rank = SEVERITIES.index
    if before is None or rank(now) <= rank(SEVERITY[before]):
        return
    one = Incidents(tx).standing(incident, lock=True)
    if one.is_open and rank(now) > rank(one.severity):
        said = _info(alert)
        words = (said.headline or said.event) if said else alert.note
        why = f"Peringatan diperbarui: {words}"[:LONGEST_WHY]
        standing.rate(tx, one, now, why, clock.now(), Who("cap", alert.sender[:80]))


def _note(tx: Connection, incident: str | None, alert: Alert, words: str) -> None:
    """Write into the log of the incident that the chain made."""
    if incident is None:
        return
    store, who = Incidents(tx), Who("cap", alert.sender[:80])
    said = _info(alert)
    more = "" if said is None else said.headline or said.event
    store.note(incident, "note", who, clock.now(), f"{words}: {more or alert.note}"[:2000])
    one = store.standing(incident)
    store.tell("note", one, store.reports(incident), one.state)


def _facts(alert: Alert) -> Data:
    said = _info(alert)
    return {
        "key": alert.key,
        "msg_type": alert.msg_type,
        "status": alert.status,
        "sent": alert.sent,
        "expires": alert.expires,
        "refers": [one.key for one in alert.references],
        "headline": ((said.headline or said.event) if said else alert.note)[:LONGEST_TOLD],
        "event": said.event[:LONGEST_TOLD] if said else "",
        "severity": said.severity if said else None,
        "area": ", ".join(dict.fromkeys(one.description for one in alert.areas))[:LONGEST_TOLD],
    }


def _info(alert: Alert) -> Info | None:
    """Return what it says in Indonesian, or in the first language that it has."""
    ours = (one for one in alert.infos if one.language.lower().startswith("id"))
    return next(ours, next(iter(alert.infos), None))


def _blank(arrival: Arrival, sha256: bytes) -> Data:
    return {
        "id": new_id(),
        **{name: getattr(arrival, name) for name in ("raw", "feed", "entry", "brought_by")},
        "sha256": sha256,
        "received_at": clock.now(),
        "repeats": 0,
        **dict.fromkeys(("error", "headline", "event", "area"), ""),
        "refers": [],
        "incident": None,
    }


def _told(error: Invalid) -> str:
    """Return what was wrong, with every field that is named."""
    named = "; ".join(f"{one.field}: {one.message}" for one in error.errors)
    return f"{error.slug}: {named or error.detail}"[:LONGEST_ERROR]


def _related(code: str, own: str) -> bool:
    return code.startswith(own) or own.startswith(code)
