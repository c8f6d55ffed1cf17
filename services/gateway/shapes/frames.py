"""Maps, units of the administration, notices."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    AREA,
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

SEVERITY: Schema = {"enum": ["info", "warning", "critical"]}
_code = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$"}
_anywhere: Schema = {
    "type": ["string", "null"],
    "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}|[0-9]{13})?$",
    "description": "area code; empty = everywhere",
}

SCHEMAS: dict[str, Schema] = {
    "MapAreasIn": strict(
        {
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1000,
                "items": strict(
                    {
                        "code": AREA,
                        "name": {"type": "string", "minLength": 1, "maxLength": 200},
                        "point": POINT,
                    },
                    ["code", "name"],
                ),
            }
        },
        ["items"],
    ),
    "NoticeIn": strict(
        {
            "severity": SEVERITY,
            "headline": {"type": "string", "minLength": 1, "maxLength": 120},
            "text": {"type": ["string", "null"], "maxLength": 2000},
            "area": _anywhere,
            "place": {"type": ["string", "null"], "maxLength": 200},
            "holder": {"type": ["string", "null"], "maxLength": 200},
            "deadline": optional(TIME),
        },
        ["severity", "headline"],
    ),
    "NoteIn": strict({"note": {"type": ["string", "null"], "maxLength": 500}}, []),
    "Notice": opened(
        {
            "id": UUID,
            "severity": SEVERITY,
            "headline": TEXT,
            "text": TEXT,
            "area": TEXT,
            "raised_at": TIME,
            "election": {**optional(TEXT), "description": "the one that it is about, if about one"},
        }
    ),
    "Notices": listed({"$ref": "#/components/schemas/Notice"}),
}
