"""Schemas of rehearsals."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    AREA,
    COUNT,
    SLUG,
    TEXT,
    TIME,
    UUID,
    listed,
    opened,
    optional,
    strict,
)

Schema = dict[str, Any]


def _number(least: float, most: float, text: str) -> Schema:
    return {"type": "number", "minimum": least, "maximum": most, "description": text}


def _whole(least: int, most: int, text: str) -> Schema:
    return {**_number(least, most, text), "type": "integer"}


_OUTAGE_AREA: Schema = {
    "type": "string",
    "pattern": "^([0-9]{4}|[0-9]{6}|[0-9]{10}|[0-9]{13})$",
}
_PLAN: dict[str, Schema] = {
    "of": {**SLUG, "description": "the election whose areas, ballots and stations are used"},
    "area": {**AREA, "description": "without `of`: where stations are made"},
    "tps": _whole(1, 50_000, "how many stations; with `of`, at most"),
    "contests": _whole(1, 5, "without `of`: how many ballots"),
    "seed": _whole(0, 2**31 - 1, "the same seed is the same night"),
    "speed": _number(0, 1e6, "times as fast as a real night; 0 = as fast as it goes"),
    "hours": _number(0.5, 96, "until when all have reported"),
    "median_hours": _number(0.3, 48, "when half of them have"),
    "steepness": _number(1.1, 10, "of the log-logistic arrival"),
    "parts_rate": _number(0, 1, "share of forms that come by parts"),
    "error_rate": _number(0, 1, "share of forms with a slip of the pen; half are corrected"),
    "conflict_rate": _number(0, 1, "share of forms entered twice with other votes"),
    "verifiers": _whole(0, 50, "made verifiers; 0 leaves the contested forms to people"),
    "verifier_seconds": _number(5, 3600, "what a form takes them on average"),
    "outages": {
        "type": "array",
        "maxItems": 20,
        "items": strict(
            {
                "area": _OUTAGE_AREA,
                "from_hour": _number(0, 96, "hours since the stations closed"),
                "to_hour": _number(0, 96, "hours since the stations closed"),
            },
            ["area", "from_hour", "to_hour"],
        ),
    },
}
_AGES = opened({"p50": {"type": "number"}, "p99": {"type": "number"}, "most": {"type": "number"}})
_REPORT = opened(
    {
        "ended_at": TIME,
        "seconds": {"type": "number"},
        "deeds": COUNT,
        "kinds": {"type": "object", "additionalProperties": COUNT},
        "arrivals": {"type": "array", "items": opened({"hour": COUNT, "forms": COUNT})},
        "outages": {"type": "array", "items": opened({"area": TEXT, "held_back": COUNT})},
        "verifiers": opened({"made": COUNT, "people": COUNT, "waiting": COUNT}),
        "latency": opened(
            {"hand_in_ms": _AGES, "tally_age_ms": _AGES, "outbox_age_ms": _AGES, "most_held": COUNT}
        ),
        "contests": {
            "type": "array",
            "items": opened(
                {
                    "contest": SLUG,
                    "tps_in": COUNT,
                    "expected": COUNT,
                    "votes": {"type": "array", "items": COUNT},
                    "handed_in": {"type": "array", "items": COUNT},
                    "exact": {"type": "boolean"},
                }
            ),
        },
        "broke": {"type": "array", "items": opened({"what": TEXT, "times": COUNT})},
    }
)
_SIMULATION = opened(
    {
        "id": UUID,
        "election": {**SLUG, "description": "the shadow election, a rehearsal"},
        "of": optional(SLUG),
        "area": AREA,
        "plan": {"type": "object"},
        "created_at": TIME,
        "started_at": optional(TIME),
        "removing": {
            "type": "boolean",
            "description": "it is being removed: state and progress are those of that",
        },
        "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
        "done": COUNT,
        "total": optional(COUNT),
        "message": TEXT,
        "report": {"anyOf": [_REPORT, {"type": "null"}]},
    }
)

SCHEMAS: dict[str, Schema] = {
    "SimulationIn": {**strict(_PLAN, []), "anyOf": [{"required": ["of"]}, {"required": ["area"]}]},
    "Simulation": _SIMULATION,
    "Simulations": listed(_SIMULATION),
}
