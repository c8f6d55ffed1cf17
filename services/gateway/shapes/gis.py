"""Shapes of the map: areas, and OGC API - Features' documents."""

from __future__ import annotations

from services.gateway.shapes.parts import COUNT, TEXT, TIME, Schema, listed, opened, optional

_LINK: Schema = opened(
    {"href": TEXT, "rel": TEXT, "type": TEXT, "title": TEXT, "templated": {"type": "boolean"}},
    ["href", "rel", "type"],
)
_LINKS: Schema = {"type": "array", "items": _LINK}
_GEOMETRY: Schema = {
    "type": ["object", "null"],
    "properties": {"type": TEXT, "coordinates": {"type": "array", "items": {}}},
    "description": "GeoJSON; longitude first unless Content-Crs says another system",
}
_FEATURE: dict[str, Schema] = {
    "type": {"enum": ["Feature"]},
    "id": TEXT,
    "version": COUNT,
    "geometry": _GEOMETRY,
    "properties": {"type": "object"},
}
_COLLECTION: Schema = opened(
    {
        "id": TEXT,
        "title": TEXT,
        "description": TEXT,
        "attribution": TEXT,
        "links": _LINKS,
        "extent": {"type": "object"},
        "itemType": {"enum": ["feature"]},
        "crs": {"type": "array", "items": TEXT},
        "storageCrs": TEXT,
        "kendali": {
            "type": "object",
            "description": "geometry type, attributes, style, permissions, version, and the rest",
        },
    },
    ["id", "links", "itemType", "crs"],
)

SCHEMAS: dict[str, Schema] = {
    "OgcLanding": opened({"title": TEXT, "description": TEXT, "links": _LINKS}),
    "OgcConformance": opened({"conformsTo": {"type": "array", "items": TEXT}}),
    "OgcCollections": opened(
        {"links": _LINKS, "collections": {"type": "array", "items": _COLLECTION}}
    ),
    "OgcCollection": _COLLECTION,
    "OgcSchema": opened({"type": TEXT, "properties": {"type": "object"}}, ["properties"]),
    "Feature": opened(
        {**_FEATURE, "links": _LINKS, "notes": {"type": "array", "items": TEXT}},
        ["type", "id", "geometry", "properties"],
    ),
    "Features": opened(
        {
            "type": {"enum": ["FeatureCollection"]},
            "timeStamp": TIME,
            "numberMatched": COUNT,
            "numberReturned": COUNT,
            "links": _LINKS,
            "features": {"type": "array", "items": opened(_FEATURE, ["type"])},
        },
        ["type", "features", "links", "numberReturned"],
    ),
    "FeatureIn": opened(
        {
            "type": {"enum": ["Feature"]},
            "id": {"type": ["string", "integer"]},
            "geometry": _GEOMETRY,
            "properties": {"type": ["object", "null"]},
        },
        ["type", "properties"],
    ),
    "FeaturePatch": {
        "type": "object",
        "properties": {"geometry": _GEOMETRY, "properties": {"type": "object"}},
    },
    "FeatureHistory": listed(
        opened(
            {
                "version": COUNT,
                "change": TEXT,
                "who": optional(TEXT),
                "at": optional(TIME),
                "feature": {"type": ["object", "null"]},
            }
        )
    ),
    "RestoreIn": opened({"version": COUNT}),
    "LayerChanges": opened(
        {
            "version": COUNT,
            "items": {
                "type": "array",
                "items": opened(
                    {
                        "version": COUNT,
                        "id": TEXT,
                        "gone": {"type": "boolean"},
                        "feature": {"type": ["object", "null"]},
                    }
                ),
            },
            "next": {"type": ["string", "null"]},
        }
    ),
}
