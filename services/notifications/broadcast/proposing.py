"""What a rule proposes to tell the public: an operator writes it, or says why not.

A broadcast of a proposal waits for a second person, however few would read it. An exercise is
never proposed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.broadcast.proposals_repository import (
    DROPPED,
    OPEN,
    TAKEN,
    Proposals,
)
from services.notifications.incidents import access
from services.notifications.incidents.wire import moment

LONGEST_REASON = 500
VILLAGE = 10  # digits: the public hears of villages
_SHOWN = ("area", "severity", "headline", "text", "state", "rules", "reason")


class ProposalState(Conflict):
    slug, title = "proposal-state", "Somebody has decided on the proposal"


def propose(tx: Connection, alert: Any, rules: list[str], at: datetime) -> None:
    """Propose a broadcast of an alert that rules would have the public know of."""
    if alert.exercise:
        return
    said = {name: getattr(alert, name) for name in ("severity", "headline", "text")}
    row = {"id": new_id(), "alert": alert.id, "area": alert.area[:VILLAGE], "made_at": at}
    Proposals(tx).add({**row, **said, "rules": rules})


def drop(tx: Connection, request: Request) -> dict[str, Any]:
    """Say that nothing is told of it: `{"id", "reason"}`."""
    reader = Reader(request.data)
    reader.only(("id", "reason"))
    reason = reader.text("reason", longest=LONGEST_REASON)
    reader.end()
    row = _open(tx, request.principal, str(request.data.get("id")))
    done = {"state": DROPPED, "reason": reason, **_decided(request.principal)}
    Proposals(tx).change(row["id"], **done)
    return out({**row, **done, "alert_state": None})


def taken(tx: Connection, who: Principal, wanted: str, broadcast: str) -> None:
    """Note that a broadcast was written of it; raises UnknownProposal or ProposalState."""
    row = _open(tx, who, wanted)
    Proposals(tx).change(row["id"], state=TAKEN, broadcast=broadcast, **_decided(who))


def _open(tx: Connection, who: Principal, wanted: str) -> Any:
    row = Proposals(tx).take(wanted)
    access.require_desk(who, row["area"])
    if row["state"] != OPEN:
        text = f"{row['decided_by_name']} decided on it"
        raise ProposalState(text, state=row["state"])
    return row


def _decided(who: Principal) -> dict[str, Any]:
    return {"decided_by_name": who.name, "decided_at": clock.now()}


def out(row: Any) -> dict[str, Any]:
    """Return one as screens show it; `over`: the alert that it was made of has ended."""
    ids = {name: row[name] and str(row[name]) for name in ("id", "alert", "broadcast")}
    over = row["alert_state"] not in (None, "firing", "acknowledged")
    decided = {"decided_by": row["decided_by_name"], "decided_at": moment(row["decided_at"])}
    shown = {name: row[name] for name in _SHOWN}
    return {**ids, **shown, **decided, "made_at": moment(row["made_at"]), "over": over}
