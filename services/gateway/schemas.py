"""JSON Schemas of bodies and answers: what /openapi.json shows is what is checked."""

from __future__ import annotations

from typing import Any

from libs.kit.principal import ROLES
from services.gateway.shapes import (
    alerts,
    audit,
    broadcasts,
    cap,
    crews,
    deliveries,
    elections,
    frames,
    gis,
    inbound,
    incidents,
    layers,
    leaders,
    map_rules,
    office,
    office_archive,
    office_drafting,
    office_incoming,
    office_letters,
    office_mailbox,
    office_search,
    office_signing,
    orders,
    photos,
    public,
    queue,
    quick_count,
    recaps,
    roads,
    rules,
    shifts,
    signal,
    simulations,
    sms,
    staff,
    stages,
    verification,
    walls,
)
from services.gateway.shapes.parts import TEXT, UUID, optional, strict

Schema = dict[str, Any]
PREFIX = "#/components/schemas/"

AUTH: dict[str, Schema] = {
    "Login": strict(
        {
            "username": {"type": "string", "minLength": 1, "maxLength": 64},
            "password": {"type": "string", "minLength": 1, "maxLength": 1024},
        },
        ["username", "password"],
    ),
    "Token": strict(
        {
            "access_token": TEXT,
            "token_type": {"const": "Bearer"},
            "expires_in": {"type": "integer", "description": "seconds"},
        },
        ["access_token", "token_type", "expires_in"],
    ),
    "Me": strict(
        {
            "id": TEXT,
            "name": TEXT,
            "roles": {"type": "array", "items": {"enum": sorted(ROLES)}},
            "area": {**TEXT, "description": "code prefix; empty = everywhere"},
            "expires_in": optional({"type": "integer"}),
        },
        ["id", "name", "roles", "area", "expires_in"],
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457; `type` is a slug",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "instance": TEXT,
            "request_id": TEXT,
            "errors": {
                "type": "array",
                "items": strict(
                    {
                        "field": TEXT,
                        "message": TEXT,
                        "in_english": {**TEXT, "description": "where the message is not"},
                    },
                    ["field", "message"],
                ),
            },
        },
        "required": ["type", "title", "status", "detail", "instance", "request_id"],
    },
    "Job": {
        "type": "object",
        "properties": {
            "id": UUID,
            "kind": TEXT,
            "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
            "done": {"type": "integer"},
            "total": optional({"type": "integer"}),
            "message": TEXT,
        },
        "required": ["id", "state", "done", "total", "message"],
    },
    "Health": {"type": "object", "properties": {"status": {"enum": ["ok", "fail"]}}},
}
COMPONENTS: dict[str, Schema] = {
    **AUTH,
    **audit.SCHEMAS,
    **elections.SCHEMAS,
    **verification.SCHEMAS,
    **photos.SCHEMAS,
    **queue.SCHEMAS,
    **crews.SCHEMAS,
    **quick_count.SCHEMAS,
    **rules.SCHEMAS,
    **simulations.SCHEMAS,
    **sms.SCHEMAS,
    **staff.SCHEMAS,
    **stages.SCHEMAS,
    **public.SCHEMAS,
    **recaps.SCHEMAS,
    **leaders.SCHEMAS,
    **frames.SCHEMAS,
    **office.SCHEMAS,
    **office_drafting.SCHEMAS,
    **office_letters.SCHEMAS,
    **office_incoming.SCHEMAS,
    **office_mailbox.SCHEMAS,
    **office_search.SCHEMAS,
    **office_signing.SCHEMAS,
    **office_archive.SCHEMAS,
    **gis.SCHEMAS,
    **layers.SCHEMAS,
    **roads.SCHEMAS,
    **signal.SCHEMAS,
    **map_rules.SCHEMAS,
    **incidents.SCHEMAS,
    **cap.SCHEMAS,
    **broadcasts.SCHEMAS,
    **alerts.SCHEMAS,
    **inbound.SCHEMAS,
    **orders.SCHEMAS,
    **shifts.SCHEMAS,
    **deliveries.SCHEMAS,
    **walls.SCHEMAS,
}


def reference(schema: Schema | str) -> Schema:
    """Return the schema, or the reference to the named one."""
    if isinstance(schema, str):
        COMPONENTS[schema]  # an unknown name fails where it is written
        return {"$ref": PREFIX + schema}
    return schema
