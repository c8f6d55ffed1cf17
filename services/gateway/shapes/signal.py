"""Signal, stations' plans, and what is asked for where there is none."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    POINT,
    STATION,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

PLANS = ("online", "offline", "village_wifi", "radio", "sms", "move")
SIGNAL: Schema = {"type": "string", "enum": ["none", "weak", "covered", "unknown"]}
PLAN: Schema = {"type": "string", "enum": list(PLANS)}
STATES = ("proposed", "surveyed", "approved", "built", "on_air", "refused")
REASON: Schema = {"type": "string", "maxLength": 500}
ASKED: dict[str, Schema] = {
    "signal": SIGNAL,
    "plan": {"type": "string", "enum": [*PLANS, "missing"]},
    "state": {"type": "string", "enum": ["proposed", "accepted", "changed", "outdated"]},
}
PROPOSAL_STATE: Schema = {"type": "string", "enum": [*STATES, "open"]}
PLACE = opened({"code": TEXT, "name": TEXT})
NEAREST: Schema = {
    **opened({"id": TEXT, "name": optional(TEXT), "kind": TEXT, "metres": {"type": "number"}}),
    "type": ["object", "null"],
    "description": "straight metres; of a road also `at_m`, the metre along it",
}
ACT = opened({"state": optional(TEXT), "reason": TEXT, "who": TEXT, "at": TIME})
COUNTS = (
    *("stations", "without_point", "without_plan", "proposed", "accepted", "changed", "outdated"),
    *("none", "weak", "covered", "unknown"),
)

METRES: Schema = {"type": "number", "minimum": 0}
BLOCK: dict[str, Schema] = {
    "road": {"type": "string", "maxLength": 40},
    "from_m": METRES,
    "to_m": METRES,
    "reason": {"type": "string", "enum": ["flooded", "damaged", "closed"]},
    "source": {"type": "string", "minLength": 1, "maxLength": 500},
}
WAY: Schema = {
    **opened(
        {
            "to": opened({"id": TEXT, "name": optional(TEXT), "kind": optional(TEXT)}),
            "by_road": {"type": "boolean", "description": "false: no road leads there"},
            "metres": {**METRES, "description": "along roads"},
            "straight_metres": {**METRES, "description": "to the first road and from the last"},
            "legs": {"type": "array"},
        }
    ),
    "type": ["object", "null"],
}

SCHEMAS: dict[str, Schema] = {
    "StationReach": opened(
        {
            "tps": STATION,
            "near": {"type": "array"},
            "to_centre": WAY,
            "to_covered": WAY,
            "to_asset": WAY,
        }
    ),
    "RoadBlockIn": strict({**BLOCK, "since": TIME, "until": TIME}, list(BLOCK)),
    "RoadBlock": opened({"id": TEXT, **BLOCK, "since": TIME, "until": optional(TIME)}),
    "RoadBlocks": listed({"$ref": "#/components/schemas/RoadBlock"}),
    "StationPlan": opened(
        {
            "tps": STATION,
            "name": optional(TEXT),
            "village": PLACE,
            "district": PLACE,
            "dpt": optional(COUNT),
            "point": POINT,
            "quality": TEXT,
            "signal": SIGNAL,
            "plan": optional(TEXT),
            "state": optional(TEXT),
            "reason": {**TEXT, "description": "a code: see docs/gis/signal.md"},
            "proposed": optional(TEXT),
            "proposed_reason": TEXT,
            "outdated": {"type": "boolean", "description": "facts changed since the decision"},
            "version": COUNT,
            "operators": {"type": "object"},
            **dict.fromkeys(("covered", "asset", "wifi", "radio", "road"), NEAREST),
            "assessed_at": optional(TIME),
        }
    ),
    "StationPlans": listed({"$ref": "#/components/schemas/StationPlan"}),
    "StationPlanIn": strict(
        {"plan": PLAN, "reason": REASON, "expected_version": COUNT}, ["plan", "expected_version"]
    ),
    "StationPlanActs": listed({**ACT, "properties": {**ACT["properties"], "version": COUNT}}),
    "Readiness": opened(
        {
            "items": {
                "type": "array",
                "items": opened({"area": PLACE, **dict.fromkeys(COUNTS, COUNT)}),
            },
            "next": optional(TEXT),
            "waiting": {**COUNT, "description": "stations that are still to be looked at again"},
        }
    ),
    "SpotProposalIn": strict(
        {"state": {"type": "string", "enum": list(STATES)}, "reason": REASON}, ["state"]
    ),
    "SpotProposal": opened(
        {
            "spot": TEXT,
            "name": TEXT,
            "proposal": optional(TEXT),
            "acts": {"type": "array", "items": ACT},
            "earlier": {"type": "array", "items": {"type": "object"}},
        }
    ),
    "SpotProposals": listed(
        opened(
            {
                "spot": TEXT,
                "name": TEXT,
                "signal": SIGNAL,
                "proposal": optional(TEXT),
                "source": TEXT,
                "seen_on": {"type": "string", "format": "date"},
            }
        )
    ),
}
