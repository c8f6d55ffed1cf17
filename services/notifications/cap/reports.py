"""A warning of others as a report of an incident. Pure."""

from __future__ import annotations

from datetime import datetime

from services.notifications.cap import shapes
from services.notifications.cap.domain import EXERCISE, Alert, Info
from services.notifications.incidents.domain import Place
from services.notifications.incidents.messages import LONGEST_HEADLINE, LONGEST_TEXT, Saying

SEVERITY = {
    "Extreme": "critical", "Severe": "major", "Moderate": "minor", "Minor": "info",
    "Unknown": "minor",
}  # fmt: skip
# What the event's name tells, before its category does; small letters, Indonesian and English.
NAMES = {
    "flood": ("banjir", "flood"),
    "landslide": ("longsor", "landslide"),
    "earthquake": ("gempa", "earthquake", "tsunami"),
    "fire": ("kebakaran", "fire"),
}
TYPES = {
    "Geo": "earthquake", "Met": "weather", "Rescue": "accident", "Security": "unrest",
    "Fire": "fire", "Health": "medical", "Transport": "road_cut", "Infra": "power",
}  # fmt: skip


def saying(alert: Alert, chain: str, bounds: shapes.Bounds | None, now: datetime) -> Saying:
    """Return the report: one open incident for a chain, unchecked until an operator looks."""
    said = _said(alert)
    where = ", ".join(dict.fromkeys(one.description for one in alert.areas))
    headline = " ".join((said.headline or said.event).split())[:LONGEST_HEADLINE]
    text = "\n\n".join(filter(None, (said.description, said.instruction, f"({alert.sender})")))
    return Saying(
        type=kind(said),
        severity=SEVERITY[said.severity],
        headline=headline,
        text=text[:LONGEST_TEXT],
        place=Place(point=shapes.inside(alert, bounds), words=(where or headline)[:200]),
        occurred_at=min(said.onset or said.effective or alert.sent, now),
        source="cap",
        exercise=alert.status == EXERCISE,
        reporter=(said.sender_name or alert.sender)[:80],
        dedupe=f"chain/{chain}"[:200],
    )


def kind(said: Info) -> str:
    """Return the type of incident that it warns of."""
    event = said.event.lower()
    named = (code for code, words in NAMES.items() if any(word in event for word in words))
    by_category = (TYPES[one] for one in said.categories if one in TYPES)
    return next(named, next(by_category, "other"))


def _said(alert: Alert) -> Info:
    ours = (one for one in alert.infos if one.language.lower().startswith("id"))
    return next(ours, alert.infos[0])
