"""Alerts → dict: what answers and events say of one. Pure."""

from __future__ import annotations

from typing import Any

from libs.kit import clock
from libs.kit.envelope import Event
from services.notifications.alerts.domain import FIRING, Alert

RAISED, ACKNOWLEDGED, CHANGED = "alert_raised", "alert_acknowledged", "alert_changed"
ENDED = "alert_resolved"
_EVENTS = {
    "raised": RAISED,
    "acknowledged": ACKNOWLEDGED,
    "resolved": ENDED,
    "cancelled": ENDED,
    "expired": ENDED,
}
_SAME = (
    "id", "topic", "severity", "area", "headline", "source", "exercise", "state", "count", "round",
    "version",
)  # fmt: skip
_TIMES = ("raised_at", "last_at", "changed_at", "acknowledged_at", "ended_at", "again_at")


def alert_out(one: Alert) -> dict[str, Any]:
    """Return the alert as answers have it."""
    more = ("key", "text", "link", "raised_by", "acknowledged_by", "note", "ended_by", "held")
    times = (*_TIMES, "expires_at")
    return {
        **{name: getattr(one, name) for name in (*_SAME, *more)},
        **{name: _moment(getattr(one, name)) for name in times},
        "about": about_out(one),
        "routed": not (one.state == FIRING and one.route_at is not None),
    }


def about_out(one: Alert) -> dict[str, str] | None:
    return {"kind": one.about_kind, "id": one.about_id} if one.about_kind else None


def event(what: str, one: Alert) -> Event:
    """Return that something was done with the alert: `what` is the entry of its log."""
    data = {
        **{name: getattr(one, name) for name in _SAME},
        **{name: _moment(getattr(one, name)) for name in _TIMES},
        "alert": one.id,
        "what": what,
        "about": about_out(one),
        "acknowledged_by": one.acknowledged_by,
        "held": bool(one.held),
    }
    del data["id"]
    return Event(_EVENTS.get(what, CHANGED), one.id, data)


def _moment(at: Any) -> str | None:
    return None if at is None else clock.to_text(at)
