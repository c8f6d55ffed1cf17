"""Elections, stations, results, tallies."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    ANY_AREA,
    AREA,
    COUNT,
    POINT,
    SHARE,
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

FIGURE: Schema = {
    "type": ["integer", "null"],
    "minimum": 0,
    "maximum": 99_999,
    "description": "absent = nothing said; null = not entered, and withdrawn where this reader had "
    "handed it in",
}


NUMBER: Schema = {**FIGURE, "type": "integer"}


def _figures(*names: str) -> Schema:
    return {**strict(dict.fromkeys(names, FIGURE), []), "type": ["object", "null"]}


PEOPLE = _figures("male", "female", "total")
VOTERS: Schema = {
    **strict(dict.fromkeys(("male", "female", "total"), NUMBER), []),
    "type": ["object", "null"],
    "required": ["male", "female"],
}
USERS = {
    **strict(dict.fromkeys(("dpt", "dptb", "dpk", "total"), PEOPLE), []),
    "type": ["object", "null"],
    "description": "users of the right to vote, by list",
}
VOTES: Schema = {
    "type": ["object", "null"],
    "patternProperties": {"^[1-9][0-9]{0,2}$": FIGURE},
    "additionalProperties": False,
    "description": "votes by the candidate's number",
}
FORM: dict[str, Any] = {
    "dpt": PEOPLE,
    "users": USERS,
    "ballots": _figures("received", "used", "returned", "unused"),
    "disabled": PEOPLE,
    "votes": VOTES,
    "valid": FIGURE,
    "invalid": FIGURE,
    "total": FIGURE,
}
SIGNATURE: Schema = {
    **strict({"key": UUID, "value": TEXT}, ["key", "value"]),
    "description": "a crew's signature, made with its enrolled key: see docs/elections/field.md",
}
CANDIDATE = strict(
    {
        "number": {"type": "integer", "minimum": 1, "maximum": 999},
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "kolom_kosong": {"type": "boolean", "description": "the empty column stands as one"},
        "sirekap_id": {
            "type": ["string", "null"],
            "maxLength": 200,
            "description": "what Sirekap's files call the candidate",
        },
    },
    ["number", "name"],
)
CONTEST = strict(
    {
        "id": SLUG,
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "area": AREA,
        "candidates": {"type": "array", "items": CANDIDATE, "minItems": 1, "maxItems": 100},
    },
    ["id", "name", "candidates"],
)
CODED_NAME = strict({"code": AREA, "name": {**TEXT, "minLength": 1, "maxLength": 200}}, ["code"])
FINDING = opened(
    {
        "rule": TEXT,
        "severity": {"enum": ["error", "warning"]},
        "fields": {"type": "array", "items": TEXT},
        "message": TEXT,
        "difference": {"type": ["integer", "null"]},
        "source": TEXT,
        "state": {"enum": ["open", "explained", "verified"]},
        "note": {"type": ["string", "null"]},
    }
)
TALLY_ROW: dict[str, Any] = {
    "area": opened({"code": ANY_AREA, "name": {"type": ["string", "null"]}, "level": TEXT}),
    "tps_in": COUNT,
    "tps_complete": COUNT,
    "tps_expected": COUNT,
    "tps_held": COUNT,
    "votes_held": COUNT,
    "valid": COUNT,
    "invalid": COUNT,
    "dpt": COUNT,
    "users": COUNT,
    "turnout": SHARE,
    "candidates": {
        "type": "array",
        "items": opened({"number": COUNT, "name": TEXT, "votes": COUNT, "share": SHARE}),
    },
    "children": {"type": "array", "items": {"type": "object"}},
}
FORM_OUT: Schema = {"type": "object", "description": "the figures entered, nested as in ResultIn"}
STANDING: dict[str, Schema] = {
    "state": {
        "enum": ["empty", "partial", "entered", "conflicted", "consolidated", "final"],
        "description": "entered: all votes are in and do not stand yet",
    },
    "complete": {"type": "boolean", "description": "every figure of the form is entered"},
    "counted": {"type": "boolean", "description": "its votes are in the tally"},
    "quarantine": {"enum": ["none", "results", "all"]},
}
JUDGED = ["id", "election", "contest", "tps", "version", *STANDING, "findings"]

SCHEMAS: dict[str, Schema] = {
    "ElectionIn": strict(
        {
            "id": SLUG,
            "name": {"type": "string", "minLength": 1, "maxLength": 200},
            "date": {"type": "string", "format": "date"},
            "area": AREA,
            "rehearsal": {"type": "boolean"},
            "dpt_limit": {"type": "integer", "minimum": 1, "maximum": 99_999},
            "contests": {"type": "array", "items": CONTEST, "minItems": 1, "maxItems": 20},
        },
        ["id", "name", "date", "area", "contests"],
    ),
    "Election": opened(
        {"id": SLUG, "name": TEXT, "date": TEXT, "area": AREA, "contests": {"type": "array"}}
    ),
    "Elections": listed({"$ref": "#/components/schemas/Election"}),
    "AreasIn": strict(
        {
            "items": {
                "type": "array",
                "maxItems": 1000,
                "minItems": 1,
                "items": {**CODED_NAME, "required": ["code", "name"]},
            }
        },
        ["items"],
    ),
    "StationsIn": strict(
        {
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1000,
                "items": strict(
                    {
                        "code": STATION,
                        "dpt": VOTERS,
                        "point": POINT,
                        "name": optional({"type": "string", "maxLength": 200}),
                    },
                    ["code"],
                ),
            }
        },
        ["items"],
    ),
    "Registered": opened({"registered": COUNT}, []),
    "Stations": listed(opened({"code": STATION, "number": COUNT, "special": {"type": "boolean"}})),
    "ResultIn": {
        **strict(
            {
                "contest": SLUG,
                "tps": STATION,
                "channel": {
                    "enum": ["crew", "sms", "radio", "operator", "observer", "import"],
                    "description": "crew and observer for one's own; the others need an operator",
                },
                "recorded_at": optional(TIME),
                "signature": SIGNATURE,
                **FORM,
            },
            ["contest", "tps"],
        ),
        "description": "The C.Hasil form of one TPS and one contest, in whole or in parts. "
        "At least one figure is there; a later submission overlays the parts that it brings.",
    },
    "Result": opened(
        {
            "id": UUID,
            "election": SLUG,
            "contest": SLUG,
            "tps": STATION,
            "version": COUNT,
            **STANDING,
            "channel": TEXT,
            "received_at": TIME,
            "form": {"type": "object"},
            "findings": {"type": "array", "items": FINDING},
        },
        JUDGED,
    ),
    "Results": listed({"$ref": "#/components/schemas/Result"}),
    "ResultHistory": opened(
        {
            "submissions": {"type": "array"},
            "findings": {"type": "array"},
            "entries": {
                "type": "array",
                "items": opened({"source": TEXT, "channel": TEXT, "who": TEXT, "form": FORM_OUT}),
                "description": "what each independent reader says",
            },
            "changes": {
                "type": "array",
                "items": opened({"version": COUNT, "change": TEXT, "who": TEXT, "at": TIME}),
                "description": "what people did to it: quarantined, released, finalised, reopened",
            },
            "conflicts": {
                "type": "array",
                "items": TEXT,
                "description": "fields on which the readers that decide differ",
            },
        },
        [],
    ),
    "Tally": {
        **opened(
            {
                "election": SLUG,
                "contest": SLUG,
                **TALLY_ROW,
                "version": COUNT,
                "as_of": optional(TIME),
            },
            ["election", "contest", "area", "tps_in", "tps_expected", "candidates", "version"],
        ),
        "description": "`valid` is the sum of the candidates' votes; a TPS is in when its record "
        "counts; `tps_held` are those whose votes are entered and do not count; `turnout` covers "
        "TPS whose form has users.total.",
    },
    "Progress": opened(
        {
            "election": SLUG,
            "as_of": optional(TIME),
            "contests": {
                "type": "array",
                "items": opened(
                    {
                        "contest": SLUG,
                        "tps_in": COUNT,
                        "tps_complete": COUNT,
                        "tps_expected": COUNT,
                        "tps_held": COUNT,
                        "votes_held": COUNT,
                        "findings": opened({"error": COUNT, "warning": COUNT}),
                        "last_received_at": optional(TIME),
                    }
                ),
            },
        }
    ),
}
