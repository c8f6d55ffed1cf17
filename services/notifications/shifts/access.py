"""Who reads a roster and who plans it. Deny by default.

Operators read agencies of their area and above it and plan those in it; whoever has a place in a
shift reads that agency's; anybody else nothing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from services.notifications.shifts.domain import DESK
from services.notifications.shifts.tables import shift_agencies, shift_people, shifts


class NotForPlanners(Forbidden):
    slug, title = "not-a-planner", "This is for operators of the agency's area"


def plans(who: Principal, area: str) -> bool:
    """Tell whether the principal plans for agencies of the area."""
    return bool(DESK & who.roles) and who.covers(area)


def require_planner(who: Principal, area: str) -> None:
    if not DESK & who.roles:
        raise NotForPlanners(f"needs one of: {', '.join(sorted(DESK))}")
    who.require_area(area)


def visible(who: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that the principal reads an agency's roster."""
    column = shift_agencies.c
    mine: Any = column.agency.in_(places(who))
    if not DESK & who.roles:
        return sa.cast(mine, sa.Boolean)
    inside = column.area.startswith(who.area)
    above = sa.literal(who.area).startswith(column.area)
    return sa.or_(mine, inside, above)


def places(who: Principal) -> sa.Select[Any]:
    """Return the query for agencies in whose shifts the principal has a place."""
    joined = sa.select(shifts.c.agency).join(shift_people, shift_people.c.shift == shifts.c.id)
    return joined.where(shift_people.c.person == who.name, shift_people.c.on_it)
