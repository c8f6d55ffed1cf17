"""What is counted of alerts. Exercises are not: nothing real waits for them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from prometheus_client import Counter, Gauge
from sqlalchemy.engine import Connection

from services.notifications.alerts.domain import FIRING, OPEN, SEVERITIES
from services.notifications.alerts.tables import alerts

ALERTS = Gauge("kendali_alerts_open", "Alerts that are not over", ["state", "severity"])
UNANSWERED = Gauge(
    "kendali_alerts_unanswered_seconds", "Age of the oldest alert that fires", ["severity"]
)
ESCALATIONS = Counter("kendali_alert_escalations_total", "Steps of chains told", ["severity"])


def measure(tx: Connection, now: datetime) -> None:
    """Set the gauges to what is true now."""
    one = alerts.c
    query = sa.select(one.state, one.severity, sa.func.count(), sa.func.min(one.raised_at))
    query = query.where(one.state.in_(OPEN), ~one.exercise).group_by(one.state, one.severity)
    found = {(row[0], row[1]): (row[2], row[3]) for row in tx.execute(query)}
    for severity in SEVERITIES:
        for state in OPEN:
            ALERTS.labels(state, severity).set(found.get((state, severity), (0, now))[0])
        since = found.get((FIRING, severity), (0, now))[1]
        UNANSWERED.labels(severity).set((now - since).total_seconds())
