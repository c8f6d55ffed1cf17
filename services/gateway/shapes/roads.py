"""Roads, their condition, and damage on them."""

from __future__ import annotations

from services.gateway.shapes.parts import (
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

DAY: Schema = {"type": "string", "format": "date"}
METRES: Schema = {"type": "number", "minimum": 0, "description": "metres"}
PERCENT: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
CLASSES = ("good", "fair", "light", "heavy")
CONDITION: Schema = {"type": "string", "enum": [*CLASSES, "unknown"]}
MIX: Schema = opened(dict.fromkeys((*CLASSES, "unknown"), METRES))
KIND: Schema = {
    "type": "string",
    "enum": ["pothole", "cracks", "subsidence", "landslide", "bridge", "drainage", "other"],
}
SEVERITY: Schema = {"type": "string", "enum": ["light", "medium", "heavy"]}
STATE: Schema = {
    "type": "string",
    "enum": ["reported", "verified", "scheduled", "done", "refused"],
}
NUMBER: Schema = {"type": "number"}
_OPTIONAL = ("status", "function", "surface", "origin", "destination", "decree", "area")
_ROAD: dict[str, Schema] = {
    "code": TEXT,
    "name": TEXT,
    **dict.fromkeys(_OPTIONAL, optional(TEXT)),
    "width_m": optional(NUMBER),
    "length_m": optional(METRES),
    "surveyed_on": optional(DAY),
    "condition": MIX,
    "soundness": PERCENT,
    "version": COUNT,
}
SEGMENT: Schema = opened(
    {
        "id": COUNT,
        "from_m": METRES,
        "to_m": METRES,
        "iri": optional(NUMBER),
        "sdi": optional(NUMBER),
        "surface": optional(TEXT),
        "condition": CONDITION,
        "judged": {"type": "boolean", "description": "follows from what was measured"},
        "fits": {"type": "boolean", "description": "lies on the road as it is now"},
        "geometry": {"type": ["object", "null"]},
    }
)
_SURVEY: Schema = opened(
    {
        "surveyed_on": DAY,
        "source": TEXT,
        "who": TEXT,
        "at": TIME,
        "metres": MIX,
        "soundness": PERCENT,
    }
)
_FIGURES: dict[str, Schema] = {"metres": MIX, "length_m": METRES, "soundness": PERCENT}
_PUT: dict[str, Schema] = {
    "surveys": COUNT,
    "segments": COUNT,
    "layers": {"type": "array", "items": {"type": "object"}},
}
_REFUSED = opened({"line": COUNT, "column": TEXT, "reason": TEXT})
_STRETCH: dict[str, Schema] = {
    "from": METRES,
    "to": METRES,
    **dict.fromkeys(("iri", "sdi"), optional(NUMBER)),
    **dict.fromkeys(
        ("cracks_percent", "crack_width_mm", "potholes_per_km", "ruts_cm"), optional(NUMBER)
    ),
    "surface": optional(TEXT),
    "condition": optional(TEXT),
}
_DAMAGE: dict[str, Schema] = {
    "id": COUNT,
    "point": POINT,
    "kind": KIND,
    "severity": SEVERITY,
    "state": STATE,
    **dict.fromkeys(("description", "road", "road_name", "area"), optional(TEXT)),
    "metre": optional(METRES),
    "reported_at": TIME,
    "due_at": TIME,
    "scheduled_on": optional(DAY),
    "same_as": optional(COUNT),
    "version": COUNT,
    "photos": {**COUNT, "description": "how many it carries"},
}
_PHOTO = opened(
    {
        "id": UUID,
        "damage": COUNT,
        "width": {**COUNT, "description": "pixels, upright"},
        "height": COUNT,
        "bytes": COUNT,
        "taken_at": {**optional(TIME), "description": "as the camera says"},
        "received_at": TIME,
        "distance_m": {**optional(COUNT), "description": "metres from the report's point"},
        "who": optional(TEXT),
    }
)
_ACT = opened({"state": STATE, "reason": TEXT, "who": optional(TEXT), "at": TIME})

SCHEMAS: dict[str, Schema] = {
    "Roads": listed(opened(_ROAD)),
    "Road": opened(
        {
            **_ROAD,
            "segments": {"type": "array", "items": SEGMENT},
            "surveys": {"type": "array", "items": _SURVEY},
            "misfits": COUNT,
        }
    ),
    "RoadSegments": listed(SEGMENT),
    "RoadStatistics": opened(
        {
            "by": TEXT,
            "area": TEXT,
            "total": opened(_FIGURES),
            "items": {
                "type": "array",
                "items": opened(
                    {
                        "key": TEXT,
                        "name": TEXT,
                        **_FIGURES,
                        "trend": {"type": "array", "items": opened({"year": COUNT, **_FIGURES})},
                    },
                    ["key", *_FIGURES],
                ),
            },
            "next": {"type": "null"},
        }
    ),
    "RoadSurveyIn": strict(
        {
            "surveyed_on": DAY,
            "source": {"type": "string", "maxLength": 200},
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 5000,
                "items": strict(_STRETCH, ["from", "to"]),
            },
        },
        ["surveyed_on", "items"],
    ),
    "RoadSurveyPut": opened(_PUT),
    "RoadSurveysPut": opened({**_PUT, "refused": {"type": "array", "items": _REFUSED}}),
    "DamageIn": strict(
        {
            "point": {**POINT, "type": "array"},
            "kind": KIND,
            "severity": SEVERITY,
            "description": {"type": "string", "maxLength": 2000},
        },
        ["point", "kind", "severity"],
    ),
    "DamageStep": strict(
        {
            "state": STATE,
            "reason": {"type": "string", "maxLength": 2000},
            "scheduled_on": DAY,
            "same_as": {"type": "integer", "minimum": 1},
        },
        ["state"],
    ),
    "Damage": opened(_DAMAGE),
    "DamageReported": opened({**_DAMAGE, "similar": {"type": "array", "items": opened(_DAMAGE)}}),
    "DamageTold": opened({**_DAMAGE, "acts": {"type": "array", "items": _ACT}}),
    "DamagePhoto": _PHOTO,
    "DamagePhotos": listed(_PHOTO),
    "DamagePhotoRemove": strict(
        {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}, ["reason"]
    ),
    "DamageSimilar": listed(opened(_DAMAGE)),
    "DamageList": opened(
        {
            "items": {"type": "array", "items": opened(_DAMAGE)},
            "next": {"type": ["string", "null"]},
            "counts": {"type": "object", "additionalProperties": COUNT},
        }
    ),
}
