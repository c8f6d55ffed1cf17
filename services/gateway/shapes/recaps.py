"""Recapitulation."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

FIGURE: Schema = {"type": "integer", "minimum": 0, "maximum": 300_000_000}
PLACE = opened({"code": TEXT, "name": TEXT, "level": TEXT})
GAP: Schema = {"type": "integer", "description": "theirs less ours"}
ENTERED = opened(
    {
        "id": UUID,
        "version": COUNT,
        "who": TEXT,
        "received_at": TIME,
        "figures": {"type": "object"},
        "slips": {
            "type": "array",
            "items": opened({"field": TEXT, "difference": {"type": "integer"}}),
            "description": "sums that the entered figures themselves get wrong",
        },
    }
)
DIFFERENCE = opened(
    {
        "field": TEXT,
        "theirs": COUNT,
        "ours": COUNT,
        "difference": GAP,
        "parts": {"type": "array", "items": opened({"area": PLACE, "difference": GAP})},
        "unexplained": {
            "type": ["integer", "null"],
            "description": "what the entered parts don't explain; null: no part was entered",
        },
    }
)
COMPARED: Schema = opened(
    {
        "area": PLACE,
        "recap": {**ENTERED, "type": ["object", "null"]},
        "ours": {"type": "object"},
        "tps_in": COUNT,
        "tps_held": COUNT,
        "tps_expected": COUNT,
        "differences": {"type": "array", "items": DIFFERENCE},
        "parts": {
            "type": "array",
            "items": opened({"area": PLACE, "entered": {"type": "boolean"}, "differences": COUNT}),
        },
        "holders": {"type": "array", "items": PLACE},
        "versions": {"type": "array", "items": ENTERED},
    },
    ["area", "recap", "ours", "tps_in", "tps_held", "tps_expected", "differences"],
)

SCHEMAS: dict[str, Schema] = {
    "RecapIn": strict(
        {
            "area": ANY_AREA,
            "figures": {
                **strict(
                    {
                        "votes": {
                            **optional({"type": "object"}),
                            "patternProperties": {"^[1-9][0-9]{0,2}$": FIGURE},
                            "additionalProperties": False,
                            "description": "by the candidate's number, all of them or none",
                        },
                        **dict.fromkeys(("valid", "invalid", "dpt", "users"), optional(FIGURE)),
                    },
                    [],
                ),
                "minProperties": 1,
            },
        },
        ["area", "figures"],
    ),
    "Recap": COMPARED,
    "Recaps": listed({"$ref": "#/components/schemas/Recap"}),
}
