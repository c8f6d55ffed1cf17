"""Names of the PostgreSQL channels that wake a process."""

from __future__ import annotations


def outbox(service: str) -> str:
    """Return the channel that wakes the service's relay."""
    return f"{service}_outbox"
