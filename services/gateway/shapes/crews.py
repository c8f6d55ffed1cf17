"""Codes, keys, sessions and signatures of crews."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    SLUG,
    STATION,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

POINT: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}
JWK: Schema = {
    **strict(
        {
            "kty": {"enum": ["OKP", "EC"]},
            "crv": {"enum": ["Ed25519", "P-256"]},
            "x": POINT,
            "y": POINT,
        },
        ["kty", "crv", "x"],
    ),
    "description": "public key, RFC 7517: OKP with Ed25519, or EC with P-256",
}
KEY: Schema = opened(
    {
        "id": UUID,
        "election": SLUG,
        "tps": STATION,
        "algorithm": {"enum": ["Ed25519", "ES256"]},
        "public_key": JWK,
        "enrolled_at": TIME,
        "revoked_at": optional(TIME),
        "reason": {"type": ["string", "null"]},
    }
)
CODE: Schema = opened(
    {
        "id": UUID,
        "tps": STATION,
        "state": {"enum": ["open", "used", "expired", "revoked"]},
        "made_at": TIME,
        "made_by": TEXT,
        "expires_at": TIME,
        "used_at": optional(TIME),
    }
)
BRIEF: dict[str, Any] = {
    "election": {"type": "object"},
    "contests": {"type": "array", "items": {"type": "object"}},
    "station": {"type": "object"},
    "areas": {
        "type": "array",
        "items": opened({"code": ANY_AREA, "name": TEXT, "level": TEXT}),
    },
}
PROOF: dict[str, Schema] = {
    "valid": {"type": "boolean", "description": "the key signed this content"},
    "agrees": {"type": "boolean", "description": "it is what is kept as handed in"},
    "content": {**TEXT, "description": "the text that was signed, RFC 8785"},
    "signature": {**TEXT, "description": "64 bytes in base64url"},
    "received_at": TIME,
    "key": {"$ref": "#/components/schemas/CrewKey"},
}

SCHEMAS: dict[str, Schema] = {
    "CrewCodesIn": {
        **strict(
            {
                "area": ANY_AREA,
                "tps": {"type": "array", "minItems": 1, "maxItems": 1000, "items": STATION},
                "hours": {"type": "integer", "minimum": 1, "maximum": 720},
            },
            [],
        ),
        "description": "Either an area of at most 1000 polling stations or a list of them; a code "
        "is good for 72 hours unless told otherwise, and ends those of its station not used yet.",
    },
    "CrewCodesMade": opened(
        {
            "items": {
                "type": "array",
                "items": opened({"id": UUID, "tps": STATION, "code": TEXT}),
            },
            "expires_at": TIME,
        }
    ),
    "CrewCode": CODE,
    "CrewCodes": listed({"$ref": "#/components/schemas/CrewCode"}),
    "CrewStations": opened(
        {
            **listed({"$ref": "#/components/schemas/CrewStation"})["properties"],
            "stations": {**COUNT, "description": "how many were found, with a phone or without"},
            "enrolled": {**COUNT, "description": "how many of them have a phone"},
        }
    ),
    "CrewStation": opened(
        {
            "tps": STATION,
            "village": optional(TEXT),
            "district": optional(TEXT),
            "state": {"enum": ["enrolled", "open", "expired", "none"]},
            "key": optional(UUID),
            "enrolled_at": optional(TIME),
            "expires_at": {**optional(TIME), "description": "of a code that nobody used"},
        }
    ),
    "EnrolmentIn": strict(
        {"code": {"type": "string", "minLength": 10, "maxLength": 40}, "public_key": JWK},
        ["code", "public_key"],
    ),
    "Enrolment": opened({"key": UUID, **BRIEF}),
    "CrewBrief": opened(BRIEF),
    "Challenge": opened({"challenge": TEXT, "expires_in": COUNT}),
    "CrewSessionIn": strict(
        {
            "key": UUID,
            "challenge": {"type": "string", "minLength": 1, "maxLength": 2000},
            "signature": {"type": "string", "minLength": 1, "maxLength": 200},
        },
        ["key", "challenge", "signature"],
    ),
    "CrewKey": KEY,
    "CrewKeys": listed({"$ref": "#/components/schemas/CrewKey"}),
    "RevocationIn": strict(
        {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}, ["reason"]
    ),
    "SignatureChecked": opened({"submission": UUID, **PROOF}),
}
