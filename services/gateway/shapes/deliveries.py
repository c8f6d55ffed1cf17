"""Deliveries: lists, the inbox, one's own contacts, channels, templates."""

from __future__ import annotations

from services.gateway.shapes.incidents import SEVERITY
from services.gateway.shapes.parts import COUNT, TEXT, TIME, UUID, Schema, listed, opened, optional
from services.gateway.shapes.parts import strict as strictly

STATES = [
    "queued", "sending", "sent", "delivered", "read", "failed", "unknown", "cancelled", "expired",
]  # fmt: skip
STATE: Schema = {"type": "string", "enum": STATES}
NAME: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
LANGUAGE: Schema = {"type": "string", "enum": ["id", "en"]}
CLOCK: Schema = {
    "type": ["string", "null"],
    "pattern": "^[0-2][0-9]:[0-5][0-9]$",
    "description": "time of day in the region's zone",
}
FLAG: Schema = {"type": "boolean"}
_WHEN = optional(TIME)
_DELIVERY: dict[str, Schema] = {
    "id": UUID,
    "key": TEXT,
    "topic": TEXT,
    "severity": SEVERITY,
    "subject": TEXT,
    "exercise": FLAG,
    "reader": {**TEXT, "description": "user name; empty for a channel's own address"},
    "channel": TEXT,
    "address": {**TEXT, "description": "masked"},
    "state": STATE,
    "why": {**TEXT, "description": "why it failed or waits, as a slug"},
    "attempts": COUNT,
    "queued_at": TIME,
    "sent_at": _WHEN,
    "delivered_at": _WHEN,
    "read_at": _WHEN,
    "ended_at": _WHEN,
    "ready_at": _WHEN,
}
_TOLD: dict[str, Schema] = {
    "id": UUID,
    "key": TEXT,
    "topic": TEXT,
    "severity": SEVERITY,
    "subject": TEXT,
    "text": TEXT,
    "link": TEXT,
    "exercise": FLAG,
    "told_at": TIME,
    "read_at": _WHEN,
}
_CONTACT: dict[str, Schema] = {
    "id": UUID,
    "channel": TEXT,
    "kind": TEXT,
    "address": {**TEXT, "description": "whole for GET, else masked"},
    "least": SEVERITY,
    "verified_at": _WHEN,
    "code_until": _WHEN,
}
_WISHES = {"language": LANGUAGE, "quiet_from": CLOCK, "quiet_until": CLOCK, "digest": FLAG}
_TAKING = opened(
    {
        **dict.fromkeys(("name", "kind", "address"), TEXT),
        "key": {**TEXT, "description": "of Web Push: our public key, by which to subscribe"},
    }
)
_CONTACTS: dict[str, Schema] = {
    "items": {"type": "array", "items": opened(_CONTACT)},
    "next": {"type": "null"},
    "preferences": opened({**_WISHES}),
    "channels": {"type": "array", "items": _TAKING},
}
_HEALTH = opened(
    {
        "state": {"type": "string", "enum": ["ok", "failing", "open", "unused"]},
        "failures": COUNT,
        "why": TEXT,
        "open_until": _WHEN,
        "last_ok_at": _WHEN,
        "last_failed_at": _WHEN,
    }
)
_CHANNEL: dict[str, Schema] = {
    "name": TEXT,
    "kind": TEXT,
    "shared": {**FLAG, "description": "it has an address of its own"},
    "enabled": FLAG,
    "public": FLAG,
    "version": COUNT,
    "changed_by": TEXT,
    "changed_at": TIME,
}
_SETUP: dict[str, Schema] = {
    "parts": {"type": "object"},
    "secrets": {"type": "object", "description": "which of its secrets are set"},
}
_TEMPLATE: dict[str, Schema] = {
    "topic": TEXT,
    "language": LANGUAGE,
    "subject": TEXT,
    "body": TEXT,
    "version": COUNT,
    "own": {**FLAG, "description": "written here; else the words come with the system"},
    "changed_by": optional(TEXT),
    "changed_at": _WHEN,
}
_CONTACT_IN = strictly(
    {"id": UUID, "channel": NAME, "address": {"type": "string", "maxLength": 2000},
     "least": SEVERITY},
    [],
)  # fmt: skip
_PARTS: Schema = {
    "type": "object",
    "maxProperties": 12,
    "additionalProperties": {"type": ["string", "integer", "null"], "maxLength": 400},
}
_WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": 8000}
SCHEMAS: dict[str, Schema] = {
    "Delivery": opened(_DELIVERY),
    "Deliveries": listed(opened(_DELIVERY)),
    "DeliveryCounts": opened(
        {
            "counts": {"type": "object", "additionalProperties": COUNT},
            "most": {**COUNT, "description": "a count of this many may be more"},
            "older": {
                "type": "object",
                "additionalProperties": COUNT,
                "description": "those that are kept no longer; to who sees all areas",
            },
        }
    ),
    "Told": opened(_TOLD),
    "PersonInbox": opened(
        {
            "items": {"type": "array", "items": opened(_TOLD)},
            "next": optional(TEXT),
            "unread": COUNT,
        }
    ),
    "Unread": opened({"unread": COUNT}),
    "Contacts": opened(_CONTACTS),
    "ContactsVerified": opened({**_CONTACTS, "verified": FLAG}),
    "ContactsIn": strictly(
        {
            "contacts": {"type": "array", "maxItems": 20, "items": _CONTACT_IN},
            "preferences": strictly({**_WISHES}, ["language"]),
        },
        ["contacts", "preferences"],
    ),
    "ContactAddress": strictly(
        {"address": {"type": "string", "minLength": 1, "maxLength": 2000}}, ["address"]
    ),
    "ContactCode": strictly({"code": {"type": "string", "maxLength": 20}}, ["code"]),
    "Channels": opened(
        {
            "items": {
                "type": "array",
                "items": opened({**_CHANNEL, "health": _HEALTH, "waiting": COUNT}),
            },
            "next": {"type": "null"},
            "kinds": {"type": "array", "items": {"type": "object"}},
        }
    ),
    "Channel": opened({**_CHANNEL, **_SETUP}),
    "ChannelIn": strictly(
        {
            "kind": NAME,
            "parts": _PARTS,
            "secrets": _PARTS,
            "enabled": FLAG,
            "public": FLAG,
            "version": {"type": "integer", "minimum": 0, "maximum": 2147483647},
        },
        ["kind", "parts", "enabled", "version"],
    ),
    "ChannelTest": opened({"key": TEXT}),
    "MessageTemplate": opened(_TEMPLATE),
    "MessageTemplates": listed(opened(_TEMPLATE)),
    "MessageTemplateIn": strictly(
        {
            "subject": _WORDS,
            "body": _WORDS,
            "version": {"type": "integer", "minimum": 0, "maximum": 2147483647},
        },
        ["subject", "body", "version"],
    ),
    "MessageTemplateReset": strictly(
        {"version": {"type": "integer", "minimum": 0, "maximum": 2147483647}}, ["version"]
    ),
    "MessagePreviewIn": strictly(
        {
            "topic": {"type": "string", "maxLength": 40},
            "language": LANGUAGE,
            "subject": _WORDS,
            "body": _WORDS,
            "exercise": FLAG,
        },
        ["topic", "language", "subject", "body"],
    ),
    "MessagePreview": opened({"subject": TEXT, "text": TEXT}),
}
