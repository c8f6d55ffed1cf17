"""Entrypoints of deliveries: the loops that send, and what is answered of them."""

from __future__ import annotations

from libs.kit import clock, wakes
from libs.kit.db import Database
from libs.kit.service import loop
from services.notifications.deliveries import sending, working
from services.notifications.deliveries.domain import CRITICAL
from services.notifications.settings import Settings


class DeliveriesEntrypoints:
    """Messages to people."""

    db: Database
    settings: Settings

    @loop(notify=sending.WAKE, every=2.0, lanes=8)
    def send_deliveries(self) -> None:
        """Send what is queued, what matters most first."""
        working.Worker(self.db, self.settings).round()

    @loop(notify=sending.URGENT, every=1.0, lanes=2)
    def send_urgent_deliveries(self) -> None:
        """Send what is critical and nothing else, so that bulk never has all hands."""
        working.Worker(self.db, self.settings).round(CRITICAL)

    @loop(every=1.0)
    def tend_deliveries(self) -> None:
        """Bring back what waited long enough, or was left by a worker that is gone."""
        with self.db.begin() as tx:
            if working.tend(tx, clock.now()):
                wakes.after_commit(tx, sending.WAKE)
