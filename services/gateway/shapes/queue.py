"""The verifiers' work queue."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    SLUG,
    STATION,
    TEXT,
    TIME,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

LOOKED = opened(
    {
        "checked": {**COUNT, "description": "records finished since the day began"},
        "seconds": {"type": ["number", "null"], "description": "on average for each"},
    }
)
ITEM = opened(
    {
        "election": SLUG,
        "contest": SLUG,
        "tps": STATION,
        "areas": {"type": "array", "items": {"type": "object"}},
        "state": TEXT,
        "counted": {"type": "boolean"},
        "since": {**TIME, "description": "from when on it asks for a verifier"},
        "votes": COUNT,
        "stake": {**COUNT, "description": "votes that hang on its findings"},
        "findings": opened({"error": COUNT, "warning": COUNT}),
        "passed": {**COUNT, "description": "persons who left it to another one"},
        "mine": {"type": "boolean"},
        "lease": optional(opened({"name": TEXT, "since": TIME, "until": TIME})),
    }
)
_QUEUE = listed({"$ref": "#/components/schemas/QueueItem"})

SCHEMAS: dict[str, Schema] = {
    "QueueItem": ITEM,
    "Queue": {**_QUEUE, "properties": {**_QUEUE["properties"], "total": COUNT, "you": LOOKED}},
    "QueueNext": strict({"contest": SLUG, "area": ANY_AREA, "tps": STATION}, []),
    "QueueRecord": opened({"record": optional(ITEM)}),
    "QueueLease": opened({"tps": STATION, "until": TIME}),
    "QueueRelease": strict({"pass": {"type": "boolean"}}, []),
    "QueueReleased": opened(
        {"tps": STATION, "outcome": {"enum": ["done", "passed", "released"]}, "you": LOOKED}
    ),
}
