"""The organisation of the e-office: units, positions, holdings, delegations."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    AREA,
    COUNT,
    TEXT,
    UUID,
    Schema,
    listed,
    opened,
    optional,
    strict,
)

CODE: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$"}
DAY: Schema = {"type": "string", "format": "date", "description": "a day of the region's zone"}
PERSON: Schema = {"type": "string", "minLength": 1, "maxLength": 64, "description": "an account"}
AS: Schema = {**CODE, "description": "position as which this is done, of the caller's own"}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_KINDS = ["leadership", "secretariat", "agency", "division", "district", "village"]
LEVELS = ["leader", "high", "administrator", "supervisor", "functional", "staff", "village"]
CAPACITIES = ["definitive", "pj", "plt", "plh"]
LAST_DAY: Schema = strict({"ends": DAY, "as": AS}, ["ends"])

_POSITION: dict[str, Any] = {
    "unit": CODE,
    "title": _NAME,
    "level": {"enum": LEVELS},
    "above": {**optional(CODE), "description": "position that it reports to"},
    "records": {"type": "boolean", "description": "a records officer's"},
}
_HELD: dict[str, Any] = {
    "id": UUID,
    "position": CODE,
    "person": TEXT,
    "capacity": {"enum": CAPACITIES},
    "starts": DAY,
    "ends": optional(DAY),
    "decree": TEXT,
}
_HOLDING: Schema = opened(_HELD)
_GIVEN: dict[str, Any] = {
    "id": UUID,
    "from": CODE,
    "to": CODE,
    "matters": TEXT,
    "starts": DAY,
    "ends": DAY,
}
ACTING: Schema = opened(
    {
        "person": TEXT,
        "position": CODE,
        "title": TEXT,
        "unit": CODE,
        "area": TEXT,
        "capacity": {"enum": [*CAPACITIES, "delegate"]},
        "records": {"type": "boolean"},
        "via": {**TEXT, "description": "of a delegate: the position held"},
        "via_capacity": TEXT,
        "ends": optional(DAY),
    }
)

SCHEMAS: dict[str, Schema] = {
    "UnitIn": strict(
        {
            "code": CODE,
            "name": _NAME,
            "kind": {"enum": _KINDS},
            "parent": optional(CODE),
            "area": AREA,
        },
        ["code", "name", "kind", "area"],
    ),
    "Unit": opened({"id": UUID, "code": TEXT, "name": TEXT, "kind": TEXT, "area": TEXT}),
    "Units": listed({"$ref": "#/components/schemas/Unit"}),
    "PositionIn": strict({**_POSITION, "as": AS}, ["unit", "title", "level"]),
    "Position": opened({"code": CODE, **_POSITION}),
    "Positions": listed(
        opened(
            {
                "code": CODE,
                **_POSITION,
                "unit_name": TEXT,
                "area": TEXT,
                "holders": {
                    "type": "array",
                    "items": opened(
                        {**_HELD, "reports_to": {"type": ["string", "null"]}}, list(_HELD)
                    ),
                },
                "vacant": {"type": "boolean"},
            }
        )
    ),
    "HoldingIn": strict(
        {
            "position": CODE,
            "person": PERSON,
            "capacity": {"enum": CAPACITIES},
            "starts": DAY,
            "ends": optional(DAY),
            "decree": {"type": "string", "maxLength": 200, "description": "number of the decree"},
            "as": AS,
        },
        ["position", "person", "starts"],
    ),
    "Holding": _HOLDING,
    "Holdings": listed(
        opened({**_HELD, "title": TEXT, "unit": CODE, "unit_name": TEXT, "area": TEXT})
    ),
    "LastDayIn": LAST_DAY,
    "DelegationIn": strict(
        {
            "from": CODE,
            "to": CODE,
            "matters": {"type": "string", "minLength": 1, "maxLength": 1000},
            "starts": DAY,
            "ends": DAY,
            "as": AS,
        },
        ["from", "to", "matters", "starts", "ends"],
    ),
    "Delegation": opened(_GIVEN),
    "Delegations": listed({"$ref": "#/components/schemas/Delegation"}),
    "OfficeMe": opened(
        {"person": TEXT, "on": DAY, "positions": {"type": "array", "items": ACTING}}
    ),
    "OrganisationImported": opened(
        {
            "units": COUNT,
            "positions": COUNT,
            "holdings": COUNT,
            "unchanged": COUNT,
            "refused": {
                "type": "array",
                "items": opened({"line": COUNT, "column": TEXT, "reason": TEXT}),
            },
        }
    ),
}
