"""Damage is reported, and goes on from state to state; each step is kept and told."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from shapely import Point
from sqlalchemy.engine import Connection

from libs.kit import areas, clock, outbox
from libs.kit.envelope import Event
from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.principal import OutsideArea, Principal
from services.gis.layers import changes
from services.gis.layers.domain import Change, Feature
from services.gis.layers.repository import Layers
from services.gis.layers.writing_repository import Writes
from services.gis.roads import damage_rules, damages
from services.gis.roads.damage_repository import Damages
from services.gis.roads.damages import DAMAGE, REFUSED, REPORTED, SCHEDULED
from services.gis.roads.descriptors import EDITORS
from services.gis.roads.messages import timed

# In the log and the past of the layer, which more people read than handle reports.
WHO = "reports"
LONGEST = 2000  # characters of a description or reason

Data = dict[str, Any]
Errors = list[FieldError]


def report(tx: Connection, data: Data, who: Principal) -> Data:
    """Keep a report; returns it with `similar`: open ones of the kind near it.

    Raises Invalid that names each field, OutsideArea for what lies outside of the account's area.
    """
    if not damages.REPORTERS & who.roles:
        raise Forbidden("this account may not report damage")
    point, kind, severity, description = _reported(data)
    store, now = Damages(tx, who.area), clock.now()
    version = Layers(tx).next_version(DAMAGE)
    rules = damage_rules.standing(tx)
    similar, on = store.similar(point, kind, rules), store.snapped(point, rules)
    properties = {
        "kind": kind,
        "severity": severity,
        "state": REPORTED,
        "description": description,
        "road": on and on.road,
        "road_name": on and on.name,
        "metre": on and on.metre,
        "reported_at": now,
        "due_at": rules.due(severity, now),
    }
    row, area = Writes(tx, DAMAGE, version, WHO).insert(Feature(None, point, properties))
    if who.area and not (area and who.covers(area)):
        raise OutsideArea(f"this account may report in {who.area}…, and this lies outside")
    store.note(row[0], REPORTED, "", who.name, now)
    _tell(tx, Change(DAMAGE, version, WHO, "created", added=1), store.get(row[0]), None)
    return timed(store.get(row[0])) | {"similar": [timed(one) for one in similar]}


def move(tx: Connection, data: Data, who: Principal) -> Data:
    """Have a report go on to a state; returns it. Raises WrongState, UnknownDamage, Invalid."""
    if not EDITORS & who.roles:
        raise Forbidden("this account may not handle reports of damage")
    version = Layers(tx).next_version(DAMAGE)
    store = Damages(tx, who.area)
    before = store.get(number(data.get("damage")))
    state, given = _moved(data, before["id"])
    damages.require_next(before["state"], state)
    if given.get("same_as"):
        store.get(given["same_as"])
    writes = Writes(tx, DAMAGE, version, WHO)
    reason = given.pop("reason")
    writes.change(writes.standing(str(before["id"])), {"state": state, **given}, "updated")
    store.note(before["id"], state, reason, who.name, clock.now())
    after = store.get(before["id"])
    _tell(tx, Change(DAMAGE, version, WHO, "updated", changed=1), after, before["state"])
    return timed(after)


def _tell(tx: Connection, change: Change, found: Data, before: str | None) -> None:
    x, y = found["point"]
    told = Change(**{**vars(change), "area": found["area"] or "", "bbox": (x, y, x, y)})
    changes.tell_feature(tx, told, str(found["id"]), found["area"])
    names = ("kind", "severity", "state", "road", "metre", "area", "point")
    data = {name: found[name] for name in names}
    data |= {"damage": str(found["id"]), "before": before}
    data |= {name: clock.to_text(found[name]) for name in ("reported_at", "due_at")}
    outbox.add(tx, "gis", Event("road_damage_changed", str(found["id"]), data))


# ---- reading what was sent


def _reported(data: Data) -> tuple[Point, str, str, str | None]:
    errors: Errors = []
    place = point(data, errors)
    kind = _one_of("kind", data.get("kind"), damages.KINDS, errors)
    severity = _one_of("severity", data.get("severity"), damages.SEVERITIES, errors)
    description = _text("description", data.get("description"), errors)
    if errors or place is None:
        raise Invalid("not a report", tuple(errors))
    return place, kind, severity, description or None


def _moved(data: Data, damage_id: int) -> tuple[str, Data]:
    errors: Errors = []
    state = _one_of("state", data.get("state"), damages.STATES, errors)
    given: Data = {"reason": _text("reason", data.get("reason"), errors)}
    if state == REFUSED and not given["reason"]:
        errors.append(FieldError("reason", "is needed to refuse a report"))
    if state == SCHEDULED:
        given["scheduled_on"] = _day(data.get("scheduled_on"), errors)
    if data.get("same_as") is not None:
        given["same_as"] = number(data["same_as"], "same_as")
        if state != REFUSED or given["same_as"] == damage_id:
            errors.append(FieldError("same_as", "names another report, where one is refused"))
    if errors:
        raise Invalid("not a step", tuple(errors))
    return state, given


def point(data: Data, errors: Errors) -> Point | None:
    """Return the point of `{"point": [lon, lat]}`."""
    value = data.get("point")
    if isinstance(value, list) and [type(one) in (int, float) for one in value] == [True, True]:
        lon, lat = value
        if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90:
            return Point(lon, lat)
    errors.append(FieldError("point", "needs [longitude, latitude] in degrees"))
    return None


def number(value: Any, name: str = "damage") -> int:
    """Return the id of a report; raises Invalid."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if type(value) is int and 0 < value < 2**63:
        return value
    raise Invalid("no such report", (FieldError(name, "needs the number of a report"),))


def _one_of(name: str, value: Any, codes: tuple[tuple[str, str], ...], errors: Errors) -> str:
    known = [code for code, _ in codes]
    if value in known:
        return str(value)
    errors.append(FieldError(name, f"needs one of {', '.join(known)}"))
    return ""


def _text(name: str, value: Any, errors: Errors) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= LONGEST and "\0" not in value:
        return value.strip()
    errors.append(FieldError(name, f"needs a text of up to {LONGEST} characters"))
    return ""


def _day(value: Any, errors: Errors) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        errors.append(FieldError("scheduled_on", "needs a date such as 2024-11-27"))
        return None


def wanted(data: Data, who: Principal) -> Data:
    """Read what a list is asked for: `{"area", "state" (open, or one of them), "kind", "road"}`."""
    errors: Errors = []
    area, state = data.get("area") or "", data.get("state")
    if area and (not isinstance(area, str) or not areas.is_area(area)):
        raise Invalid("no such area", (FieldError("area", "needs the digits of an area"),))
    who.require_area(area or who.area)
    states = list(damages.OPEN) if state == "open" else None
    if state is not None and states is None:
        states = [_one_of("state", state, damages.STATES, errors)]
    kind = data.get("kind")
    if kind is not None:
        _one_of("kind", kind, damages.KINDS, errors)
    if errors:
        raise Invalid("no such list", tuple(errors))
    return {"area": area, "states": states, "kind": kind, "road": data.get("road")}
