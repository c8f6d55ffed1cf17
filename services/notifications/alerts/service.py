"""Entrypoints of alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.db import Database
from libs.kit.envelope import Incoming
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc, subscribe
from services.notifications.alerts import (
    acting,
    channels,
    figures,
    metrics,
    setting,
    shown,
    sweeping,
    tending,
)
from services.notifications.alerts.repository import CHANNEL
from services.notifications.alerts.settings_repository import CHAINS, RULES
from services.notifications.settings import Settings

Data = dict[str, Any]
MOST_SWEEPS = 100


class AlertsEntrypoints:
    """Who must know of what, and who has it in hand."""

    db: Database
    settings: Settings

    @rpc
    @command
    def raise_alert(self, tx: Connection, request: Request) -> Data:
        """Raise an alert by hand; `messages.by_hand` has the fields."""
        return acting.raise_by_hand(tx, request)

    @rpc
    def list_alerts(self, request: Request) -> Data:
        """Return a page; `messages.query` has the filters."""
        with self.db.begin() as tx:
            return shown.page(tx, request)

    @rpc
    def count_alerts(self, request: Request) -> Data:
        """Return how many are open, by state and severity."""
        with self.db.begin() as tx:
            return shown.counts(tx, request)

    @rpc
    def get_alert(self, request: Request) -> Data:
        """Return the alert of `{"alert"}` with its log, who was told by what, and its chains."""
        with self.db.begin() as tx:
            return shown.alert(tx, request)

    @rpc
    @command
    def acknowledge_alert(self, tx: Connection, request: Request) -> Data:
        """Have an alert in hand: `{"alert", "note"}`."""
        return acting.acknowledge(tx, request)

    @rpc
    @command
    def unacknowledge_alert(self, tx: Connection, request: Request) -> Data:
        """Have it in hand no more."""
        return acting.unacknowledge(tx, request)

    @rpc
    @command
    def resolve_alert(self, tx: Connection, request: Request) -> Data:
        """Say that it is over."""
        return acting.resolve(tx, request)

    @rpc
    @command
    def cancel_alert(self, tx: Connection, request: Request) -> Data:
        """Say that it should not have been raised."""
        return acting.cancel(tx, request)

    @rpc
    def list_silences(self, request: Request) -> Data:
        """Return a page of silences that are not over."""
        with self.db.begin() as tx:
            return shown.silences(tx, request)

    @rpc
    @command
    def add_silence(self, tx: Connection, request: Request) -> Data:
        """Have nobody told for a time: `{"match", "starts", "ends", "why"}`."""
        return acting.add_silence(tx, request)

    @rpc
    @command
    def change_silence(self, tx: Connection, request: Request) -> Data:
        """Set a silence anew: `{"silence", "version", …}`."""
        return acting.change_silence(tx, request)

    @rpc
    @command
    def end_silence(self, tx: Connection, request: Request) -> Data:
        """End the silence of `{"silence"}`."""
        return acting.end_silence(tx, request)

    @rpc
    def list_routing_rules(self, request: Request) -> Data:
        """Return the rules in their order."""
        with self.db.begin() as tx:
            return shown.settings(tx, request, RULES)

    @rpc
    def preview_routing(self, request: Request) -> Data:
        """Return who would be told of an alert, by what and when."""
        with self.db.begin() as tx:
            return shown.preview(tx, request, self.settings.timezone)

    @rpc
    @command
    def add_routing_rule(self, tx: Connection, request: Request) -> Data:
        """Set a new rule; `reading.rule` has the fields."""
        return setting.add(tx, request, RULES)

    @rpc
    @command
    def change_routing_rule(self, tx: Connection, request: Request) -> Data:
        """Set a rule anew, over the `version` that was seen."""
        return setting.change(tx, request, RULES)

    @rpc
    @command
    def remove_routing_rule(self, tx: Connection, request: Request) -> Data:
        """Take a rule away: `{"code", "version"}`."""
        return setting.remove(tx, request, RULES)

    @rpc
    def list_escalation_chains(self, request: Request) -> Data:
        """Return the chains."""
        with self.db.begin() as tx:
            return shown.settings(tx, request, CHAINS)

    @rpc
    @command
    def add_escalation_chain(self, tx: Connection, request: Request) -> Data:
        """Set a new chain; `reading.chain` has the fields."""
        return setting.add(tx, request, CHAINS)

    @rpc
    @command
    def change_escalation_chain(self, tx: Connection, request: Request) -> Data:
        """Set a chain anew, over the `version` that was seen."""
        return setting.change(tx, request, CHAINS)

    @rpc
    @command
    def remove_escalation_chain(self, tx: Connection, request: Request) -> Data:
        """Take a chain away: `{"code", "version"}`."""
        return setting.remove(tx, request, CHAINS)

    @subscribe("indicators", "indicator_late")
    def on_indicator_late(self, tx: Connection, event: Incoming) -> None:
        """Have an alert open while an agency owes figures."""
        figures.told(tx, event.data, event.time)

    @loop(notify=CHANNEL, every=1.0)
    def tend_alerts(self) -> None:
        """Do with alerts what is due."""
        tending.tend(self.db, self.settings.timezone)

    @loop(every=10.0)
    def watch_channels(self) -> None:
        """Raise alerts of channels that fail, and end those of channels that work again."""
        with self.db.begin() as tx:
            channels.watch(tx, clock.now())

    @loop(every=15.0)
    def measure_alerts(self) -> None:
        """Say how many are open, and how long the oldest waits for an answer."""
        with self.db.begin() as tx:
            metrics.measure(tx, clock.now())

    @loop(every=3600.0)
    def sweep_alerts(self) -> None:
        """Delete what nobody asks of alerts that are long over."""
        kept = timedelta(days=self.settings.delivery_days)
        for _ in range(MOST_SWEEPS):
            with self.db.begin() as tx:
                if not sweeping.sweep(tx, clock.now(), kept):
                    return
