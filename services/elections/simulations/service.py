"""Entrypoints of rehearsals."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, jobs, outbox, paging
from libs.kit.db import Database
from libs.kit.ids import is_uuid
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.elections import audit
from services.elections import messages as elections_messages
from services.elections.repository import Elections
from services.elections.scope import require_related
from services.elections.simulations import messages, preparing, removing, running
from services.elections.simulations.repository import Simulations


class SimulationsEntrypoints:
    """Whole election nights that are not real, in elections of their own."""

    db: Database

    @rpc
    @command
    def start_simulation(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Hold a rehearsal: `messages.FIELDS`, all but `of` or `area` optional."""
        plan, wanted = messages.plan(request.data), str(request.command_id)
        shadow = preparing.shadow(tx, plan, f"gladi-{wanted}", clock.now().date())
        request.principal.require_area(shadow.area)
        if Elections(tx).register(shadow):
            outbox.add(tx, "elections", elections_messages.election_registered(shadow))
        arguments = {"simulation": wanted}
        job = jobs.enqueue(tx, "elections", running.KIND, arguments, request.principal)
        audit.note(tx, request, "simulation_started", shadow.id, None, messages.stored(plan))
        about = {"election": shadow.id, "of": plan.of, "area": shadow.area, "job": job["id"]}
        row = {"id": wanted, "plan": messages.stored(plan), "created_by": request.principal.id}
        Simulations(tx).add(row | about)
        return self._shown(tx, wanted, request)

    @rpc
    def list_simulations(self, request: Request) -> dict[str, Any]:
        """Return a page of rehearsals in the principal's area, the newest first."""
        limit, after = paging.asked(request.data)
        if after and not is_uuid(after):
            raise paging.foreign()
        with self.db.begin() as tx:
            rows = Simulations(tx).page(request.principal.area, limit, after)
        page, following = paging.cut(rows, limit, lambda row: str(row["id"]))
        return {"items": [messages.simulation_out(row) for row in page], "next": following}

    @rpc
    def get_simulation(self, request: Request) -> dict[str, Any]:
        """Return a rehearsal with its progress and, once it has ended, its report: `{"id"}`."""
        with self.db.begin() as tx:
            return self._shown(tx, str(request.data.get("id")), request)

    @rpc
    @command
    def cancel_simulation(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Stop a rehearsal: `{"id"}`."""
        row = Simulations(tx).get(str(request.data.get("id")))
        request.principal.require_area(row["area"])
        jobs.stop(tx, row["job"])
        audit.note(tx, request, "simulation_cancelled", row["election"])
        return self._shown(tx, row["id"], request)

    @rpc
    @command
    def remove_simulation(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Take a rehearsal away with all that it left: `{"id"}`; answers it as it goes."""
        return self._shown(tx, removing.ask(tx, request), request)

    def _shown(self, tx: Connection, wanted: str, request: Request) -> dict[str, Any]:
        row = Simulations(tx).get(wanted)
        require_related(request.principal, row["area"])
        return messages.simulation_out(row)

    @loop(notify=jobs.channel("elections"), every=1.0)
    def hold_simulations(self) -> None:
        while jobs.work(self.db, {running.KIND: running.worker(self.db)}):
            pass

    @loop(notify=jobs.channel("elections"), every=1.0)
    def remove_simulations(self) -> None:
        while jobs.work(self.db, {removing.KIND: removing.worker(self.db)}):
            pass
