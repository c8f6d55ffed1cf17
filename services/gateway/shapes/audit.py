"""The audit log: entries, signed roots, proofs."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    COUNT,
    TEXT,
    TIME,
    UUID,
    Schema,
    listed,
    named,
    opened,
    optional,
)

HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256"}
HASHES: Schema = {"type": "array", "items": HASH}
_ROOT: Schema = {"$ref": "#/components/schemas/AuditRoot"}
_JSON: Schema = {"description": "JSON of what changed; null where there is nothing"}

SCHEMAS: dict[str, Schema] = {
    "AuditEntry": opened(
        {
            "position": COUNT,
            "at": TIME,
            "who": TEXT,
            "roles": {"type": "array", "items": TEXT},
            "area": TEXT,
            "origin": {**TEXT, "description": "network address of who asked; empty: the system"},
            "request": TEXT,
            "command": optional(TEXT),
            "what": TEXT,
            "subject": TEXT,
            "before": _JSON,
            "after": _JSON,
            "content": optional(HASH),
            "hash": HASH,
        }
    ),
    "AuditEntries": named({"$ref": "#/components/schemas/AuditEntry"}),
    "AuditRoot": {
        **opened(
            {
                "size": COUNT,
                "root": HASH,
                "chain": HASH,
                "previous": COUNT,
                "time": TIME,
                "reason": {"enum": ["first", "hour", "final", "asked"]},
                "key": TEXT,
                "signature": TEXT,
            }
        ),
        "description": "A signed tree head, as in RFC 6962; the signature is Ed25519 over the "
        "canonical JSON (RFC 8785) of all other members.",
    },
    "AuditRoots": listed(_ROOT),
    "AuditRootAsked": opened({"root": {"type": ["object", "null"]}}),
    "AuditKey": opened({"id": TEXT, "pem": TEXT}),
    "AuditProofs": opened(
        {
            "items": {
                "type": "array",
                "items": opened(
                    {
                        "leaf": opened(
                            {
                                "at": TIME,
                                "what": TEXT,
                                "subject": TEXT,
                                "command": optional(UUID),
                                "content": optional(HASH),
                                "digest": HASH,
                            }
                        ),
                        "position": COUNT,
                        "path": HASHES,
                        "root": _ROOT,
                    }
                ),
            }
        }
    ),
    "AuditConsistency": opened({"first": _ROOT, "second": _ROOT, "path": HASHES}),
}
