"""Files of letters, the retention schedule, lists of files, agenda books, figures."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_letters import CLASSIFICATION, SECURITY, VERSION
from services.gateway.shapes.parts import COUNT, TEXT, TIME, UUID, Schema, listed, optional, strict
from services.gateway.shapes.parts import opened as opened_shape

FILE_CODE: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._/-]{0,49}$"}
FILE_STATE: Schema = {
    "enum": [
        "archived_active", "archived_inactive", "permanent", "proposed_for_destruction",
        "destroyed",
    ]
}  # fmt: skip
FATE: Schema = {"enum": ["permanent", "destroy", "review"]}
LIST_KIND: Schema = {"enum": ["transfer", "destruction"]}
LIST_STATE: Schema = {"enum": ["proposed", "accepted", "approved", "refused", "carried_out"]}
ARCHIVED_KIND: Schema = {"enum": ["letter", "incoming"]}
BOOK_KIND: Schema = {"enum": ["incoming", "outgoing"]}
BOOK_FORMAT: Schema = {"enum": ["pdf", "xlsx"]}
STAGE: Schema = {
    "enum": ["initial", "sign", "read", "dispose", "report"],
    "description": "handed up to initial; ready to signed; delivered to read; read to the first "
    "disposition; disposition to report",
}
_SEEN: dict[str, Any] = {"as": AS, "version": {**VERSION, "description": "that was seen"}}
_NOTE: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
_HOURS: Schema = {"type": ["number", "null"], "minimum": 0}
_YEARS: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
_RULE = {
    "code": CLASSIFICATION,
    "active_years": _YEARS,
    "inactive_years": _YEARS,
    "fate": FATE,
    "basis": {**TEXT, "description": "which schedule says so"},
}
_FILE: dict[str, Any] = {
    "id": UUID,
    "unit": CODE,
    "keeper": {**CODE, "description": "unit that has it: its own, later the record centre"},
    "code": FILE_CODE,
    "title": TEXT,
    "classification": CLASSIFICATION,
    "security": SECURITY,
    "state": FILE_STATE,
    "version": VERSION,
    "list": {**optional(UUID), "description": "list that it stands on now"},
    "opened": DAY,
    "closed": optional(DAY),
    "active_until": optional(DAY),
    "inactive_until": optional(DAY),
    "retention": {**opened_shape(_RULE), "type": ["object", "null"]},
}
_LETTERS: Schema = {**optional(COUNT), "description": "for records officers; null for others"}
_SHOWN = opened_shape({**_FILE, "unit_name": TEXT, "letters": _LETTERS})
_LIST: dict[str, Any] = {
    "id": UUID,
    "kind": LIST_KIND,
    "unit": CODE,
    "centre": {**CODE, "description": "record centre"},
    "judge": {**CODE, "description": "archive institution"},
    "state": LIST_STATE,
    "version": VERSION,
    "note": TEXT,
    "decree": TEXT,
    "proposer": CODE,
}
_TIMES = {"made_at": TIME, "decided_at": optional(TIME)}
_DECISION = {
    "side": {"enum": ["unit", "institution", "centre"]},
    "verdict": TEXT,
    "position": CODE,
    "title": TEXT,
    "person": TEXT,
    "capacity": TEXT,
    "at": TIME,
}
_FILES: Schema = {"type": "array", "items": UUID, "minItems": 1, "maxItems": 200}

SCHEMAS: dict[str, Schema] = {
    "RetentionRules": listed(
        opened_shape({**_RULE, "title": TEXT, "default": {"type": "boolean"}})
    ),
    "RetentionImported": opened_shape({"lines": COUNT}),
    "ArchiveInstitution": opened_shape(
        {"area": TEXT, "record_centre": optional(CODE), "institution": optional(CODE)}
    ),
    "ArchiveInstitutionIn": strict(
        {
            "area": {"type": "string", "pattern": "^[0-9]{4}$"},
            "record_centre": CODE,
            "institution": CODE,
        },
        ["area", "record_centre", "institution"],
    ),
    "ArchiveFileIn": strict(
        {
            "as": AS,
            "code": FILE_CODE,
            "title": {"type": "string", "minLength": 1, "maxLength": 300},
            "classification": CLASSIFICATION,
            "security": SECURITY,
        },
        ["code", "title", "classification"],
    ),
    "ArchiveFile": opened_shape(_FILE),
    "ArchiveFiles": listed(_SHOWN),
    "ArchiveFileShown": opened_shape(
        {**_SHOWN["properties"], "keeps": {"type": "boolean", "description": "its records officer"}}
    ),
    "ArchivePut": strict({"as": AS, "kind": ARCHIVED_KIND, "letter": UUID}, ["kind", "letter"]),
    "ArchivePlaced": opened_shape(
        {"file": UUID, "kind": ARCHIVED_KIND, "letter": UUID, "state": FILE_STATE}
    ),
    "ArchivedLetters": listed(
        opened_shape(
            {
                "kind": ARCHIVED_KIND,
                "letter": UUID,
                "number": {**optional(TEXT), "description": "null of a secret one"},
                "subject": {**optional(TEXT), "description": "null of a secret one"},
                "sender": optional(TEXT),
                "security": SECURITY,
                "dated": optional(DAY),
                "classification": TEXT,
                "position": {**CODE, "description": "which put it there"},
                "at": TIME,
            }
        )
    ),
    "ArchivePlace": opened_shape(
        {
            "kind": ARCHIVED_KIND,
            "letter": UUID,
            "state": FILE_STATE,
            "at": TIME,
            "file": {**optional(UUID), "description": "null for who does not see the file"},
            "code": optional(TEXT),
            "title": optional(TEXT),
        }
    ),
    "ArchiveFileClose": strict(
        {**_SEEN, "closed": {**DAY, "description": "today where it is absent"}}, ["version"]
    ),
    "ArchiveFileAppraise": strict(
        {**_SEEN, "fate": {"enum": ["permanent", "destroy"]}, "note": _NOTE},
        ["version", "fate", "note"],
    ),
    "ArchiveStep": strict(_SEEN, ["version"]),
    "ArchiveRefuse": strict({**_SEEN, "note": _NOTE}, ["version", "note"]),
    "ArchiveCarryOut": strict(
        {
            **_SEEN,
            "decree": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "description": "number of the written approval, of files kept for ten years",
            },
        },
        ["version"],
    ),
    "ArchiveListIn": strict({"as": AS, "files": _FILES}, ["files"]),
    "ArchiveList": opened_shape(_LIST),
    "ArchiveLists": listed(opened_shape({**_LIST, **_TIMES, "unit_name": TEXT, "files": COUNT})),
    "ArchiveListShown": opened_shape(
        {
            **_LIST,
            **_TIMES,
            "files": {"type": "array", "items": opened_shape({**_FILE, "letters": COUNT})},
            "decisions": {"type": "array", "items": opened_shape(_DECISION)},
        }
    ),
    "ArchiveDue": opened_shape(
        {
            "month": TEXT,
            "ending": {**COUNT, "description": "files whose time ends in the month"},
            "overdue": {**COUNT, "description": "files whose time ended before"},
            **listed(
                opened_shape(
                    {
                        **_SHOWN["properties"],
                        "what": {"enum": ["transfer", "permanent", "destroy", "review"]},
                        "on": DAY,
                    }
                )
            )["properties"],
        }
    ),
    "Agenda": opened_shape(
        {
            "kind": BOOK_KIND,
            "unit": CODE,
            "heads": {"type": "array", "items": TEXT},
            "total": COUNT,
            "items": {
                "type": "array",
                "items": {"type": "array", "items": TEXT},
                "description": "cells in the order of the heads",
            },
            "next": optional(TEXT),
        }
    ),
    "AgendaBookIn": strict(
        {
            "as": AS,
            "kind": BOOK_KIND,
            "unit": CODE,
            "since": DAY,
            "until": DAY,
            "format": BOOK_FORMAT,
        },
        ["kind", "since", "until", "format"],
    ),
    "OfficeStatistics": opened_shape(
        {
            "unit": CODE,
            "unit_name": optional(TEXT),
            "since": DAY,
            "until": DAY,
            **listed(
                opened_shape(
                    {
                        "stage": STAGE,
                        "position": {**optional(CODE), "description": "null for all of the unit"},
                        "title": optional(TEXT),
                        "done": COUNT,
                        "median_hours": _HOURS,
                        "p90_hours": _HOURS,
                        "open": COUNT,
                        "oldest": optional(TIME),
                    }
                )
            )["properties"],
        }
    ),
}
