"""Finding whom to address, by words, in the caller's area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.principal import Principal
from libs.kit.reading import Reader
from services.notifications.recipients import domain, messages
from services.notifications.recipients.domain import GROUP, KINDS, ON_CALL, POSITION, Target
from services.notifications.recipients.region import day
from services.notifications.recipients.repository import Groups, Office, agencies

SHOWN = 20  # of each kind
Found = list[dict[str, Any]]


def search(tx: Connection, who: Principal, data: dict[str, Any], at: datetime) -> Found:
    """Return positions, groups, agencies that keep shifts, by `q`; of one `kind` or of all."""
    reader = Reader(data)
    q = reader.text("q", "", 100) if (reader.raw("q") or "").strip() else ""
    kind = reader.one_of("kind", KINDS, "")
    reader.end()
    found: Found = []
    if kind in ("", POSITION):
        found += _positions(tx, who, q, at)
    if kind in ("", GROUP):
        found += [_group(one) for one in Groups(tx).page(q, who.area, SHOWN, "")[:SHOWN]]
    if kind in ("", ON_CALL):
        found += [_agency(*one) for one in agencies(tx, q, who.area, SHOWN)]
    return found


def names(tx: Connection, targets: Sequence[Target]) -> dict[Target, str]:
    """Return what positions and groups among them are called."""
    codes = [one.code for one in targets if one.kind == POSITION]
    found = {Target(POSITION, one.code): one.title for one in Office(tx).known(codes).values()}
    wanted = {one.code for one in targets if one.kind == GROUP}
    groups = Groups(tx).all().values() if wanted else ()
    return found | {Target(GROUP, one.code): one.name for one in groups if one.code in wanted}


def _positions(tx: Connection, who: Principal, q: str, at: datetime) -> Found:
    office = Office(tx)
    known = office.search(q, who.area, SHOWN)
    held = office.held([one.code for one in known])
    names = {
        code: [one.person for one in domain.in_office(those, day(at))]
        for code, those in held.items()
    }
    return [messages.position_out(one, names[one.code]) for one in known]


def _group(one: domain.Group) -> dict[str, Any]:
    facts = {"kind": GROUP, "code": one.code, "name": one.name, "area": one.area}
    return {**facts, "note": "", "holders": []}


def _agency(name: str, area: str) -> dict[str, Any]:
    return {"kind": ON_CALL, "code": name, "name": name, "area": area, "note": "", "holders": []}
