"""Who sees a wall, who calls a scene, who sets it. Deny by default.

Walls and scenes of one's area, inside it and above it, are seen; operators call scenes on walls in
their area, administrators set walls and scenes in theirs.
"""

from __future__ import annotations

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from services.notifications.walls.domain import NotAWallMaker

DESK = frozenset({"operator", "admin"})


def sees(who: Principal, area: str) -> bool:
    return area.startswith(who.area) or who.area.startswith(area)


def require_caller(who: Principal, area: str) -> None:
    """Raise unless the principal may say what walls of the area show now."""
    if not DESK & who.roles:
        raise Forbidden(f"needs one of: {', '.join(sorted(DESK))}")
    who.require_area(area)


def require_maker(who: Principal, *areas: str) -> None:
    """Raise unless the principal may set what is about these areas."""
    if "admin" not in who.roles:
        raise NotAWallMaker
    for area in areas:
        who.require_area(area)
