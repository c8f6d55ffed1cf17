"""Who reads an alert and who acts on it: operators of the area, and those who were told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from libs.kit.errors import Forbidden
from libs.kit.principal import Principal
from services.notifications.alerts.tables import alert_readers, alerts

DESK = frozenset({"operator", "admin"})


class NotARuleMaker(Forbidden):
    slug, title = "not-a-rule-maker", "Rules are for administrators without an area to set"


def is_desk(who: Principal) -> bool:
    """Tell whether the principal is an operator of the room."""
    return bool(DESK & who.roles)


def require_desk(who: Principal, area: str) -> None:
    """Raise unless the principal is an operator who may act in the area; none is anybody's."""
    if not is_desk(who):
        raise Forbidden(f"needs one of: {', '.join(sorted(DESK))}")
    if area:
        who.require_area(area)


def require_rule_maker(who: Principal) -> None:
    """Raise unless the principal may set rules, which hold for every area."""
    if who.area or "admin" not in who.roles:
        raise NotARuleMaker


def visible(who: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that the principal reads an alert, and may acknowledge it."""
    told = sa.select(alert_readers.c.alert).where(alert_readers.c.person == who.name)
    mine: Any = alerts.c.id.in_(told)
    if not is_desk(who):
        return sa.cast(mine, sa.Boolean)
    inside = alerts.c.area.startswith(who.area) | sa.literal(who.area).startswith(alerts.c.area)
    return sa.or_(inside, mine)
