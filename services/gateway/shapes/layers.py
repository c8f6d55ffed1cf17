"""Shapes of the catalogue: what a layer is, beside its features."""

from __future__ import annotations

from libs.kit.principal import ROLES
from services.gateway.shapes.parts import COUNT, TEXT, Schema, opened, optional, strict

_SAID: Schema = {"type": "string", "maxLength": 2000}
_NAME: Schema = {"type": "string", "maxLength": 200}
_ID: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,40}$"}
_GEOMETRY: Schema = {
    "enum": [
        *("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"),
        "Geometry",
    ]
}
_ROLES: Schema = {"type": "array", "items": {"enum": sorted(ROLES)}}
_PERMISSIONS: Schema = strict(
    {"read": {"anyOf": [{"enum": ["public", "signed_in"]}, _ROLES]}, "edit": _ROLES}, []
)
_ATTRIBUTE: Schema = opened(
    {
        "name": _NAME,
        "kind": {"enum": ["text", "integer", "number", "boolean", "date", "datetime", "json"]},
        "title": _NAME,
        "unit": _NAME,
        "codes": {"type": "array", "items": opened({"value": {}, "title": TEXT})},
        "required": {"type": "boolean"},
        "read_only": {"type": "boolean", "description": "of built-in layers; not taken"},
    },
    ["name"],
)
_FACTS: dict[str, Schema] = {
    "title": _SAID,
    "description": _SAID,
    "source": _SAID,
    "licence": _SAID,
    "rhythm": {**_SAID, "description": "how often it is brought up to date"},
    "attributes": {"type": "array", "items": _ATTRIBUTE, "maxItems": 200},
    "label": {**_NAME, "description": "the attribute that names a feature"},
    "time": {**optional(_NAME), "description": "the attribute that datetime asks"},
    "style": {"type": "object", "description": 'such as {"color": {"property": "state"}}'},
    "permissions": _PERMISSIONS,
}

SCHEMAS: dict[str, Schema] = {
    "LayerIn": strict({"id": _ID, "geometry_type": _GEOMETRY, **_FACTS}, ["id", "title"]),
    "LayerPatch": {**strict(_FACTS, []), "minProperties": 1},
    "LayerFacts": opened(
        {
            "id": TEXT,
            "geometry_type": _GEOMETRY,
            **_FACTS,
            "built_in": {
                "type": "boolean",
                "description": "stands in code: only description, source, licence, rhythm change",
            },
            "version": {**COUNT, "description": "of these facts: the number of their ETag"},
        }
    ),
}
