"""Entrypoints of samples, quick counts and the outlook."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections.quick_count import answers, forecasting, watching


class QuickCountEntrypoints:
    """Designs and draws samples, estimates from them, looks ahead."""

    db: Database

    @rpc
    def plan_sample(self, request: Request) -> dict[str, Any]:
        """Return the design a sample would have, without drawing it."""
        with self.db.begin() as tx:
            return answers.plan(tx, request.principal, request.data)

    @rpc
    @command
    def draw_sample(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Draw a sample of polling stations by its seed."""
        return answers.draw(tx, request)

    @rpc
    @command
    def publish_sample(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Let viewers see a sample: `{"sample", "published": bool}`."""
        return answers.publish(tx, request)

    @rpc
    def list_samples(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.page(tx, request.principal, request.data)

    @rpc
    def get_sample(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.one(tx, request.principal, request.data)

    @rpc
    def list_sample_stations(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.stations(tx, request.principal, request.data)

    @rpc
    def get_sample_sheet(self, request: Request) -> bytes:
        """Return the sampled stations as CSV."""
        with self.db.begin() as tx:
            return answers.sheet(tx, request.principal, request.data)

    @rpc
    def get_estimate(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return answers.estimate(tx, request.principal, request.data)

    @rpc
    def list_estimates(self, request: Request) -> dict[str, Any]:
        """Return how a sample's estimate went."""
        with self.db.begin() as tx:
            return answers.history(tx, request.principal, request.data)

    @rpc
    def get_outlook(self, request: Request) -> dict[str, Any]:
        with self.db.begin() as tx:
            return forecasting.outlook(tx, request.principal, request.data)

    @loop(every=watching.LOOK_SECONDS)
    def watch_quick_counts(self) -> None:
        watching.run(self.db)
