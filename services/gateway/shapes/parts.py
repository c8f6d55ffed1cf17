"""Pieces that schemas share."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
TIME: Schema = {"type": "string", "format": "date-time"}
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0}
AREA: Schema = {
    "type": "string",
    "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})$",
    "description": "Kemendagri code without dots: province, regency, district or village",
}
ANY_AREA: Schema = {
    "type": "string",
    "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}|[0-9]{13})$",
    "description": "area code, down to a polling station",
}
STATION: Schema = {"type": "string", "pattern": "^[0-9]{13}$"}
POINT: Schema = {
    "type": ["array", "null"],
    "items": {"type": "number", "minimum": -180, "maximum": 180},
    "minItems": 2,
    "maxItems": 2,
    "description": "[longitude, latitude] in degrees, WGS 84",
}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 1000}
AFTER: Schema = {"type": "string", "minLength": 1, "maxLength": 1000}
PAGE: dict[str, Schema] = {"limit": LIMIT, "after": AFTER}


def strict(properties: dict[str, Any], required: list[str]) -> Schema:
    """Return an object that has these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def opened(properties: dict[str, Any], required: list[str] | None = None) -> Schema:
    """Return an object of an answer: a later version may add to it."""
    return {"type": "object", "properties": properties, "required": required or list(properties)}


WORDS: Schema = {  # what somebody looks for; no database holds a control character
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "pattern": r"^[^\x00-\x1f]*$",
}


def named(item: Schema) -> Schema:
    """Return a page of a list whose items bear ids of accounts, with their names."""
    names: Schema = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "who is meant, by the account's id; an id without a name is no account's",
    }
    return opened({**listed(item)["properties"], "names": names})


def optional(schema: Schema) -> Schema:
    """Return the schema with null let in."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*kinds, "null"]}


def listed(item: Schema) -> Schema:
    """Return a page of a list."""
    return opened({"items": {"type": "array", "items": item}, "next": {"type": ["string", "null"]}})
