"""Schemas of the SMS line."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import SLUG, TEXT, TIME, UUID, listed, opened, optional, strict

Schema = dict[str, Any]
STATES = ["taken", "partly", "refused", "unknown-sender"]
STATE: Schema = {"type": "string", "enum": STATES}
_PHONE: Schema = {"type": "string", "minLength": 8, "maxLength": 24}
_AREA: Schema = {"type": "string", "pattern": "^([0-9]{4}|[0-9]{6}|[0-9]{10}|[0-9]{13})$"}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 640}
_MESSAGE = opened(
    {
        "id": UUID,
        "received_at": TIME,
        "channel": {"enum": ["sms", "radio"]},
        "from_tail": {**TEXT, "description": "the last digits of the number"},
        "text": TEXT,
        "tps": optional(TEXT),
        "contest": optional(SLUG),
        "state": STATE,
        "reply": {**TEXT, "maxLength": 160, "description": "what the sender is told"},
        "submission": optional(UUID),
    }
)

SCHEMAS: dict[str, Schema] = {
    "SmsIn": strict(
        {
            "id": {"type": "string", "minLength": 1, "maxLength": 200},
            "from": _PHONE,
            "text": _TEXT,
            "received_at": TIME,
        },
        ["id", "from", "text"],
    ),
    "SmsTyped": strict({"text": _TEXT}, ["text"]),
    "Sms": _MESSAGE,
    "SmsList": listed(_MESSAGE),
    "PhonesIn": strict(
        {
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1000,
                "items": strict({"phone": _PHONE, "area": _AREA}, ["phone", "area"]),
            }
        },
        ["items"],
    ),
    "PhoneIn": strict({"phone": _PHONE}, ["phone"]),
    "PhonesRegistered": opened({"registered": {"type": "integer"}}),
    "PhoneForgotten": opened({"forgotten": {"type": "boolean"}}),
}
