"""What came to positions, what waits for them, and what a search finds."""

from __future__ import annotations

from typing import Any

from services.gateway.shapes.office import CODE, DAY
from services.gateway.shapes.office_letters import CLASSIFICATION, SECURITY, URGENCY
from services.gateway.shapes.parts import COUNT, TEXT, TIME, UUID, Schema, listed, opened, optional

COUNTERS = (
    "to_sign", "to_initial", "to_send", "unread", "to_follow_up", "unread_dispositions",
    "dispositions_to_follow_up", "unread_copies", "drafts", "to_accept",
)  # fmt: skip
_DETAIL = opened(
    {
        "urgent": {**COUNT, "description": "urgent or very urgent"},
        "very_urgent": COUNT,
        "overdue": {**COUNT, "description": "after its deadline, or the days for its urgency"},
        "oldest": {**optional(DAY), "description": "day since when the oldest waits"},
    }
)
_SECRET: Schema = {**optional(TEXT), "description": "null of a secret one"}
_ITEM: dict[str, Any] = {
    "kind": {"enum": ["letter", "incoming"]},
    "id": UUID,
    "position": {**CODE, "description": "to which it came"},
    "unread": {"type": "boolean"},
    "open": {"type": "boolean", "description": "not followed up yet"},
    "state": {**TEXT, "description": "delivered, read, followed_up; or an incoming letter's"},
    "security": SECURITY,
    "urgency": URGENCY,
    "classification": CLASSIFICATION,
    "type": {**optional(TEXT), "description": "kind of a letter of ours"},
    "subject": _SECRET,
    "number": _SECRET,
    "agenda": {**optional(TEXT), "description": "number in the register it came by"},
    "sender": {**optional(TEXT), "description": "title of who signed it, or sender outside"},
    "unit": {**CODE, "description": "whose letter it is, or whose register it stands in"},
    "at": {**TIME, "description": "when it came"},
    "due": {**optional(DAY), "description": "by the working days for its urgency, while open"},
    "overdue": {"type": "boolean"},
}

SCHEMAS: dict[str, Schema] = {
    "OfficeCounters": opened(
        {**dict.fromkeys(COUNTERS, COUNT), "details": opened(dict.fromkeys(COUNTERS, _DETAIL))}
    ),
    "RoomLetters": opened(
        {
            "to_sign": COUNT,
            "to_follow_up": {**COUNT, "description": "that came and nobody answered yet"},
            "dispositions": {**COUNT, "description": "under way"},
            "overdue": {**COUNT, "description": "of all of them"},
        }
    ),
    "Inbox": listed(opened(_ITEM)),
}
