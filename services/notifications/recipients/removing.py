"""A group goes when nothing tells it any more."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import Conflict
from libs.kit.principal import Principal
from services.notifications.recipients.domain import Group
from services.notifications.recipients.repository import Groups
from services.notifications.recipients.uses_repository import uses


class GroupUsed(Conflict):
    slug, title = "group-used", "Something still tells this group"


def remove(tx: Connection, who: Principal, one: Group) -> dict[str, Any]:
    """Take it away; raises GroupUsed, which names in `used_by` what still tells it."""
    used = [_shown(each, who) for each in uses(tx, one.code)]
    if used:
        told = ", ".join(f"{each['kind']} {each['code']}".strip() for each in used)
        raise GroupUsed(f"{one.code} is told by {told}", used_by=used)
    version = Groups(tx).remove(one, who.name, clock.now())
    return {"code": one.code, "version": version}


def _shown(use: dict[str, Any], who: Principal) -> dict[str, Any]:
    """Return what tells it; of a group of somebody else's area only that there is one."""
    area = use["area"]
    near = area.startswith(who.area) or who.area.startswith(area)
    said = {name: use[name] if near else "" for name in ("code", "name")}
    return {"kind": use["kind"], **said}
