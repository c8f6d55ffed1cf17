"""Entrypoints of the stages. All that is read here is public."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections.repository import Elections
from services.elections.stages import changes, domain, messages, templating
from services.elections.stages.repository import Stages, near, remember


class StagesEntrypoints:
    """Stages of elections, their calendar and their reminders."""

    db: Database
    settings: Any

    @rpc
    def list_stage_templates(self, _request: Request) -> dict[str, Any]:
        found = [messages.template_out(one) for one in templating.templates().values()]
        return {"items": found, "next": None}

    @rpc
    def get_stages(self, request: Request) -> dict[str, Any]:
        """Return an election's stages, nested, each with how it stands today in the region."""
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            found = Stages(tx, election.id).all()
        today = self._today()
        head = {"election": election.id, "name": election.name, "today": today.isoformat()}
        return head | {"items": messages.tree(found, today), "next": None}

    @rpc
    def get_stage_calendar(self, request: Request) -> bytes:
        with self.db.begin() as tx:
            election = Elections(tx).get(str(request.data.get("election")))
            stages = Stages(tx, election.id)
            return messages.calendar(election, stages.all(), stages.changed_at() or clock.now())

    @rpc
    @command
    def load_stages(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take over a template: `{"election", "template", "shift_to": voting day or null}`."""
        return changes.load(tx, request)

    @rpc
    @command
    def put_stage(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Add a stage or change it; answers it."""
        return changes.put(tx, request)

    @rpc
    @command
    def delete_stage(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Delete a stage that has no parts; answers it as it was."""
        return changes.delete(tx, request)

    @loop(notify=changes.REMINDING, every=60.0)
    def remind_of_stages(self) -> None:
        """Tell of stages that begin or end soon, once for each warning."""
        today = self._today()
        with self.db.begin() as tx:
            for election, stage in near(tx, today):
                for due in domain.due(stage, today):
                    if remember(tx, election[0], due):
                        outbox.add(tx, "elections", messages.stage_due(election, due))

    def _today(self) -> date:
        day: date = clock.now().astimezone(self.settings.timezone).date()
        return day
