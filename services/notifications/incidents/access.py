"""Who reads an incident and who acts on it. Deny by default: no role, nothing.

Operators read all of their area and above; others what is checked there; everybody, wherever it
is, what they reported themselves.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from services.notifications.incidents.domain import DESK, NotForOperators
from services.notifications.incidents.tables import incident_reports, incidents

READERS = DESK | {"officer", "viewer", "verifier", "gis_editor", "reporter"}


def is_desk(who: Principal) -> bool:
    """Tell whether the principal is an operator of the room."""
    return bool(DESK & who.roles)


def require_reader(who: Principal) -> None:
    """Raise Forbidden unless the principal may report and read incidents at all."""
    if not READERS & who.roles:
        raise Forbidden("this account has no part in incidents")


def require_desk(who: Principal, area: str) -> None:
    """Raise unless the principal may act on what is in the area; what has none is anybody's."""
    if not is_desk(who):
        raise NotForOperators(f"needs one of: {', '.join(sorted(DESK))}")
    if area:
        who.require_area(area)


def visible(who: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that the principal reads an incident."""
    if not READERS & who.roles:
        return sa.false()
    column = incidents.c
    inside: Any = column.area.startswith(who.area)
    if who.sees_above:
        inside |= sa.literal(who.area).startswith(column.area)
    if not is_desk(who):
        inside &= column.checked
    return sa.or_(inside, column.id.in_(mine(who)))


def mine(who: Principal) -> sa.Select[Any]:
    """Return the query for incidents that the principal reported."""
    reports = incident_reports.c
    return sa.select(reports.incident).where(reports.account == who.id)
