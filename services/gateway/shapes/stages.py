"""Stages of an election."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    SLUG,
    TEXT,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

DAY: Schema = {"type": "string", "format": "date", "description": "a day of the region's zone"}
_WORDS: Schema = {"type": "string", "maxLength": 200}
_NAME: Schema = {**_WORDS, "minLength": 1}

SCHEMAS: dict[str, Schema] = {
    "StagesTemplateIn": strict({"template": SLUG, "shift_to": optional(DAY)}, ["template"]),
    "StagesLoaded": opened({"loaded": COUNT}),
    "StageIn": strict(
        {
            "name": _NAME,
            "parent": optional(SLUG),
            "starts": optional(DAY),
            "ends": optional(DAY),
            "timing": {**_WORDS, "maxLength": 500, "description": "when, in words"},
            "body": {**_WORDS, "description": "who is responsible"},
            "basis": {**_WORDS, "description": "the legal basis"},
            "place": {**COUNT, "maximum": 10_000, "description": "order among its siblings"},
            "remind": {
                "type": "array",
                "items": {**COUNT, "maximum": 366},
                "maxItems": 10,
                "description": "days before its start and end at which it is told of",
            },
        },
        ["name"],
    ),
    "Stage": opened(
        {
            "id": SLUG,
            "name": TEXT,
            "parent": optional(SLUG),
            "starts": optional(DAY),
            "ends": optional(DAY),
            "timing": TEXT,
            "body": TEXT,
            "basis": TEXT,
            "place": COUNT,
            "remind": {"type": "array", "items": COUNT},
            "state": {"enum": ["upcoming", "running", "over", "undated"]},
            "children": {"type": "array", "items": {"type": "object"}},
        },
        ["id", "name", "parent", "starts", "ends", "timing", "body", "basis", "place", "remind"],
    ),
    "Stages": opened(
        {
            "election": SLUG,
            "name": TEXT,
            "today": DAY,
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Stage"}},
            "next": {"type": ["string", "null"]},
        }
    ),
    "StageTemplates": listed(
        opened({"id": SLUG, "name": TEXT, "voting_day": DAY, "stages": COUNT})
    ),
}
