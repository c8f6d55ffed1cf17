"""Orders, and whom something is addressed to."""

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

KINDS = ["person", "position", "on_call", "group"]
KIND: Schema = {"type": "string", "enum": KINDS}
CODE: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
TARGET = strict({"kind": KIND, "code": CODE}, ["kind", "code"])
RECEIVER_STATES = ["sent", "delivered", "read", "acknowledged", "done", "cannot"]
STATES = ["open", "overdue", "done", "not_done", "cancelled"]
URGENCY: Schema = {"type": "string", "enum": ["ordinary", "urgent", "very_urgent"]}
ABOUT: Schema = {
    "type": "string",
    "pattern": "^indicator/[a-z0-9-]{1,100}(/[0-9]{4,10}(/[0-9QS-]{4,10})?)?$",
    "description": "a figure: indicator/<code>/<area>/<period>, or the first parts of that",
}
REASON: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
_RECEIVER: dict[str, Schema] = {
    "id": UUID,
    **dict.fromkeys(("person", "position", "title", "unit_name"), TEXT),
    "state": {"type": "string", "enum": RECEIVER_STATES},
    **dict.fromkeys(("answered_by", "reason"), TEXT),
    "reminders": COUNT,
    "times": {"type": "object", "additionalProperties": TIME},
    **dict.fromkeys(("reminded_at", "escalated_at", "overdue_at"), optional(TIME)),
}
_COUNTS = opened({**dict.fromkeys((*RECEIVER_STATES, "unanswered", "all"), COUNT)})
_ORDER: dict[str, Schema] = {
    "id": UUID,
    "number": {**TEXT, "description": "such as PRT-0012, counted anew each year"},
    "year": COUNT,
    "text": TEXT,
    "urgency": URGENCY,
    "area": TEXT,
    "incident": optional(UUID),
    "exercise": {"type": "boolean"},
    **dict.fromkeys(("given_by", "given_as", "given_title"), TEXT),
    **dict.fromkeys(("given_at", "acknowledge_by", "deadline"), TIME),
    "ended_at": optional(TIME),
    **dict.fromkeys(("ended_by", "reason"), TEXT),
    "version": COUNT,
    "about": {**TEXT, "description": "what else it is about, as it was given; empty for nothing"},
    "state": {"type": "string", "enum": STATES},
    "counts": _COUNTS,
    "receivers": {
        "type": "array",
        "items": opened(_RECEIVER),
        "description": "those in front who have done least",
    },
    "mine": {
        "type": "array",
        "items": UUID,
        "description": "receivers for whom the caller answers",
    },
    "manages": {"type": "boolean", "description": "whether the caller may remind of it"},
    "cancels": {"type": "boolean", "description": "whether the caller may take it back"},
}
_ENTRY: dict[str, Schema] = {
    "id": UUID,
    "receiver": optional(UUID),
    "at": TIME,
    **dict.fromkeys(("what", "who", "as_title", "text"), TEXT),
}
_GROUP: dict[str, Schema] = {
    "code": {"type": "string", "minLength": 1, "maxLength": 50},
    "name": {"type": "string", "minLength": 1, "maxLength": 200},
    "area": ANY_AREA,
    "members": {"type": "array", "items": TARGET, "minItems": 1, "maxItems": 500},
}
_VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": 2147483647}
SEEN: Schema = {**_VERSION, "description": "the version that was seen; 412 if it is another now"}
_RECIPIENT: dict[str, Schema] = {
    "kind": KIND,
    **dict.fromkeys(("code", "name", "note", "area"), TEXT),
    "holders": {"type": "array", "items": TEXT, "description": "of a position: who is told today"},
}

SCHEMAS: dict[str, Schema] = {
    "OrderIn": strict(
        {
            "text": {"type": "string", "minLength": 1, "maxLength": 2000},
            "to": {"type": "array", "items": TARGET, "minItems": 1, "maxItems": 100},
            "deadline": TIME,
            "urgency": URGENCY,
            "incident": optional(UUID),
            "as": {**CODE, "description": "code of the position that gives it; needed of several"},
            "exercise": {"type": "boolean"},
            "about": ABOUT,
        },
        ["text", "to", "deadline"],
    ),
    "Order": opened(_ORDER),
    "Orders": listed(opened(_ORDER)),
    "OrderLog": listed(opened(_ENTRY)),
    "OrderAnswer": strict(
        {
            "step": {"type": "string", "enum": ["read", "acknowledge", "done", "cannot"]},
            "reason": {"type": "string", "maxLength": 500},
            "receiver": optional(UUID),
        },
        ["step"],
    ),
    "OrderCancel": strict({"reason": REASON}, ["reason"]),
    "OrderMe": opened(
        {
            "name": TEXT,
            "positions": {"type": "array", "items": opened({"code": TEXT, "title": TEXT})},
            "room": {"type": "boolean", "description": "whether the caller gives as the room"},
        }
    ),
    "Recipients": listed(opened(_RECIPIENT)),
    "RecipientGroupIn": strict(_GROUP, ["code", "name", "members"]),
    "RecipientGroupPut": strict(
        {**{name: one for name, one in _GROUP.items() if name != "code"}, "version": _VERSION},
        ["name", "members", "version"],
    ),
    "RecipientGroup": opened({**_GROUP, "area": TEXT, "version": _VERSION}),
    "RecipientGroupWhole": opened(
        {
            **_GROUP,
            "area": TEXT,
            "version": _VERSION,
            "members": {
                "type": "array",
                "items": opened({"kind": KIND, "code": CODE, "name": TEXT}),
            },
            "reaches": {
                "type": "array",
                "items": opened(dict.fromkeys(("person", "position", "via"), TEXT)),
                "description": "who is told as of now, each once",
            },
        }
    ),
    "RecipientGroupGone": opened({"code": TEXT, "version": _VERSION}),
    "RecipientGroups": listed(opened({**_GROUP, "area": TEXT, "version": _VERSION})),
}
