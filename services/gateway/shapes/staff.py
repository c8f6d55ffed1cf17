"""Schemas of the ad-hoc staff. No pattern is asked of a NIK here: an error would show it."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.parts import (
    ANY_AREA,
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

BODY: Schema = {"type": "string", "enum": ["ppk", "pps", "kpps"]}
STATE: Schema = {"type": "string", "enum": ["applied", "accepted", "reserve", "refused"]}
SERVING: Schema = {"type": "string", "enum": ["accepted", "reserve"]}
_PARTIES = ["not-registered", "registered", "objection-filed", "objection-upheld", "unavailable"]
PARTY: Schema = {"type": "string", "enum": _PARTIES}
LACKING: Schema = {"type": "boolean", "description": "only bodies that lack members"}
_DAY: Schema = {"type": "string", "format": "date"}
_WORDS: Schema = {"type": "string", "maxLength": 500}
_NIK: Schema = {"description": "the 16 digits; kept as a keyed hash and the last four"}
_VERSION: Schema = {"type": "integer", "minimum": 1}
_COUNTS: Schema = {"type": "object", "additionalProperties": COUNT, "description": "by state"}
_OBJECTION = opened(
    {
        "id": UUID,
        "applicant": UUID,
        "state": {"enum": ["filed", "upheld", "rejected"]},
        "note": TEXT,
        "filed_by": TEXT,
        "filed_at": TIME,
        "decision": TEXT,
        "decided_by": optional(TEXT),
        "decided_at": optional(TIME),
    }
)
_APPLICANT = opened(
    {
        "id": UUID,
        "round": UUID,
        "body": BODY,
        "area": ANY_AREA,
        "name": optional(TEXT),
        "nik_tail": optional(TEXT),
        "birth_date": optional(_DAY),
        "no_party": {"type": "boolean"},
        "state": STATE,
        "reason": TEXT,
        "requirements": {
            "type": "object",
            "additionalProperties": {"enum": ["met", "failed", "pending"]},
            "description": "age, birth_date, statement, party, one_body",
        },
        "party": PARTY,
        "party_checked_at": TIME,
        "objections": {"type": "array", "items": _OBJECTION},
        "version": _VERSION,
    }
)
_ROUND = opened(
    {
        "id": UUID,
        "body": BODY,
        "area": ANY_AREA,
        "name": TEXT,
        "opens": _DAY,
        "closes": _DAY,
        "term_ends": _DAY,
        "erased_at": optional(TIME),
        "applicants": _COUNTS,
    }
)
_LISTING = opened({"party": TEXT, "position": TEXT, "place": TEXT})
_MEMBER = opened(
    {"id": UUID, "body": BODY, "area": TEXT, "name": optional(TEXT), "state": STATE, "party": PARTY}
)
_SEATS = {"area": TEXT, "name": optional(TEXT)} | dict.fromkeys(
    ("size", "accepted", "reserve", "applied", "missing"), COUNT
)
_SUMS: Schema = {
    "type": "object",
    "additionalProperties": opened({"places": COUNT, "full": COUNT, "missing": COUNT}),
    "description": "by body",
}


def _summed(item: Schema) -> Schema:
    """Return a page of a list with the sums of all bodies of the area."""
    page: dict[str, Any] = listed(item)
    return {**page, "properties": {**page["properties"], "sums": _SUMS}}


SCHEMAS: dict[str, Schema] = {
    "StaffRoundIn": strict(
        {
            "body": BODY,
            "area": ANY_AREA,
            "name": _WORDS,
            "opens": _DAY,
            "closes": _DAY,
            "term_ends": {**_DAY, "description": "the last day of the members' term"},
        },
        ["body", "area", "opens", "closes", "term_ends"],
    ),
    "StaffRound": _ROUND,
    "StaffRounds": listed(_ROUND),
    "StaffErased": opened({"erased": COUNT, "applicants": _COUNTS}),
    "StaffPersonErased": opened({"id": UUID, "erased": COUNT}),
    "ApplicantIn": strict(
        {
            "round": UUID,
            "area": ANY_AREA,
            "name": {"type": "string", "minLength": 1, "maxLength": 120},
            "nik": _NIK,
            "birth_date": _DAY,
            "no_party": {"type": "boolean", "description": "states to be in no party"},
        },
        ["round", "area", "name", "nik", "birth_date", "no_party"],
    ),
    "Applicant": _APPLICANT,
    "Applicants": listed(_APPLICANT),
    "StaffRoster": listed(_MEMBER),
    "StaffGaps": _summed(opened(_SEATS)),
    "StaffBodies": _summed(opened({**_SEATS, "members": {"type": "array", "items": _MEMBER}})),
    "StaffDecisionIn": strict(
        {"decision": {"enum": ["accepted", "reserve", "refused"]}, "reason": _WORDS}
        | {"version": _VERSION},
        ["decision", "version"],
    ),
    "StaffDecided": opened({"id": UUID, "version": _VERSION, "state": STATE}),
    "PartyCheckIn": strict({"nik": _NIK}, ["nik"]),
    "PartyCheck": opened(
        {
            "party": PARTY,
            "listings": {"type": "array", "items": _LISTING},
            "checked_at": TIME,
            "register_from": {**optional(TIME), "description": "of the oldest party's register"},
            "service": {"enum": ["off", "asked", "unavailable"]},
            "nik_tail": TEXT,
            "applicants": {
                "type": "array",
                "items": opened({"id": UUID, "round": UUID, "body": BODY, "area": TEXT}),
            },
        }
    ),
    "ObjectionIn": strict({"note": {**_WORDS, "minLength": 1}}, ["note"]),
    "ObjectionDecisionIn": strict(
        {"uphold": {"type": "boolean"}, "reason": {**_WORDS, "minLength": 1}}, ["uphold", "reason"]
    ),
    "Objection": _OBJECTION,
    "PartyWatch": opened(
        {
            "service": {"type": "boolean", "description": "whether the public service is asked"},
            "parties": {
                "type": "array",
                "items": opened({"party": TEXT, "members": COUNT, "at": TIME}),
            },
            "last": {"type": ["object", "null"], "description": "the last daily recheck"},
        }
    ),
}
