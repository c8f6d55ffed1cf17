"""The states of what is asked for at a place without signal. Pure."""

from __future__ import annotations

from libs.kit.errors import Conflict

ASKED, SURVEYED, APPROVED, BUILT, ON_AIR, REFUSED = PROPOSAL_STATES = (
    *("proposed", "surveyed", "approved", "built", "on_air", "refused"),
)
NEXT: dict[str | None, tuple[str, ...]] = {
    None: (ASKED,),
    ASKED: (SURVEYED, REFUSED),
    SURVEYED: (APPROVED, REFUSED),
    APPROVED: (BUILT, REFUSED),
    BUILT: (ON_AIR,),
    ON_AIR: (),
    REFUSED: (ASKED,),
}


class NotNext(Conflict):
    slug, title = "not-next", "A proposal does not go from this state to that"


def require_next(state: str | None, wanted: str) -> None:
    """Raise NotNext unless a proposal in the state may be brought to the wanted one."""
    if wanted not in NEXT[state]:
        may = ", ".join(NEXT[state]) or "nothing"
        raise NotNext(f"from {state or 'no proposal'} it goes to {may}, not to {wanted}")
