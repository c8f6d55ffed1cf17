"""Signing and verifying of letters."""

from __future__ import annotations

from services.gateway.shapes.office import AS
from services.gateway.shapes.office_letters import VERSION
from services.gateway.shapes.parts import TEXT, TIME, UUID, Schema, opened, optional, strict

CODE: Schema = {"type": "string", "description": "16 letters and figures, as on the letter"}
_LINES: Schema = {"type": "array", "items": TEXT}
_HEAD_LINES: Schema = {
    "type": "array",
    "maxItems": 4,
    "items": {"type": "string", "minLength": 1, "maxLength": 120},
}
_LOGO: Schema = {
    "type": "string",
    "maxLength": 409_600,
    "description": "PNG or JPEG of up to 300 KiB and 2000 pixels a side, as base64",
}
_SIGNATURE: Schema = opened(
    {
        "field": TEXT,
        "signer": TEXT,
        "organisation": TEXT,
        "at": optional(TIME),
        "stamped": {"type": "boolean", "description": "`at` is a time-stamp authority's"},
        "level": TEXT,
        "intact": {"type": "boolean"},
        "whole": {"type": "boolean", "description": "nothing but proofs was added after it"},
        "changes": {"enum": ["none", "proofs", "forms", "annotations", "other"]},
        "trusted": {"type": "boolean"},
        "serial": TEXT,
    }
)
_RESULT: Schema = opened(
    {
        "letter": UUID,
        "state": optional({**TEXT, "description": "null where the caller may not read it"}),
        "number": optional(TEXT),
        "version": optional({"type": "integer"}),
        "reason": {**optional(TEXT), "description": "slug of why it was left behind"},
    }
)
SCHEMAS: dict[str, Schema] = {
    "LetterheadIn": strict(
        {"as": AS, "lines": _HEAD_LINES, "below": _HEAD_LINES, "logo": optional(_LOGO)}, ["lines"]
    ),
    "Letterhead": opened({"unit": TEXT, "lines": _LINES, "below": _LINES, "logo": optional(TEXT)}),
    "LetterheadPut": opened(
        {"unit": TEXT, "lines": _LINES, "below": _LINES, "logo": {"type": "boolean"}}
    ),
    "SigningKey": opened(
        {
            "kind": {"enum": ["local", "pkcs11", "bsre"]},
            "name": {**TEXT, "description": "by which it signs"},
            "expires": {**optional(TIME), "description": "of a certificate that is kept here"},
        }
    ),
    "Signing": opened(
        {
            "id": UUID,
            "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
            "done": {"type": "integer"},
            "total": optional({"type": "integer"}),
            "message": TEXT,
            "letters": {"type": "array", "items": _RESULT},
        }
    ),
    "SigningIn": strict(
        {
            "as": AS,
            "letters": {
                "type": "array",
                "minItems": 1,
                "maxItems": 200,
                "items": strict({"letter": UUID, "version": VERSION}, ["letter", "version"]),
            },
            "passphrase": {"type": "string", "minLength": 1, "maxLength": 200},
        },
        ["letters", "passphrase"],
    ),
    "VerifiedDocument": {
        "type": "object",
        "properties": {
            "code": CODE,
            "secret": {"type": "boolean", "description": "of a secret letter nothing else is told"},
            "signed_at": TIME,
            "hash": {"type": "string", "description": "SHA-256 of the PDF"},
            "number": TEXT,
            "date": TEXT,
            "kind": TEXT,
            "subject": {**optional(TEXT), "description": "of an ordinary letter"},
            "signer": TEXT,
            "as": {**_LINES, "description": "lines above the signature"},
            "capacity": TEXT,
            "organisation": _LINES,
            "level": TEXT,
        },
        "required": ["code", "secret"],
    },
    "ComparedDocument": opened(
        {
            "copy": {"enum": ["same", "altered", "other"]},
            "signatures": {"type": "array", "items": _SIGNATURE},
        }
    ),
}
