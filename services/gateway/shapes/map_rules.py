"""How the map's concerns judge: tables with their sources, each set as a whole."""

from __future__ import annotations

from services.gateway.shapes.parts import COUNT, TEXT, TIME, Schema, opened, optional, strict
from services.gateway.shapes.roads import SEVERITY
from services.gateway.shapes.signal import PLAN

_NUMBER: Schema = {"type": "number"}
_METRES: Schema = {"type": "number", "minimum": 1, "description": "metres"}
_DAYS: Schema = {"type": "number", "minimum": 0, "maximum": 3650}
_SOURCE: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
_LEVEL: Schema = {"type": "number", "minimum": 0}


def _table(columns: dict[str, Schema]) -> Schema:
    return strict({**columns, "source": _SOURCE}, [*columns, "source"])


def _numbers(count: int) -> Schema:
    return {"type": "array", "items": _NUMBER, "minItems": count, "maxItems": count}


def _words(most: int) -> Schema:
    return {"type": "array", "items": TEXT, "minItems": 1, "maxItems": most}


_STEP = strict(
    {
        "plan": PLAN,
        "reason": TEXT,
        "when": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": strict({"least": _LEVEL, "most": _LEVEL}, []),
        },
    },
    ["plan", "reason", "when"],
)
_PLACES = {"operators": _words(20), "enough": COUNT}
_PLACES |= dict.fromkeys(("reach_m", "search_m", "again_m"), _METRES)
_STEPS: Schema = {"type": "array", "items": _STEP, "minItems": 1, "maxItems": 20}
_BOUNDS = _table({"bounds": _numbers(3)})
_PUT: dict[str, Schema] = {"version": COUNT}

SCHEMAS: dict[str, Schema] = {
    "MapRules": opened({"version": COUNT, "who": optional(TEXT), "at": optional(TIME)}),
    "RulesPut": opened(_PUT),
    "RoadRulesIn": strict({"iri": _BOUNDS, "sdi": _BOUNDS}, []),
    "RoadRulesPut": opened({**_PUT, "judged": COUNT, "layers": {"type": "array"}}),
    "DamageRulesIn": strict(
        {
            "days": _table(dict.fromkeys(SEVERITY["enum"], _DAYS)),
            "metres": _table(dict.fromkeys(("snap", "same"), _METRES)),
        },
        [],
    ),
    "SignalRulesIn": strict(
        {
            "places": _table(_PLACES),
            "rsrp": _table({"bounds": _numbers(2)}),
            "generations": _table({"data": _words(5)}),
            "plans": _table({"steps": _STEPS}),
        },
        [],
    ),
    "SignalRulesPut": opened({**_PUT, "waiting": COUNT}),
}
