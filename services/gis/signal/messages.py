"""Dict ↔ domain of plans, both ways. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from libs.kit import areas, clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.gis.signal.domain import PLAN_STATES, PLANS, SIGNALS, UNKNOWN, Plan

MISSING, OUTDATED = "missing", "outdated"
LONGEST = 500
_COUNTS = (
    *("stations", "without_point", "without_plan", "proposed", "accepted", "changed", "outdated"),
    *("none", "weak", "covered", "unknown"),
)


def area(data: Mapping[str, Any], who: Principal) -> str:
    """Return the area that is asked for, the account's own if none is; raises OutsideArea."""
    asked = data.get("area") or who.area
    if asked and not (isinstance(asked, str) and areas.is_area(asked)):
        raise Invalid("no such area", (FieldError("area", "needs the digits of an area"),))
    who.require_area(asked)
    return str(asked)


def chosen(data: Mapping[str, Any]) -> dict[str, str | None]:
    """Read which plans are asked for: `signal`, `plan` (or missing), `state` (or outdated)."""
    known = {
        "signal": (*SIGNALS, UNKNOWN),
        "plan": (*PLANS, MISSING),
        "state": (*PLAN_STATES, OUTDATED),
    }
    return {name: one_of(data, name, codes) for name, codes in known.items()}


def one_of(data: Mapping[str, Any], name: str, codes: Collection[str]) -> str | None:
    """Return the code that is asked for, None if none is; raises Invalid."""
    value = data.get(name)
    if value is not None and value not in codes:
        raise Invalid("not known", (FieldError(name, f"needs one of {', '.join(codes)}"),))
    return value


def text(data: Mapping[str, Any], name: str, *, needed: bool) -> str:
    """Return a text of up to 500 characters; raises Invalid."""
    value = data.get(name) or ""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise Invalid("not a text", (FieldError(name, f"needs up to {LONGEST} characters"),))
    if needed and not value.strip():
        raise Invalid("a reason is needed", (FieldError(name, "needs to say why"),))
    return value.strip()


def decision(data: Mapping[str, Any]) -> tuple[str, str, int | None]:
    """Read `{"tps", "plan", "expected_version"}`; raises Invalid that names each field."""
    tps, plan, expected = data.get("tps"), data.get("plan"), data.get("expected_version")
    errors = []
    if not isinstance(tps, str) or not areas.is_area(tps) or len(tps) != 13:
        errors.append(FieldError("tps", "needs the 13 digits of a polling station"))
    if plan not in PLANS:
        errors.append(FieldError("plan", f"needs one of {', '.join(PLANS)}"))
    if expected is not None and (not isinstance(expected, int) or isinstance(expected, bool)):
        errors.append(FieldError("expected_version", "needs a whole number"))
    if errors:
        raise Invalid("not a decision", tuple(errors))
    return str(tps), str(plan), expected


def plan_in(row: Any) -> Plan:
    """Read a station's row; where nothing was proposed yet, there is no version."""
    if not row.version:
        return Plan(row.signal, row.plan, row.state)
    return Plan(
        row.signal,
        row.plan,
        row.state,
        row.reason,
        row.proposed,
        row.proposed_reason,
        row.decided_signal,
        row.decided_proposed,
        row.version,
    )


def plan_out(row: Any) -> dict[str, Any]:
    """Return a station with its plan: what is known, what is proposed, what stands."""
    plan = plan_in(row)
    facts = row.facts or {"operators": {}}
    return {
        "tps": row.tps,
        "name": row.name,
        "village": {"code": row.tps[:10], "name": row.village or row.tps[:10]},
        "district": {"code": row.tps[:6], "name": row.district or row.tps[:6]},
        "dpt": row.dpt,
        "point": [row.lon, row.lat] if row.has_point else None,
        "quality": row.quality,
        **{name: getattr(plan, name) for name in _SHOWN},
        "operators": facts["operators"],
        **{name: facts.get(name) for name in ("covered", "asset", "wifi", "radio", "road")},
        "assessed_at": clock.to_text(row.assessed_at) if row.assessed_at else None,
    }


_SHOWN = ("signal", "plan", "state", "reason", "proposed", "proposed_reason", "outdated", "version")


def readiness_out(row: Any) -> dict[str, Any]:
    """Return how ready the stations of an area are."""
    counts = {name: getattr(row, name) for name in _COUNTS}
    return {"area": {"code": row.area, "name": row.name or row.area}, **counts}


def act_out(row: Any) -> dict[str, Any]:
    """Return an act of a plan's history."""
    return {
        "version": row.number,
        "plan": row.plan,
        "state": row.state,
        "reason": row.reason,
        "who": row.who,
        "at": clock.to_text(row.at),
    }


def proposal_act_out(row: Any) -> dict[str, Any]:
    """Return an act of a proposal's history."""
    at = clock.to_text(row.at)
    return {"state": row.state, "reason": row.reason, "who": row.who, "at": at}


def proposal_out(row: Any) -> dict[str, Any]:
    """Return a spot in the list of proposals, with its last act."""
    return {
        "spot": row.spot,
        "name": row.name,
        "signal": row.signal,
        "proposal": row.proposal,
        "area": {"code": row.area, "name": row.place} if row.area else None,
        "source": row.source,
        "seen_on": row.seen_on.isoformat(),
        "reason": row.reason,
        "who": row.who,
        "at": clock.to_text(row.at) if row.at else None,
    }
