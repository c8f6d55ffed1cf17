"""Shifts: rosters, absences, swaps, hand-overs."""

from __future__ import annotations

from services.gateway.shapes.incidents import SEVERITY, STATE
from services.gateway.shapes.parts import (
    AREA,
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

AGENCY: Schema = {"type": "string", "minLength": 1, "maxLength": 80, "description": "its free word"}
PERSON: Schema = {"type": "string", "minLength": 1, "maxLength": 80, "description": "a user name"}
DAY: Schema = {"type": "string", "format": "date", "description": "of the region's zone"}
CLOCK: Schema = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "description": "06:00"}
NEEDED: Schema = {"type": "integer", "minimum": 1, "maximum": 50}
VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": 2147483647}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
PEOPLE: Schema = {"type": "array", "items": PERSON, "maxItems": 50}


def _whole(least: int, most: int, said: str) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "description": said}


RULES: dict[str, Schema] = {
    "rest_minutes": _whole(0, 2880, "rest between two shifts of one person"),
    "rest_rule": {"type": "string", "enum": ["warn", "refuse"]},
    "swaps_approved": {**FLAG, "description": "a swap needs an operator besides the two"},
    "overlap_minutes": _whole(0, 240, "how long people stay after their shift's end"),
    "late_minutes": _whole(0, 240, "after a shift's end: a hand-over is late; 0 for never"),
    "weeks": _whole(1, 26, "how far ahead patterns become shifts"),
}
_AGENCY: dict[str, Schema] = {
    "agency": TEXT,
    "area": TEXT,
    **RULES,
    "changed_by": TEXT,
    "changed_at": TIME,
    "plans": {**FLAG, "description": "whether who asks plans for it"},
}
PATTERN: dict[str, Schema] = {
    "agency": AGENCY,
    "name": {"type": "string", "minLength": 1, "maxLength": 80},
    "starts": CLOCK,
    "ends": {**CLOCK, "description": "the next day's where it is not after the start"},
    "days": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "integer", "minimum": 1, "maximum": 7},
        "description": "ISO weekdays, 1 is Monday; all where it is not there",
    },
    "needed": NEEDED,
    "teams": {"type": "array", "maxItems": 31, "items": PEOPLE, "description": "who takes turns"},
    "turn_days": _whole(1, 366, "for how many days a team is up"),
    "turn_offset": _whole(0, 366, "which team is up first"),
    "first_day": DAY,
    "last_day": optional(DAY),
}
_PATTERN: dict[str, Schema] = {
    **PATTERN,
    "id": UUID,
    "area": TEXT,
    "made_by": TEXT,
    "made_at": TIME,
}
_SPAN = opened({"from": TIME, "until": TIME})
_SHIFT: dict[str, Schema] = {
    "id": UUID,
    **dict.fromkeys(("agency", "area", "name", "changed_by"), TEXT),
    "day": DAY,
    **dict.fromkeys(("starts", "ends", "changed_at"), TIME),
    **dict.fromkeys(("needed", "overlap_minutes", "version", "short"), COUNT),
    "state": {"type": "string", "enum": ["planned", "cancelled"]},
    "pattern": optional(UUID),
    "people": {
        "type": "array",
        "items": opened({"name": TEXT, "absent": {"type": "array", "items": _SPAN}}),
    },
    "mine": FLAG,
    "plans": FLAG,
}
_NAMED: dict[str, Schema] = {
    "id": UUID,
    "agency": TEXT,
    "name": TEXT,
    "starts": TIME,
    "ends": TIME,
}
_NAMED_OR_NONE: Schema = {**opened(_NAMED), "type": ["object", "null"]}
_SWAP: dict[str, Schema] = {
    "id": UUID,
    "shift": _NAMED_OR_NONE,
    "in_return": _NAMED_OR_NONE,
    **dict.fromkeys(("person", "other", "reason"), TEXT),
    "state": {"type": "string", "enum": ["asked", "accepted", "done", "refused", "withdrawn"]},
    "asked_at": TIME,
    **dict.fromkeys(("answered_at", "ended_at"), optional(TIME)),
    "ended_by": optional(TEXT),
    "mine": FLAG,
}
_ABSENCE: dict[str, Schema] = {
    "id": UUID,
    **dict.fromkeys(("person", "made_by"), TEXT),
    **dict.fromkeys(("from", "until", "made_at"), TIME),
    "reason": {**optional(TEXT), "description": "for the person and who plans"},
}
_HAND_OVER: dict[str, Schema] = {
    "id": UUID,
    "agency": TEXT,
    "shift": _NAMED_OR_NONE,
    "from": {**TEXT, "description": "who gave it"},
    "at": TIME,
    "notes": TEXT,
    "incidents": {
        "type": "array",
        "items": opened(
            {
                "id": UUID,
                **dict.fromkeys(("name", "headline", "place"), TEXT),
                "severity": SEVERITY,
                "state": STATE,
                "version": COUNT,
            }
        ),
    },
    "hidden": {**COUNT, "description": "incidents that who asks may not read"},
    "version": COUNT,
    "accepted_by": optional(TEXT),
    "accepted_at": optional(TIME),
    "may_accept": FLAG,
    "next": {**TEXTS, "description": "who is in the following shift"},
}

SCHEMAS: dict[str, Schema] = {
    "ShiftAgencies": listed(opened({**_AGENCY, "people": TEXTS})),
    "ShiftAgency": opened(_AGENCY),
    "ShiftAgencyIn": strict({"area": AREA, **RULES}, []),
    "ShiftPatterns": listed(opened(_PATTERN)),
    "ShiftPatternIn": strict(PATTERN, ["agency", "name", "starts", "ends"]),
    "ShiftPatternMade": opened({**_PATTERN, "made": COUNT, "warnings": TEXTS}),
    "ShiftPatternEnd": strict({"after": DAY}, ["after"]),
    "ShiftPatternEnded": opened({**_PATTERN, "cancelled": COUNT}),
    "Shifts": listed(opened(_SHIFT)),
    "Shift": opened(_SHIFT),
    "ShiftMade": opened({**_SHIFT, "warnings": TEXTS}),
    "ShiftIn": strict(
        {
            "agency": AGENCY,
            "name": PATTERN["name"],
            "starts": TIME,
            "ends": TIME,
            "needed": NEEDED,
            "people": PEOPLE,
        },
        ["agency", "name", "starts", "ends"],
    ),
    "ShiftChange": strict(
        {
            "version": VERSION,
            "name": PATTERN["name"],
            "starts": TIME,
            "ends": TIME,
            "needed": NEEDED,
            "people": PEOPLE,
        },
        ["version"],
    ),
    "ShiftAt": strict({"version": VERSION}, ["version"]),
    "ShiftsNow": opened(
        {
            "at": TIME,
            "mine": {**opened(_SHIFT), "type": ["object", "null"]},
            "on_duty": {"type": "array", "items": opened({**_NAMED, "people": TEXTS})},
            "hand_over": {**opened(_HAND_OVER), "type": ["object", "null"]},
            "given": {
                **opened({"at": TIME, "accepted_by": optional(TEXT)}),
                "type": ["object", "null"],
                "description": "the hand-over of one's own shift",
            },
            "gaps": {**COUNT, "description": "shifts of seven days that have too few"},
        }
    ),
    "ShiftGaps": listed(
        opened(
            {
                **_NAMED,
                "area": TEXT,
                "day": DAY,
                "needed": COUNT,
                "from": TIME,
                "until": TIME,
                "short": {**COUNT, "description": "how many are not there"},
            }
        )
    ),
    "ShiftSwapIn": strict(
        {
            "with": PERSON,
            "in_return": {**UUID, "description": "a shift of theirs"},
            "reason": {"type": "string", "maxLength": 500},
        },
        ["with"],
    ),
    "ShiftSwaps": listed(opened(_SWAP)),
    "ShiftSwap": opened(_SWAP),
    "ShiftSwapAnswer": strict(
        {"answer": {"type": "string", "enum": ["accept", "refuse", "withdraw", "approve"]}},
        ["answer"],
    ),
    "AbsenceIn": strict(
        {
            "person": PERSON,
            "from": TIME,
            "until": TIME,
            "reason": {"type": "string", "maxLength": 500},
        },
        ["from", "until"],
    ),
    "Absences": listed(opened({**_ABSENCE, "mine": FLAG})),
    "Absence": opened(_ABSENCE),
    "HandOverIn": strict(
        {
            "notes": {"type": "string", "maxLength": 8000},
            "incidents": {"type": "array", "items": UUID, "maxItems": 1000},
        },
        [],
    ),
    "HandOver": opened(_HAND_OVER),
    "HandOvers": listed(opened(_HAND_OVER)),
    "ShiftImport": opened(
        {**dict.fromkeys(("made", "changed", "cancelled", "same"), COUNT), "warnings": TEXTS}
    ),
}
