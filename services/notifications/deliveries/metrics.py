"""What is counted of deliveries."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from libs.kit.metrics import QUICK

DELIVERIES = Counter("kendali_deliveries_total", "Messages that were tried", ["kind", "outcome"])
DELIVERY_SECONDS = Histogram(
    "kendali_delivery_seconds", "Time that a channel took for a message", ["kind"], buckets=QUICK
)
