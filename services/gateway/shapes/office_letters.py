"""Letters, their drafts and recipients, and their numbers."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.parts import (
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

SECURITY: Schema = {"enum": ["ordinary", "limited", "secret", "top_secret"]}
URGENCY: Schema = {"enum": ["ordinary", "urgent", "very_urgent"]}
STATE: Schema = {
    "enum": [
        "draft", "review", "revision", "ready_to_sign", "signing", "signing_failed", "signed",
        "sent", "refused", "cancelled", "void",
    ]
}  # fmt: skip
KIND: Schema = {"type": "string", "pattern": "^[a-z][a-z-]{1,39}$"}
CLASSIFICATION: Schema = {
    "type": "string",
    "pattern": r"^([0-9]{3}(\.[0-9]{1,3}){0,5})?$",
    "description": "code of Permendagri 83/2022, such as 000.8.3",
}
VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
NOTE: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
SCOPE: Schema = {"enum": ["institution", "unit", "unit_kind", "unit_classification"]}
_SEEN: dict[str, Any] = {"as": AS, "version": {**VERSION, "description": "that was seen"}}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 300}
_RECIPIENT_IN = strict(
    {
        "kind": {"enum": ["position", "external", "name", "group"]},
        "code": {**CODE, "description": "of a position"},
        "name": {"type": "string", "maxLength": 300, "description": "as the letter names them"},
        "address": {"type": "string", "maxLength": 300},
        "group": {**UUID, "description": "stands for its members, who are written down"},
    },
    ["kind"],
)
_RECIPIENT = opened(
    {"kind": TEXT, "name": TEXT, "code": optional(CODE), "address": TEXT},
)
_REFERENCE = strict(
    {"letter": UUID, "does": {"enum": ["reply", "corrects", "withdraws"]}}, ["letter", "does"]
)
_RELATED = strict(
    {
        "kind": {"enum": ["incident", "road_damage", "letter", "incoming"]},
        "id": {**TEXT, "maxLength": 36, "description": "of a road report its number, else a UUID"},
        "title": {
            "type": "string",
            "maxLength": 300,
            "description": "as the letter names it; of letters theirs is taken",
        },
        "answers": {"type": "boolean", "description": "incoming: sending this answers it"},
    },
    ["kind", "id"],
)
_MAY: Schema = {
    "enum": [
        "change", "submit", "initial", "send_back", "refuse", "cancel", "sign", "void", "send",
        "put_number_in", "arrive", "archive", "read", "follow_up", "dispose", "reply", "correct",
        "withdraw",
    ]
}  # fmt: skip
_CODES: Schema = {"type": "array", "items": CODE, "maxItems": 20}
_RECIPIENTS: Schema = {"type": "array", "items": _RECIPIENT_IN, "maxItems": 500}
_POSITION_OR_NONE: Schema = {"type": "string", "pattern": "^([A-Za-z0-9][A-Za-z0-9._-]{0,49})?$"}
_CONTENT_IN: dict[str, Any] = {
    "kind": KIND,
    "subject": {"type": "string", "maxLength": 500},
    "body": {
        "type": "string",
        "maxLength": 60_000,
        "description": "HTML; paragraphs, lists, tables and emphasis are kept",
    },
    "classification": CLASSIFICATION,
    "security": SECURITY,
    "urgency": URGENCY,
    "fields": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 4000}},
    "to": _RECIPIENTS,
    "copies": _RECIPIENTS,
    "signer": _POSITION_OR_NONE,
    "form": {
        "enum": ["own", "on_behalf", "through"],
        "description": "own name; a.n. the position above; u.b., a.n. the one above that",
    },
    "ladder": {
        **_CODES,
        "type": ["array", "null"],
        "description": "who initials in this order; null: those between drafter and signer",
    },
    "coordination": {**_CODES, "description": "who initials beside them, at any time"},
    "refers_to": {**_REFERENCE, "type": ["object", "null"]},
    "references": {"type": "array", "items": _RELATED, "maxItems": 20},
}
_LIST: Schema = {"type": "array", "items": _RECIPIENT}
_CONTENT: dict[str, Any] = {
    **_CONTENT_IN,
    "subject": TEXT,
    "body": TEXT,
    "to": _LIST,
    "copies": _LIST,
    "template": {**TEXT, "description": "by which it was begun; empty: the one of ours"},
}
_DELIVERY: dict[str, Any] = {
    "place": COUNT,
    "copy": {"type": "boolean"},
    "position": optional(CODE),
    "unit": optional(CODE),
    "state": {"enum": ["waiting", "delivered", "read", "followed_up"]},
    "note": TEXT,
    "delivered_at": optional(TIME),
    "read_at": optional(TIME),
    "followed_at": optional(TIME),
}
_INITIAL = opened(
    {
        "kind": {"enum": ["ladder", "coordination"]},
        "position": CODE,
        "person": optional(TEXT),
        "capacity": optional(TEXT),
        "at": optional(TIME),
        "note": TEXT,
    }
)
_LETTER: dict[str, Any] = {
    "id": UUID,
    "unit": CODE,
    "drafter": CODE,
    "state": STATE,
    "version": VERSION,
    "draft": VERSION,
    "number": optional(TEXT),
    "signed_at": optional(TIME),
    "sent_at": optional(TIME),
    "corrected_by": optional(UUID),
    "withdrawn_by": optional(UUID),
}
_HEAD = opened(
    {
        **_LETTER,
        "kind": KIND,
        "security": SECURITY,
        "urgency": URGENCY,
        "classification": TEXT,
        "signer": TEXT,
        "subject": {**optional(TEXT), "description": "null of a secret letter"},
        "drafter_title": optional(TEXT),
        "signer_title": optional(TEXT),
        "created_at": TIME,
        "changed_at": TIME,
    }
)
_PARTS: Schema = {
    "type": "array",
    "items": {"type": "array", "items": TEXT},
    "description": "[same | removed | added, words]",
}
_MEMBERS: Schema = {"type": "array", "items": _RECIPIENT_IN, "minItems": 1, "maxItems": 500}
_GROUP = opened({"id": UUID, "unit": CODE, "name": TEXT, "members": _LIST})
_NUMBER: dict[str, Any] = {
    "series": TEXT,
    "year": COUNT,
    "n": COUNT,
    "suffix": TEXT,
    "state": {"enum": ["reserved", "used", "void"]},
    "text": optional(TEXT),
    "letter": optional(UUID),
    "day": DAY,
    "reason": TEXT,
}
_RULE: dict[str, Any] = {
    "unit": {**_POSITION_OR_NONE, "description": "empty: every one"},
    "kind": {"type": "string", "maxLength": 40, "description": "empty: every one"},
    "secret": {"type": "boolean", "description": "of secret letters, which count apart"},
    "template": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "description": "{n:03} once, and classification, unit, kind, day, month, month_roman, year",
    },
    "scope": SCOPE,
}
_ATTACHMENT: dict[str, Any] = {
    "id": UUID,
    "name": {**optional(TEXT), "description": "null where one is added to a secret letter"},
    "type": TEXT,
    "size": {**COUNT, "description": "bytes"},
    "draft": {**VERSION, "description": "with which it came"},
}
_COUNTED = (
    "drafts", "to_initial", "to_sign", "to_send", "unread", "to_follow_up", "unread_copies",
)  # fmt: skip

SCHEMAS: dict[str, Schema] = {
    "LetterIn": strict({"as": AS, **_CONTENT_IN}, ["kind"]),
    "LetterChange": strict({**_SEEN, **_CONTENT_IN}, ["version", "kind"]),
    "LetterStep": strict(_SEEN, ["version"]),
    "LetterInitial": strict({**_SEEN, "note": {"type": "string", "maxLength": 2000}}, ["version"]),
    "LetterJudgement": strict({**_SEEN, "note": NOTE}, ["version", "note"]),
    "LetterRead": strict({"as": AS}, []),
    "LetterFollowUp": strict({"as": AS, "note": {"type": "string", "maxLength": 2000}}, []),
    "LetterArrival": strict({"as": AS, "note": {"type": "string", "maxLength": 2000}}, []),
    "Letter": opened(
        {
            **_LETTER,
            **_CONTENT,
            "document": {**optional(TEXT), "description": "SHA-256 of the signed PDF"},
            "note": TEXT,
            "initials": {"type": "array", "items": _INITIAL},
            "next": {**_CODES, "description": "positions that may initial now"},
            "deliveries": {"type": "array", "items": opened(_DELIVERY)},
            "inside": {"type": "boolean", "description": "drafts and history may be read"},
            "may": {"type": "array", "items": _MAY, "description": "where a letter is read"},
            "due": {**optional(DAY), "description": "by when its reader follows it up"},
            "overdue": {"type": "boolean"},
            "titles": {"type": "object", "description": "titles of positions named, by code"},
        },
        list(_LETTER),  # the answer to a command leaves out what a secret letter says
    ),
    "Letters": listed(_HEAD),
    "LetterCounts": opened(dict.fromkeys(_COUNTED, COUNT)),
    "LetterDelivery": opened({"letter": UUID, **_DELIVERY}),
    "LetterDrafts": listed(opened({"draft": VERSION, "position": CODE, "at": TIME})),
    "LetterDraft": opened({"draft": VERSION, **_CONTENT, "note": TEXT}),
    "LetterComparison": opened(
        {
            "before": VERSION,
            "after": VERSION,
            "subject": _PARTS,
            "body": {
                "type": "array",
                "items": opened(
                    {"change": {"enum": ["same", "removed", "added", "changed"]}, "parts": _PARTS}
                ),
            },
            "others": {"type": "object", "description": "[before, after] of what differs"},
        }
    ),
    "LetterActs": listed(
        opened(
            {
                "at": TIME,
                "what": TEXT,
                "person": TEXT,
                "position": optional(CODE),
                "capacity": optional(TEXT),
                "origin": TEXT,
                "before": {"type": ["object", "null"]},
                "after": {"type": ["object", "null"]},
            }
        )
    ),
    "Classifications": listed(opened({"code": TEXT, "title": TEXT})),
    "ClassificationsImported": opened({"lines": COUNT}),
    "LetterAttachment": opened({**_ATTACHMENT, "version": VERSION}),
    "LetterAttachments": listed(opened(_ATTACHMENT)),
    "LetterAttachmentRemoved": opened({"id": UUID, "version": VERSION}),
    "LetterRecipientGroupIn": strict(
        {"as": AS, "name": _NAME, "members": _MEMBERS}, ["name", "members"]
    ),
    "LetterRecipientGroup": _GROUP,
    "LetterRecipientGroups": listed(_GROUP),
    "NumberIn": strict(
        {
            **_SEEN,
            "behind": {**VERSION, "description": "15 for 15a"},
            "day": {**DAY, "description": "that the letter will bear"},
            "reason": {"type": "string", "minLength": 1, "maxLength": 1000},
        },
        ["version", "behind", "day", "reason"],
    ),
    "Number": opened(_NUMBER),
    "NumberRuleIn": strict(_RULE, ["template", "scope"]),
    "NumberRule": opened(_RULE),
    "NumberRules": listed(opened(_RULE)),
    "NumberReport": listed(
        opened(
            {
                "series": TEXT,
                "year": COUNT,
                "last": COUNT,
                "counts": {"type": "object", "additionalProperties": COUNT},
                "unused": {"type": "array", "items": opened(_NUMBER)},
                "missing": {"type": "array", "items": COUNT},
            }
        )
    ),
}
