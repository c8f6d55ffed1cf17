"""Decisions, quarantine, final, reopenings, an election's options."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.elections import FORM, STANDING
from services.gateway.shapes.parts import (
    ANY_AREA,
    AREA,
    COUNT,
    SLUG,
    STATION,
    TEXT,
    TIME,
    UUID,
    Schema,
    named,
    opened,
    optional,
    strict,
)

VERSION: Schema = {**COUNT, "maximum": 2**31 - 1, "description": "of the record that was seen"}
REASON: Schema = {"type": "string", "minLength": 1, "maxLength": 1000}
_RULE_SET = strict(
    {
        "trusted": {
            "type": "array",
            "items": {"enum": ["crew", "operator", "observer", "import"]},
            "uniqueItems": True,
            "description": "readers of whom one is enough, the one believed first in front",
        },
        "equal": {
            "type": "integer",
            "minimum": 1,
            "maximum": 9,
            "description": "how many equal entries of different persons count without them",
        },
        "compare": {"enum": ["votes", "all"], "description": "what has to be the same"},
    },
    [],
)
_SET: dict[str, Any] = {
    "consolidation": _RULE_SET,
    "closes_at": {**optional(TIME), "description": "from when on no results are taken"},
    "photo_pages": {"type": "integer", "minimum": 1, "maximum": 20},
    "photo_far_metres": {"type": "integer", "minimum": 10, "maximum": 100_000},
    "published": {"type": "boolean"},
    "test_data": {"type": "boolean", "description": "the figures are made, as a demo's are"},
    "reserve_percent": {"type": "number", "minimum": 0, "maximum": 100},
    "staff_ppk": {"type": "integer", "minimum": 1, "maximum": 50},
    "staff_pps": {"type": "integer", "minimum": 1, "maximum": 50},
    "staff_kpps": {"type": "integer", "minimum": 1, "maximum": 50},
    "overdue_hour": {
        "type": ["integer", "null"],
        "minimum": 0,
        "maximum": 72,
        "description": "hours after the voting day's midnight from which on what lacks is late",
    },
    "overdue_share": {
        "type": ["number", "null"],
        "minimum": 50,
        "maximum": 100,
        "description": "percent of the stations after which the others are late",
    },
}
_COUNTS: dict[str, Any] = {
    "area": opened({"code": ANY_AREA, "name": TEXT, "level": TEXT}),
    "states": {"type": "object", "additionalProperties": COUNT, "description": "TPS by state"},
    "expected": COUNT,
    "ready": {**COUNT, "description": "count, without an open error: may be made final"},
    "quarantined": COUNT,
    "with_errors": COUNT,
}

SCHEMAS: dict[str, Schema] = {
    "DecisionIn": {
        **strict(
            {
                "version": VERSION,
                "take": {
                    "type": ["string", "null"],
                    "maxLength": 200,
                    "description": "source of the entry that stands",
                },
                "form": {**strict(FORM, []), "type": ["object", "null"]},
                "reason": REASON,
            },
            ["version", "reason"],
        ),
        "description": "An entry stands (`take`), the verifier's own figures (`form`), or these "
        "laid over it. Every candidate has a figure then.",
    },
    "QuarantineIn": strict(
        {
            "version": VERSION,
            "scope": {
                "enum": ["none", "results", "all"],
                "description": "results: turnout still counts, votes do not",
            },
            "reason": REASON,
        },
        ["version", "scope", "reason"],
    ),
    "FinalIn": strict({"version": VERSION}, ["version"]),
    "FinalAreaIn": strict({"area": AREA}, ["area"]),
    "FinalArea": opened(
        {"finalised": COUNT, "final": COUNT, "expected": COUNT, "more": {"type": "boolean"}}
    ),
    "RecordCounts": opened(
        {
            "election": SLUG,
            "contest": SLUG,
            **_COUNTS,
            "parts": {"type": "array", "items": opened(_COUNTS)},
        }
    ),
    "ReopeningIn": strict({"reason": REASON}, ["reason"]),
    "VerdictIn": strict({"approve": {"type": "boolean"}, "reason": REASON}, ["approve", "reason"]),
    "Reopening": opened(
        {
            "id": UUID,
            "election": SLUG,
            "contest": SLUG,
            "tps": STATION,
            "reason": TEXT,
            "requested_by": TEXT,
            "requested_at": TIME,
            "state": {"enum": ["open", "approved", "refused"]},
            "decided_by": optional(TEXT),
            "decided_at": optional(TIME),
            "answer": optional(TEXT),
        }
    ),
    "Reopenings": named({"$ref": "#/components/schemas/Reopening"}),
    "OptionsIn": {
        **strict({"version": VERSION, **_SET}, []),
        "description": "What is not given stays as it was; `version`, where given, must be the "
        "newest.",
    },
    "Options": opened({"version": COUNT, **_SET}),
    "Record": opened(
        {
            "election": SLUG,
            "contest": SLUG,
            "tps": STATION,
            "version": COUNT,
            **STANDING,
            "form": {"type": "object"},
            "entries": {"type": "array"},
            "conflicts": {"type": "array", "items": TEXT},
        }
    ),
}
