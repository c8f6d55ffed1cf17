"""Warnings (CAP 1.2): ours, those of others, and the feeds that bring them."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    POINT,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

_TEXTS = {
    name: {"type": "string", "maxLength": most}
    for name, most in (("headline", 160), ("description", 4000), ("instruction", 4000))
}
_SAID = strict({**_TEXTS, "event": {"type": "string", "maxLength": 80}}, ["headline"])
_RING: Schema = {"type": "array", "items": {**POINT, "type": "array"}, "maxItems": 100_000}
_CIRCLE = strict(
    {
        "point": {**POINT, "type": "array"},
        "radius_m": {"type": "integer", "minimum": 1, "maximum": 500_000},
    },
    ["point", "radius_m"],
)
_AREA = strict(
    {
        "description": {"type": "string", "minLength": 1, "maxLength": 500},
        "codes": {"type": "array", "items": ANY_AREA, "maxItems": 200},
        "polygons": {"type": "array", "items": _RING, "maxItems": 200},
        "circles": {"type": "array", "items": _CIRCLE, "maxItems": 200},
    },
    ["description"],
)
_WORD: Schema = {"type": "string", "maxLength": 40}
_COMPOSED: dict[str, Schema] = {
    "type": {**_WORD, "description": "one of /v1/incidents/types"},
    "status": {"enum": ["Actual", "Exercise", "Test"]},
    "scope": {"enum": ["Public", "Restricted"]},
    "restriction": {"type": "string", "maxLength": 200},
    "urgency": {**_WORD, "description": "Immediate, Expected, Future, Past, Unknown"},
    "severity": {**_WORD, "description": "Extreme, Severe, Moderate, Minor, Unknown"},
    "certainty": {**_WORD, "description": "Observed, Likely, Possible, Unlikely, Unknown"},
    "responses": {"type": "array", "items": _WORD, "maxItems": 9},
    "onset": TIME,
    "expires": {**TIME, "description": "six hours from now unless told"},
    "texts": strict({"id": _SAID, "en": _SAID}, ["id"]),
    "areas": {"type": "array", "items": _AREA, "minItems": 1, "maxItems": 50},
    "web": {"type": "string", "maxLength": 500},
    "contact": {"type": "string", "maxLength": 200},
}
REASON: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
_MESSAGE: dict[str, Schema] = {
    **dict.fromkeys(("id", "chain"), UUID),
    **dict.fromkeys(("refers", "ended_by", "incident"), optional(UUID)),
    **dict.fromkeys(("msg_type", "identifier", "status", "scope", "severity"), TEXT),
    **dict.fromkeys(("headline", "reason", "made_by"), TEXT),
    "state": {"enum": ["waiting", "issued", "refused"]},
    "notes": {"type": "array", "items": TEXT},
    "decided_by": optional(TEXT),
    "made_at": TIME,
    **dict.fromkeys(("decided_at", "sent", "expires"), optional(TIME)),
}
_INCOMING = opened(
    {
        "id": UUID,
        **dict.fromkeys(("feed", "error", "headline", "event", "area", "brought_by"), TEXT),
        **dict.fromkeys(("key", "chain", "msg_type", "status", "severity"), optional(TEXT)),
        "state": TEXT,
        "repeats": COUNT,
        **dict.fromkeys(("sent", "expires"), optional(TIME)),
        "received_at": TIME,
        "incident": optional(UUID),
    }
)
_BOUNDS: Schema = {
    "type": ["array", "null"],
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
    "description": "west, south, east, north in degrees",
}
_FEED = opened(
    {
        **dict.fromkeys(("name", "title", "attribution", "url", "error"), TEXT),
        "areas": {"type": "array", "items": TEXT},
        "bounds": _BOUNDS,
        **dict.fromkeys(("every_s", "failures"), COUNT),
        "enabled": {"type": "boolean"},
        **dict.fromkeys(
            ("asked_at", "ok_at", "failed_since", "next_at", "changed_at"), optional(TIME)
        ),
    }
)
_STANDING = opened(
    {
        "id": UUID,
        **dict.fromkeys(("type", "severity", "urgency", "certainty", "web", "contact"), TEXT),
        "texts": {"type": "object"},
        "places": {"type": "array", "items": TEXT},
        **dict.fromkeys(("sent", "expires"), TIME),
        "onset": optional(TIME),
        "updated": {"type": "boolean"},
    }
)

SCHEMAS: dict[str, Schema] = {
    "CapIn": strict({**_COMPOSED, "incident": {**UUID, "type": "string"}}, []),
    "CapUpdate": strict(_COMPOSED, []),
    "CapReason": strict({"reason": REASON}, ["reason"]),
    "CapMessage": opened({**_MESSAGE, "content": {"type": "object"}}),
    "CapMessages": listed(opened(_MESSAGE)),
    "CapPreview": opened(
        {"xml": TEXT, "notes": {"type": "array", "items": TEXT}, "waits": {"type": "boolean"}}
    ),
    "CapIncoming": _INCOMING,
    "CapIncomings": listed(_INCOMING),
    "CapFeed": _FEED,
    "CapFeeds": listed(_FEED),
    "CapFeedIn": strict(
        {
            "url": {"type": "string", "minLength": 1, "maxLength": 500},
            "areas": {"type": "array", "items": ANY_AREA, "maxItems": 50},
            "bounds": _BOUNDS,
            "every_s": {"type": "integer", "minimum": 30, "maximum": 86_400},
            "enabled": {"type": "boolean"},
        },
        ["enabled"],
    ),
    "PublicWarnings": listed(_STANDING),
}
