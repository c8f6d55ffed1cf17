"""A place without signal is proposed, surveyed, approved, built, on air; or refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import OutsideArea, Principal
from libs.kit.request import Request
from services.gis.layers import changes
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.domain import Change, UnknownFeature, require_editable
from services.gis.layers.repository import Layers
from services.gis.signal import messages, rules
from services.gis.signal.proposals_repository import Proposals
from services.gis.signal.states import PROPOSAL_STATES, REFUSED, require_next


def move(tx: Connection, request: Request) -> int:
    """Bring a proposal to its next state, and tell of it; returns the spot's id."""
    layer, who = BUILTIN["blank_spots"], request.principal
    require_editable(layer, who)
    spot, state = number(request.data), messages.one_of(request.data, "state", PROPOSAL_STATES)
    if state is None:
        raise Invalid(
            "no state", (FieldError("state", f"needs one of {', '.join(PROPOSAL_STATES)}"),)
        )
    reason = messages.text(request.data, "reason", needed=state == REFUSED)
    version, store = Layers(tx).next_version(layer), Proposals(tx)
    before = store.spot(spot)
    require_inside(who, before.area)
    require_next(before.proposal, state)
    store.move(spot, state, reason, version, who.name)
    made = Change(layer, version, who.name, "updated", changed=1, area=before.area or "")
    changes.tell_feature(tx, made, str(spot), before.area)
    return spot


def number(data: dict[str, Any]) -> int:
    """Return the spot's number; raises UnknownFeature for what is none."""
    spot = str(data.get("spot"))
    if not spot.isascii() or not spot.isdecimal() or len(spot) > 18:
        raise UnknownFeature(f"there is no spot {spot[:40]}")
    return int(spot)


def require_inside(who: Principal, area: str | None) -> None:
    """Raise OutsideArea unless the account's area holds the spot's."""
    if who.area and not (area and who.covers(area)):
        raise OutsideArea(f"this account may act in {who.area}…, and this lies outside")


def shown(tx: Connection, spot: int, who: Principal) -> dict[str, Any]:
    """Return a spot's proposal with its acts, and whether the place was asked for before."""
    store = Proposals(tx)
    row, acts = store.spot(spot), store.acts(spot)
    require_inside(who, row.area)
    asked = [act.at for act in acts if act.state == "proposed"]
    year = (asked[0] if asked else clock.now()).year
    earlier = store.earlier(spot, year, rules.standing(tx).again_m)
    return {
        "spot": str(row.id),
        "name": row.name,
        "proposal": row.proposal,
        "acts": [messages.proposal_act_out(act) for act in acts],
        "earlier": earlier,
    }
