"""Incoming letters, and dispositions on letters."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_letters import CLASSIFICATION, SECURITY, URGENCY, VERSION
from services.gateway.shapes.parts import (
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

INCOMING_STATE: Schema = {
    "enum": ["recorded", "forwarded", "read", "disposed", "answered", "filed", "done"]
}
DISPOSITION_STATE: Schema = {
    "enum": ["sent", "cancelled", "read", "in_progress", "passed_on", "reported", "done"]
}
ABOUT: Schema = {"enum": ["incoming", "letter"]}
_SEEN: dict[str, Any] = {"as": AS, "version": {**VERSION, "description": "that was seen"}}
_WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": 4000}
_SECRET: Schema = {**optional(TEXT), "description": "null in lists and commands of a secret one"}
_ENTRY: dict[str, Any] = {
    "dated": {**DAY, "description": "day that the letter bears"},
    "received": {**DAY, "description": "day that it came, which decides on its agenda"},
    "classification": CLASSIFICATION,
    "security": SECURITY,
    "urgency": URGENCY,
}
_WRITTEN: dict[str, Any] = {
    "number": {"type": "string", "maxLength": 300, "description": "as the sender has it"},
    "sender": {"type": "string", "minLength": 1, "maxLength": 300},
    "subject": {"type": "string", "minLength": 1, "maxLength": 1000},
    **_ENTRY,
}
_INCOMING: dict[str, Any] = {
    "id": UUID,
    "unit": CODE,
    "registrar": {**CODE, "description": "position that registered it"},
    "agenda": {**TEXT, "description": "number in the unit's agenda of the year"},
    "year": COUNT,
    "n": COUNT,
    "state": INCOMING_STATE,
    "version": VERSION,
    **_ENTRY,
    "number": _SECRET,
    "sender": _SECRET,
    "subject": _SECRET,
    "position": {**optional(CODE), "description": "position that it was routed to"},
    "answer": {**optional(UUID), "description": "letter of ours that answers it"},
}
_SCAN: Schema = {
    **opened({"hash": TEXT, "type": TEXT, "size": {**COUNT, "description": "bytes"}}),
    "type": ["object", "null"],
}
_WHOLE: dict[str, Any] = {**_INCOMING, "scan": _SCAN}
_TWIN = opened({"id": UUID, "agenda": TEXT, "received": DAY})
_CODES: Schema = {"type": "array", "items": CODE, "maxItems": 50}
_ORDER: dict[str, Any] = {
    "to": {**_CODES, "description": "positions below, or delegates, whose duty it is"},
    "coordination": {**_CODES, "description": "positions beside, who owe nothing"},
    "instructions": {"type": "array", "items": {"type": "string"}, "maxItems": 50},
    "text": {"type": "string", "maxLength": 4000},
    "urgency": URGENCY,
    "due": {**optional(DAY), "description": "last day for it"},
}
_TIMES = ("given_at", "read_at", "started_at", "reported_at", "done_at")
_DISPOSITION: dict[str, Any] = {
    "id": UUID,
    "parent": {**optional(UUID), "description": "from which it was passed on"},
    "giver": CODE,
    "receiver": CODE,
    "duty": {"type": "boolean", "description": "false: for coordination"},
    "state": DISPOSITION_STATE,
    "version": VERSION,
    "about": opened({"kind": ABOUT, "id": UUID}),
    "instructions": {"type": "array", "items": TEXT},
    "text": _SECRET,
    "report": _SECRET,
    "note": {**_SECRET, "description": "why it was cancelled or given back"},
    "urgency": URGENCY,
    "due": optional(DAY),
    "overdue": {"type": "boolean"},
    **{name: optional(TIME) for name in _TIMES},
}
_TITLED: dict[str, Any] = {**_DISPOSITION, "giver_title": TEXT, "receiver_title": TEXT}
_HEADED: dict[str, Any] = {
    **_TITLED,
    "about": opened(
        {"kind": ABOUT, "id": UUID, **dict.fromkeys(("subject", "number", "sender"), _SECRET)}
    ),
}

SCHEMAS: dict[str, Schema] = {
    "IncomingIn": strict(
        {
            "as": AS,
            **_WRITTEN,
            "to": {**CODE, "description": "position that it goes to at once"},
        },
        ["sender", "subject", "dated"],
    ),
    "IncomingCorrection": strict(
        {
            **_SEEN,
            **_WRITTEN,
            "note": {"type": "string", "maxLength": 1000, "description": "why, once forwarded"},
        },
        ["version", "sender", "subject", "dated"],
    ),
    "IncomingTwin": strict(
        {"as": AS, **{name: _WRITTEN[name] for name in ("number", "sender", "dated")}},
        ["sender", "dated"],
    ),
    "IncomingTwins": listed(_TWIN),
    "IncomingStep": strict(_SEEN, ["version"]),
    "IncomingForward": strict({**_SEEN, "to": CODE}, ["version", "to"]),
    "IncomingAnswer": strict({**_SEEN, "letter": UUID}, ["version", "letter"]),
    "Incoming": opened(_WHOLE),
    "IncomingShown": opened(
        {
            **_WHOLE,
            "titles": {"type": "object", "additionalProperties": TEXT},
            "text": {**optional(TEXT), "description": "read on the scan by a machine"},
            "text_state": {"enum": ["read", "empty", "signed", "failed", None]},
        }
    ),
    "IncomingRegistered": opened({**_WHOLE, "duplicates": {"type": "array", "items": _TWIN}}),
    "IncomingLetters": listed(
        opened(
            {
                **_INCOMING,
                "position_title": optional(TEXT),
                "scanned": {"type": "boolean"},
                "changed_at": TIME,
            }
        )
    ),
    "DispositionIn": strict(
        {
            "as": AS,
            "about": strict({"kind": ABOUT, "id": UUID}, ["kind", "id"]),
            "version": {**VERSION, "description": "of the letter that was seen"},
            **_ORDER,
        },
        ["about", "version"],
    ),
    "DispositionPass": strict({**_SEEN, **_ORDER}, ["version"]),
    "DispositionStep": strict(_SEEN, ["version"]),
    "DispositionCancel": strict(
        {**_SEEN, "note": {"type": "string", "maxLength": 4000}}, ["version"]
    ),
    "DispositionReport": strict({**_SEEN, "report": _WORDS}, ["version", "report"]),
    "DispositionBack": strict({**_SEEN, "note": _WORDS}, ["version", "note"]),
    "Disposition": opened(_DISPOSITION),
    "DispositionShown": opened(_TITLED),
    "DispositionsGiven": listed(opened(_DISPOSITION)),
    "Dispositions": listed(opened(_HEADED)),
    "DispositionNode": opened(
        {
            **_TITLED,
            "children": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/DispositionNode"},
            },
        }
    ),
    "DispositionTree": listed({"$ref": "#/components/schemas/DispositionNode"}),
    "Receivers": listed(
        opened(
            {
                "code": CODE,
                "title": TEXT,
                "unit": CODE,
                "unit_name": TEXT,
                "relation": {"enum": ["below", "delegate", "beside"]},
                "direct": {"type": "boolean", "description": "right below"},
            }
        )
    ),
    "OfficeNotices": listed(
        opened(
            {
                "id": UUID,
                "position": {**CODE, "description": "whom it is for"},
                "kind": {"enum": ["letter_received", "disposition_given", "disposition_overdue"]},
                "thing": {**UUID, "description": "the letter, or the disposition"},
                "urgency": URGENCY,
                "due": optional(DAY),
                "raised_at": TIME,
            }
        )
    ),
    "Instructions": listed(opened({"code": TEXT, "title": TEXT, "title_en": TEXT})),
}
