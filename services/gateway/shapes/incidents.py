"""Incidents: reports, steps, what hangs on them."""

from __future__ import annotations

from services.gateway.shapes.parts import (
    ANY_AREA,
    COUNT,
    POINT,
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

CODE: Schema = {"type": "string", "pattern": "^[a-z_]{1,40}$"}
SEVERITY: Schema = {"type": "string", "enum": ["info", "minor", "major", "critical"]}
STATES = ["reported", "verified", "responding", "contained", "closed", "false", "duplicate"]
STATE: Schema = {"type": "string", "enum": STATES}
SOURCES = [
    "account", "api", "public", "email", "webhook", "elections", "gis", "cap", "alertmanager",
]  # fmt: skip
SOURCE: Schema = {"type": "string", "enum": SOURCES}
NAME: Schema = {"type": "string", "maxLength": 80}
NOTE: Schema = {"type": "string", "maxLength": 2000}
METRES: Schema = {"type": "number", "minimum": 0, "description": "metres"}
PLACED: Schema = {**POINT, "type": "array"}
VERSION: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": 2147483647,
    "description": "the version that was seen; 412 says who changed it since",
}
PLACE_IN = strict(
    {
        "point": PLACED,
        "radius_m": {"type": "integer", "minimum": 10, "maximum": 50_000},
        "area": ANY_AREA,
        "tps": STATION,
        "road": {"type": "string", "maxLength": 40},
        "metre": {**METRES, "maximum": 1_000_000},
        "words": {"type": "string", "maxLength": 200},
    },
    [],
)
_SAID: dict[str, Schema] = {
    "type": {**CODE, "description": "one of /v1/incidents/types"},
    "headline": {"type": "string", "minLength": 1, "maxLength": 120},
    "text": {"type": "string", "maxLength": 4000},
    "place": PLACE_IN,
    "occurred_at": TIME,
}
_ACT: dict[str, Schema] = {"version": VERSION, "agency": NAME, "reason": NOTE}
_PLACE = opened(
    {
        "area": TEXT,
        "tps": optional(TEXT),
        "point": POINT,
        "radius_m": optional(COUNT),
        "road": optional(TEXT),
        "metre": optional(METRES),
        "words": TEXT,
    }
)
_HANDLER: Schema = {
    **opened(
        {
            "name": TEXT,
            "agency": TEXT,
            "since": TIME,
            "taken": {"type": "boolean", "description": "false: it waits for who takes it"},
        }
    ),
    "type": ["object", "null"],
}
_INCIDENT: dict[str, Schema] = {
    "id": UUID,
    "number": {**TEXT, "description": "INS-0047, in its year"},
    "year": COUNT,
    **dict.fromkeys(("type", "headline", "text", "changed_by"), TEXT),
    "severity": SEVERITY,
    "place": _PLACE,
    "source": SOURCE,
    "state": STATE,
    "version": COUNT,
    "exercise": {"type": "boolean"},
    "checked": {"type": "boolean", "description": "somebody vouches for it"},
    "merged_into": optional(UUID),
    **dict.fromkeys(("occurred_at", "reported_at", "changed_at"), TIME),
    "handler": _HANDLER,
    "times": {"type": "object", "additionalProperties": TIME},
}
_SIMILAR = opened({**_INCIDENT, "metres": optional(COUNT)})
_TASK: dict[str, Schema] = {
    **dict.fromkeys(("id", "incident"), UUID),
    **dict.fromkeys(("text", "assignee", "agency", "made_by"), TEXT),
    "state": {"type": "string", "enum": ["open", "done", "dropped"]},
    "ended_by": optional(TEXT),
    "made_at": TIME,
    **dict.fromkeys(("due", "ended_at"), optional(TIME)),
}
UNIT_STATE: Schema = {
    "type": "string",
    "enum": ["assigned", "en_route", "on_site", "released"],
}
_UNIT: dict[str, Schema] = {
    **dict.fromkeys(("id", "incident"), UUID),
    **dict.fromkeys(("name", "agency", "changed_by"), TEXT),
    "state": UNIT_STATE,
    "point": POINT,
    "eta": optional(TIME),
    "changed_at": TIME,
}
_REPORT = opened(
    {
        "source": SOURCE,
        **dict.fromkeys(("reporter", "text"), optional(TEXT)),
        **dict.fromkeys(("agency", "headline"), TEXT),
        **dict.fromkeys(("occurred_at", "first_at", "last_at"), TIME),
        "count": COUNT,
    }
)
_PHOTO = opened(
    {
        **dict.fromkeys(("id", "incident"), UUID),
        **dict.fromkeys(("width", "height", "bytes"), COUNT),
        "taken_at": optional(TIME),
        "received_at": TIME,
        "who": optional(TEXT),
    }
)
_ENTRY = opened(
    {
        **dict.fromkeys(("id", "incident"), UUID),
        **dict.fromkeys(("what", "agency", "text"), TEXT),
        "who": optional(TEXT),
        "at": TIME,
        "data": {"type": ["object", "null"]},
    }
)
_ORIGIN: dict[str, Schema] = {
    **dict.fromkeys(("code", "source", "title", "title_en"), TEXT),
    "mode": {"type": "string", "enum": ["off", "wait", "open"]},
    "who": optional(TEXT),
    "at": optional(TIME),
}
_OTHER = opened({"id": UUID, "number": TEXT, "headline": TEXT})

SCHEMAS: dict[str, Schema] = {
    "IncidentTypes": listed(
        opened(
            {
                **dict.fromkeys(("code", "title", "title_en", "cap"), TEXT),
                "severity": SEVERITY,
                "blocks": optional(TEXT),
            }
        )
    ),
    "IncidentIn": strict(
        {
            **_SAID,
            "severity": SEVERITY,
            "exercise": {"type": "boolean"},
            "agency": NAME,
            "reporter": {**NAME, "description": "who told it, for operators to say"},
            "source": {"type": "string", "enum": ["account", "api"]},
            "dedupe_key": {"type": "string", "maxLength": 200},
        },
        ["type", "headline", "place"],
    ),
    "IncidentReported": opened(
        {
            **_INCIDENT,
            "similar": {"type": "array", "items": _SIMILAR},
            "repeated": {"type": "boolean", "description": "counted on one that says the same"},
        }
    ),
    "Incident": opened(_INCIDENT),
    "IncidentTold": opened(
        {
            **_INCIDENT,
            "report_count": COUNT,
            "reports": {"type": "array", "items": _REPORT},
            "tasks": {"type": "array", "items": opened(_TASK)},
            "units": {"type": "array", "items": opened(_UNIT)},
            "duplicates": {"type": "array", "items": _OTHER},
        }
    ),
    "Incidents": listed(
        opened(
            {**_INCIDENT, "report_count": COUNT, "tasks_open": COUNT, "next_due": optional(TIME)}
        )
    ),
    "IncidentCounts": opened(
        {
            "counts": opened(dict.fromkeys(STATES, COUNT)),
            "waiting": {**COUNT, "description": "open, and not taken yet by whom it was handed to"},
        }
    ),
    "IncidentPresenceIn": strict({"seat": UUID, "open": {"type": "boolean"}}, ["seat", "open"]),
    "IncidentPresence": opened(
        {"incident": UUID, "seat": UUID, "name": TEXT, "open": {"type": "boolean"}, "at": TIME}
    ),
    "SimilarIncidents": listed(_SIMILAR),
    "IncidentLog": listed(_ENTRY),
    "IncidentStep": strict(
        {
            **_ACT,
            "step": {
                "type": "string",
                "enum": ["verify", "respond", "contain", "close", "refute", "reopen"],
            },
        },
        ["step", "version"],
    ),
    "IncidentRate": strict({**_ACT, "severity": SEVERITY}, ["severity", "reason", "version"]),
    "IncidentCorrect": strict(
        {**_ACT, **_SAID, "exercise": {"type": "boolean"}},
        ["version"],
    ),
    "IncidentAct": strict(_ACT, ["version"]),
    "IncidentHandOver": strict({**_ACT, "to": NAME, "to_agency": NAME}, ["to_agency", "version"]),
    "IncidentMerge": strict({**_ACT, "into": UUID}, ["into", "version"]),
    "IncidentNoteIn": strict({"text": {**NOTE, "minLength": 1}, "agency": NAME}, ["text"]),
    "IncidentNote": opened({**dict.fromkeys(("id", "incident"), UUID), "at": TIME, "text": TEXT}),
    "IncidentTaskIn": strict(
        {
            "text": {"type": "string", "minLength": 1, "maxLength": 300},
            **dict.fromkeys(("assignee", "agency"), NAME),
            "due": TIME,
        },
        ["text"],
    ),
    "IncidentTaskEnd": strict({"state": _TASK["state"], "agency": NAME}, ["state"]),
    "IncidentTask": opened(_TASK),
    "IncidentUnitIn": strict(
        {
            "name": {**NAME, "minLength": 1},
            "agency": NAME,
            "state": UNIT_STATE,
            "point": PLACED,
            "eta": TIME,
        },
        ["name"],
    ),
    "IncidentUnitMove": strict({"state": UNIT_STATE, "point": PLACED, "eta": optional(TIME)}, []),
    "IncidentUnit": opened(_UNIT),
    "IncidentPhoto": _PHOTO,
    "IncidentPhotos": listed(_PHOTO),
    "IncidentPhotoRemove": strict(
        {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}, ["reason"]
    ),
    "IncidentSources": listed(opened(_ORIGIN)),
    "IncidentSource": opened(_ORIGIN),
    "IncidentSourceIn": strict({"mode": _ORIGIN["mode"]}, ["mode"]),
    "PublicIncidentIn": strict(_SAID, ["type", "headline", "place"]),
    "PublicIncidentReceipt": opened(
        {"receipt": TEXT, "number": TEXT, "state": STATE, "reported_at": TIME}
    ),
    "PublicPoint": strict({"point": PLACED}, ["point"]),
    "PublicVillage": opened(
        {"village": optional(opened({"code": TEXT, "name": TEXT, "district": TEXT}))}
    ),
    "PublicIncidentPhoto": opened({"received_at": TIME, "bytes": COUNT}),
    "PublicIncident": opened(
        {
            "number": TEXT,
            "type": TEXT,
            "state": STATE,
            **dict.fromkeys(("reported_at", "changed_at"), TIME),
        }
    ),
    "IncidentNear": opened(
        {
            "incident": UUID,
            "radius_m": COUNT,
            "placed": {"type": "boolean", "description": "whether it has a point"},
            "tps": {
                "type": "array",
                "items": opened(
                    {"code": TEXT, "name": optional(TEXT), "dpt": optional(COUNT), "metres": COUNT}
                ),
            },
            "villages": {"type": "array", "items": opened({"code": TEXT, "name": TEXT})},
            "roads": {
                "type": "array",
                "items": opened(
                    {"code": TEXT, "name": TEXT, "metres": COUNT, "blocked": {"type": "boolean"}}
                ),
            },
        }
    ),
}
