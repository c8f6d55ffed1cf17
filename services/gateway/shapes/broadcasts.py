"""Broadcasts, and subscriptions of the public."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    AREA,
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

_SAID = strict(
    {
        "subject": {"type": "string", "minLength": 1, "maxLength": 120},
        "text": {"type": "string", "minLength": 1, "maxLength": 1500},
    },
    ["subject", "text"],
)
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 40}
_PROPOSAL = opened(
    {
        **dict.fromkeys(("id", "alert"), UUID),
        "broadcast": optional(UUID),
        **dict.fromkeys(("area", "severity", "headline", "text", "reason"), TEXT),
        "state": {"enum": ["open", "taken", "dropped"]},
        "rules": {"type": "array", "items": TEXT},
        "decided_by": optional(TEXT),
        "decided_at": optional(TIME),
        "made_at": TIME,
        "over": {"type": "boolean", "description": "whether the alert has ended"},
    }
)
_BROADCAST = opened(
    {
        "id": UUID,
        "areas": {"type": "array", "items": TEXT},
        "channels": {"type": "array", "items": TEXT},
        "texts": {"type": "object"},
        "severity": TEXT,
        "state": {"enum": ["waiting", "ready", "sending", "done", "stopped", "refused"]},
        "exercise": {"type": "boolean"},
        **dict.fromkeys(("size", "queued"), COUNT),
        "cost": {**COUNT, "description": "rupiah"},
        **dict.fromkeys(("made_by", "reason"), TEXT),
        "decided_by": optional(TEXT),
        "made_at": TIME,
        **dict.fromkeys(("decided_at", "started_at", "ended_at"), optional(TIME)),
        "became": {"type": "object", "additionalProperties": COUNT},
    }
)
_TOKEN: Schema = {"type": "string", "minLength": 1, "maxLength": 100}

SCHEMAS: dict[str, Schema] = {
    "BroadcastIn": strict(
        {
            "areas": {"type": "array", "items": AREA, "minItems": 1, "maxItems": 200},
            "channels": {"type": "array", "items": _NAME, "minItems": 1, "maxItems": 10},
            "texts": strict({"id": _SAID, "en": _SAID}, ["id"]),
            "severity": {"enum": ["info", "minor", "major", "critical"]},
            "exercise": {"type": "boolean"},
            "proposal": {**UUID, "description": "written of what a rule proposed: always waits"},
        },
        ["areas", "texts"],
    ),
    "BroadcastReason": strict(
        {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}, ["reason"]
    ),
    "BroadcastPreview": opened(
        {
            "texts": {"type": "object"},
            **dict.fromkeys(("size", "cost"), COUNT),
            "channels": {
                "type": "array",
                "items": opened({"channel": TEXT, "size": COUNT}),
            },
            "waits": {"type": "boolean"},
        }
    ),
    "Broadcast": _BROADCAST,
    "BroadcastProposal": _PROPOSAL,
    "BroadcastProposals": listed(_PROPOSAL),
    "Broadcasts": listed(_BROADCAST),
    "PublicChannels": listed(opened({"name": TEXT, "kind": TEXT})),
    "SubscriptionIn": strict(
        {
            "channel": _NAME,
            "address": {"type": "string", "minLength": 1, "maxLength": 254},
            "village": {"type": "string", "pattern": "^[0-9]{10}$"},
            "language": {"enum": ["id", "en"]},
        },
        ["channel", "address", "village"],
    ),
    "SubscriptionAsked": opened({"asked": {"type": "boolean"}}),
    "SubscriptionToken": strict({"token": _TOKEN}, ["token"]),
    "SubscriptionBegun": opened({"channel": TEXT, "village": TEXT}),
    "SubscriptionEnded": opened({"ended": {"type": "boolean"}}),
}
