"""Rules and findings."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.elections import FINDING
from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    SLUG,
    STATION,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

SEVERITY: Schema = {"type": "string", "enum": ["error", "warning"]}
VERSION: Schema = {
    "type": "integer",
    "minimum": 0,
    "description": "the version that was seen; the answer is 412 if it is another now",
}
STATE: Schema = {"type": "string", "enum": ["open", "explained", "verified"]}
SOURCE: Schema = {
    "type": "string",
    "pattern": "^[a-z-]{1,40}$",
    "description": "what found it: form, ballots (those of the same TPS side by side), photo, …",
}
EXPRESSION: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 3612,
    "description": "A condition a line, such as `users.dpt.total <= dpt.total`: names of figures, "
    "`station.dpt.total`, `other.dpt.total` (each other ballot of the TPS), numbers, + - *, "
    "sum(votes), abs, ceil, min, max, and ==, <= or >= between two sides.",
}
TOLERANCE: Schema = {
    **strict(
        {
            "absolute": {"type": "number", "minimum": 0, "maximum": 100_000},
            "percent": {"type": "number", "minimum": 0, "maximum": 100},
        },
        [],
    ),
    "minProperties": 1,
    "maxProperties": 1,
    "description": "how far the sides may lie apart; percent are of the right side",
}
MESSAGE: Schema = {"type": "string", "minLength": 1, "maxLength": 1000}
FLAG: Schema = {"type": "boolean"}
JOB: Schema = {
    "type": ["object", "null"],
    "properties": {
        "id": UUID,
        "state": TEXT,
        "done": COUNT,
        "total": optional(COUNT),
        "message": TEXT,
    },
    "description": "the last re-check of all records by the rules",
}
RULE: dict[str, Any] = {
    "id": TEXT,
    "expression": TEXT,
    "severity": SEVERITY,
    "message": TEXT,
    "tolerance": {"type": "object"},
    "active": FLAG,
    "own": FLAG,
    "changed": {**FLAG, "description": "differs from what ships"},
    "version": {**COUNT, "description": "how often the election said something of it"},
    "open": {**COUNT, "description": "findings that are open"},
}

SCHEMAS: dict[str, Schema] = {
    "RuleIn": {
        **strict(
            {
                "expression": optional(EXPRESSION),
                "severity": {"enum": ["error", "warning", None]},
                "message": optional(MESSAGE),
                "tolerance": optional(TOLERANCE),
                "active": optional(FLAG),
                "version": optional(
                    {**COUNT, "description": "the one that was seen, 0 of a new rule; else 412"}
                ),
            },
            [],
        ),
        "description": "What is not given stays as it ships. A rule of one's own needs an "
        "expression; it begins as an active error without tolerance.",
    },
    "Rule": opened(RULE),
    "Rules": {
        **listed({"$ref": "#/components/schemas/Rule"}),
        "description": "`constants` are the election's numbers that an expression may name.",
    },
    "RuleTried": strict(
        {
            "expression": EXPRESSION,
            "severity": {"enum": ["error", "warning", None]},
            "tolerance": optional(TOLERANCE),
            "area": optional(ANY_AREA),
        },
        ["expression"],
    ),
    "RuleFound": opened(
        {
            "checked": {**COUNT, "description": "records that have all the figures"},
            "found": COUNT,
            "items": {
                "type": "array",
                "items": opened(
                    {"contest": SLUG, "tps": STATION, "difference": {"type": "integer"}}
                ),
            },
        }
    ),
    "Findings": listed(
        {
            **FINDING,
            "properties": {
                **FINDING["properties"],
                "contest": SLUG,
                "tps": STATION,
                "reviewed_by": optional(TEXT),
                "reviewed_at": optional(TIME),
            },
        }
    ),
    "FindingReview": strict(
        {
            "rule": SLUG,
            "fields": {"type": "array", "items": TEXT, "maxItems": 200},
            "state": STATE,
            "note": optional(MESSAGE),
        },
        ["rule", "fields", "state"],
    ),
    "FindingsLeft": opened({"version": COUNT, "findings": {"type": "array", "items": FINDING}}),
}
