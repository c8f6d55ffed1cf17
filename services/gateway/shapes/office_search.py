"""What a search asks and finds, and searches that people keep."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_incoming import DISPOSITION_STATE, INCOMING_STATE
from services.gateway.shapes.office_letters import CLASSIFICATION, KIND, SECURITY, STATE, URGENCY
from services.gateway.shapes.parts import (
    COUNT,
    TEXT,
    TIME,
    UUID,
    WORDS,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

_text = {"type": "string"}
_THING: Schema = {**_text, "enum": ["letter", "incoming", "disposition"]}
_BOX: Schema = {**_text, "enum": ["in", "copies", "out", "given", "received"]}
_STATES = [*STATE["enum"], *INCOMING_STATE["enum"], *DISPOSITION_STATE["enum"]]
FILTERS: dict[str, Any] = {
    "q": {**WORDS, "minLength": 0, "description": "all of the words, the last may be begun"},
    "kind": _THING,
    "type": {**KIND, "description": "kind of a letter of ours"},
    "box": {**_BOX, "description": "came to one, goes out by one, was given or received by one"},
    "unit": CODE,
    "classification": {**CLASSIFICATION, "description": "code, with all below it"},
    "security": {**_text, **SECURITY},
    "urgency": {**_text, **URGENCY},
    "state": {**_text, "enum": list(dict.fromkeys(_STATES))},
    "since": DAY,
    "until": DAY,
    "sort": {**_text, "enum": ["rank", "newest"]},
}
SHOWN: dict[str, Any] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "after": {"type": "string", "pattern": "^[0-9]{1,4}$"},
}
_PARTS: Schema = {
    "type": "array",
    "items": {"type": "array", "minItems": 2, "maxItems": 2},
    "description": "the text in parts, each [text, whether it is what was looked for]",
}
_HIT: dict[str, Any] = {
    "kind": _THING,
    "id": UUID,
    "type": {**optional(TEXT), "description": "kind of a letter of ours"},
    "state": TEXT,
    "unit": CODE,
    "security": SECURITY,
    "urgency": URGENCY,
    "classification": CLASSIFICATION,
    "at": {**TIME, "description": "sent, signed or begun; registered; given"},
    "number": optional(TEXT),
    "agenda": optional(TEXT),
    "subject": {**optional(TEXT), "description": "of a disposition: its letter's"},
    "sender": {**optional(TEXT), "description": "title of who signs or gives it; or the sender"},
    "about": {
        **opened({"kind": {"enum": ["letter", "incoming"]}, "id": UUID}),
        "type": ["object", "null"],
        "description": "letter of a disposition",
    },
    "marks": opened(dict.fromkeys(("number", "subject", "sender", "excerpt"), _PARTS)),
}
_SEARCH = opened(
    {
        "id": UUID,
        "name": TEXT,
        "query": {"type": "object"},
        "opened_at": TIME,
        "new": {**COUNT, "description": "filed since it was opened last, as far as counted"},
        "more": {"type": "boolean", "description": "there are more than that"},
    }
)

SCHEMAS: dict[str, Schema] = {
    "Found": opened(
        {
            **listed(opened(_HIT))["properties"],
            "total": {**COUNT, "description": "hits that are ranked"},
            "more": {"type": "boolean", "description": "there are older ones beyond them"},
        }
    ),
    "SearchIn": strict(
        {
            "as": AS,
            "name": {"type": "string", "minLength": 1, "maxLength": 100},
            "query": strict(FILTERS, []),
        },
        ["name", "query"],
    ),
    "SearchStep": strict({"as": AS}, []),
    "Search": _SEARCH,
    "Searches": listed(_SEARCH),
}
