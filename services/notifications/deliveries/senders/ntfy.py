"""ntfy, by its own JSON: Apprise's plugin has no `sequence_id`, by which ntfy knows it again."""

from __future__ import annotations

from typing import Any

import orjson

from libs.kit.guard import Guard
from services.notifications.deliveries.outcomes import Outcome, Parcel
from services.notifications.deliveries.senders.posting import post

PRIORITIES = {"info": 2, "minor": 3, "major": 4, "critical": 5}


def send(parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float) -> Outcome:
    """Publish it to the topic; a second one of the same sequence takes the first one's place."""
    message = {
        "topic": parcel.to,
        "title": parcel.subject,
        "message": parcel.text,
        "priority": PRIORITIES[parcel.severity],
        "sequence_id": parcel.id,
        **({"click": parcel.link} if parcel.link.startswith(("http://", "https://")) else {}),
    }
    headers = {"Content-Type": "application/json"}
    if parts.get("token"):
        headers["Authorization"] = f"Bearer {parts['token']}"
    return post(parts["url"].rstrip("/") + "/", orjson.dumps(message), headers, guard, timeout)
