"""What surrounds the writing of a letter: kinds and their templates, the outlook, other writers."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import AS, CAPACITIES, CODE
from services.gateway.shapes.office_letters import KIND, VERSION
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

_TITLE: Schema = {"type": "string", "minLength": 1, "maxLength": 120}
_FIELD = opened({"name": TEXT, "title": TEXT, "title_en": TEXT, "required": {"type": "boolean"}})
_FIELD_IN = strict(
    {
        "name": {
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,39}$",
            "description": "stands in the body as {name}",
        },
        "title": _TITLE,
        "title_en": _TITLE,
        "required": {"type": "boolean"},
    },
    ["name", "title"],
)
UNIT: Schema = {
    "type": "string",
    "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,49})?$",
    "description": "empty: every one",
}
_FIELDS: Schema = {"type": "array", "items": _FIELD}
_TEXT: dict[str, Any] = {
    "body": {**TEXT, "description": "HTML; {name} is a field, {isian} all others"},
    "fields": _FIELDS,
}
_KIND = opened(
    {
        "kind": KIND,
        "title": TEXT,
        "title_en": TEXT,
        "purpose": TEXT,
        "purpose_en": TEXT,
        **_TEXT,
        "template": {**TEXT, "description": "id; empty: the one that comes with us"},
        "version": COUNT,
    }
)
_PURPOSE: Schema = {"type": "string", "maxLength": 300}
_CALLED: dict[str, Any] = {
    "title": _TITLE,
    "title_en": {"type": "string", "maxLength": 120, "description": "empty: as `title`"},
    "purpose": _PURPOSE,
    "purpose_en": _PURPOSE,
}
_TEMPLATE = opened(
    {
        "id": UUID,
        "kind": KIND,
        "unit": TEXT,
        "version": COUNT,
        **_TEXT,
        "position": optional(CODE),
        "at": TIME,
    }
)

SCHEMAS: dict[str, Schema] = {
    "LetterKind": _KIND,
    "LetterKinds": listed(_KIND),
    "LetterKindIn": strict({"as": AS, **_CALLED}, ["title"]),
    "LetterKindPut": opened({"kind": KIND, **dict.fromkeys(_CALLED, TEXT)}),
    "LetterTemplateIn": strict(
        {
            "as": AS,
            "unit": UNIT,
            "version": {**COUNT, "maximum": 2**31 - 1, "description": "that was seen; 0: none"},
            "body": {"type": "string", "maxLength": 60_000},
            "fields": {"type": "array", "items": _FIELD_IN, "maxItems": 20},
        },
        ["version", "body", "fields"],
    ),
    "LetterTemplate": _TEMPLATE,
    "LetterTemplates": listed(_TEMPLATE),
    "LetterOutlook": opened(
        {
            "number": {**TEXT, "description": "… stands where the counter will"},
            "ladder": {
                "type": ["array", "null"],
                "items": opened({"code": CODE, "title": TEXT}),
                "description": "who initials unless others are named; null: they must be named",
            },
            "why": {**TEXT, "description": "why they must be named"},
            "block": {"type": "array", "items": TEXT, "description": "lines above the signature"},
            "vacant": {"type": "boolean", "description": "nobody holds the signer's position"},
        }
    ),
    "LetterAttachmentOrder": strict(
        {
            "as": AS,
            "version": VERSION,
            "order": {"type": "array", "items": UUID, "maxItems": 20, "description": "all of them"},
        },
        ["version", "order"],
    ),
    "LetterAttachmentsOrdered": opened({"version": VERSION}),
    "LetterWriterIn": strict({"as": AS, "leaving": {"type": "boolean"}}, []),
    "LetterWriters": opened(
        {
            "version": VERSION,
            "writers": {
                "type": "array",
                "items": opened(
                    {
                        "place": {**UUID, "description": "of the other window"},
                        "person": TEXT,
                        "position": CODE,
                        "capacity": {"enum": [*CAPACITIES, "delegate"]},
                        "since": TIME,
                    }
                ),
            },
        }
    ),
}
