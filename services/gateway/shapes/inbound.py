"""What comes in from outside: Alertmanager's webhook, other webhooks, e-mail."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    SLUG,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

_OBJECT: Schema = {"type": "object"}
_SOURCE: dict[str, Schema] = {
    "code": SLUG,
    "name": TEXT,
    "enabled": {"type": "boolean"},
    "mapping": _OBJECT,
    "version": COUNT,
    "signs": {"type": "boolean", "description": "by Standard Webhooks; the secret is never shown"},
    "received": COUNT,
    "last_at": optional(TIME),
    "last_error": TEXT,
    "failed_at": optional(TIME),
}

SCHEMAS: dict[str, Schema] = {
    "AlertmanagerIn": opened(
        {
            "version": {"const": "4"},
            "alerts": {"type": "array", "items": _OBJECT, "minItems": 1, "maxItems": 500},
        }
    ),
    "Received": {"type": "object", "properties": dict.fromkeys(("raised", "resolved"), COUNT)},
    "MailReceived": opened(
        {
            "number": {
                **optional(TEXT),
                "description": "of the incident; null where it was ignored",
            },
            "repeated": {"type": "boolean"},
            "photos": COUNT,
            "ignored": {**optional(TEXT), "description": "the mark of a machine that wrote it"},
        }
    ),
    "InboundSourceIn": strict(
        {
            "name": {"type": "string", "minLength": 1, "maxLength": 120},
            "enabled": {"type": "boolean"},
            "mapping": _OBJECT,
            "secret": {"type": "string", "maxLength": 120, "description": "whsec_…, write-only"},
            "version": {**COUNT, "description": "the version that was seen; 0 for a new one"},
        },
        ["name", "mapping", "version"],
    ),
    "InboundSource": opened(_SOURCE),
    "InboundSources": listed(opened(_SOURCE)),
    "InboundGone": opened({"code": TEXT}),
    "InboundPreviewIn": strict({"mapping": _OBJECT, "sample": {}}, ["mapping", "sample"]),
    "InboundPreview": opened({"items": {"type": "array", "items": _OBJECT}}),
}
