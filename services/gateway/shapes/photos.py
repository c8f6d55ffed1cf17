"""Photos of forms."""

from __future__ import annotations

from services.gateway.shapes.crews import PROOF
from services.gateway.shapes.parts import (
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

PAGE_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 99}
SIGNATURE: Schema = {
    **TEXT,
    "maxLength": 200,
    "description": "a crew's, over the file's SHA-256: see docs/elections/field.md",
}
REASON: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
PHOTO = opened(
    {
        "id": UUID,
        "page": {**COUNT, "description": "page of the form"},
        "sha256": {**TEXT, "description": "hash of the file as it came"},
        "width": {**COUNT, "description": "pixels, upright"},
        "height": COUNT,
        "bytes": COUNT,
        "received_at": TIME,
        "taken_at": {**optional(TIME), "description": "as the camera says"},
        "distance_m": {**optional(COUNT), "description": "metres from the TPS"},
        "state": {"enum": ["shown", "moved", "rejected"]},
        "signed_by": {**optional(UUID), "description": "the crew's key that signed the file"},
    }
)
REASONED = {**PHOTO, "properties": {**PHOTO["properties"], "reason": optional(TEXT)}}
MOVED = {
    **PHOTO,
    "properties": {**PHOTO["properties"], "contest": SLUG, "tps": STATION, "from": UUID},
}

SCHEMAS: dict[str, Schema] = {
    "Photo": PHOTO,
    "RejectedPhoto": REASONED,
    "Photos": listed(REASONED),
    "PhotoMove": strict(
        {"tps": STATION, "contest": SLUG, "page": PAGE_NUMBER, "reason": REASON}, ["tps", "reason"]
    ),
    "MovedPhoto": MOVED,
    "PhotoReject": strict({"reason": REASON}, ["reason"]),
    "PhotoSignatureChecked": opened({"photo": UUID, **PROOF}),
}
