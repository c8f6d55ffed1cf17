"""What changes the stages of an election: each change is noted and told of."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox, wakes
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.elections import audit
from services.elections.domain import Election
from services.elections.repository import Elections
from services.elections.stages import domain, messages, templating
from services.elections.stages.domain import StageHasParts, StagesExist
from services.elections.stages.repository import Stages

REMINDING = "elections_stages"  # the channel that wakes those who remind


def load(tx: Connection, request: Request) -> dict[str, Any]:
    """Give an election without stages those of a template; raises StagesExist."""
    election = _election(tx, request)
    name, voting_day = messages.asked(request.data)
    found = templating.template(name).shifted_to(voting_day)
    stages = Stages(tx, election.id)
    if stages.lock():
        raise StagesExist(f"{election.id} has stages; delete them first")
    stages.put(found)
    told = {"template": name, "shift_to": voting_day and voting_day.isoformat()}
    _tell(tx, request, election, "stages_loaded", "", None, told)
    return {"loaded": len(found)}


def put(tx: Connection, request: Request) -> dict[str, Any]:
    """Add or change a stage; raises WrongParent, and Invalid for one too many."""
    election, stage = _election(tx, request), messages.stage(request.data)
    stages = Stages(tx, election.id)
    known = stages.lock()
    if stage.id not in known and len(known) >= domain.MOST:
        raise Invalid(errors=(FieldError("id", f"an election has at most {domain.MOST} stages"),))
    domain.check_parent(known, stage)
    stages.put([stage])
    before = messages.stage_out(known[stage.id]) if stage.id in known else None
    after = messages.stage_out(stage)
    _tell(tx, request, election, "stage_changed", f"/{stage.id}", before, after)
    return after


def delete(tx: Connection, request: Request) -> dict[str, Any]:
    """Delete a stage; raises UnknownStage or StageHasParts."""
    election, stage_id = _election(tx, request), str(request.data.get("id"))
    stages = Stages(tx, election.id)
    known = stages.lock()
    stage = stages.get(stage_id)
    if domain.parts_of(list(known.values()), stage_id):
        raise StageHasParts(f"{stage_id} has parts")
    stages.delete(stage_id)
    before = messages.stage_out(stage)
    _tell(tx, request, election, "stage_deleted", f"/{stage_id}", before, None)
    return before


def _election(tx: Connection, request: Request) -> Election:
    election = Elections(tx).get(str(request.data.get("election")))
    request.principal.require_area(election.area)
    return election


def _tell(
    tx: Connection,
    request: Request,
    election: Election,
    what: str,
    which: str,
    before: Any,
    after: Any,
) -> None:
    audit.note(tx, request, what, election.id + which, before, after)
    outbox.add(tx, "elections", messages.stages_changed(election))
    wakes.after_commit(tx, REMINDING)
