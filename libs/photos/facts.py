"""What the decoder found ↔ facts ↔ JSON. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from libs.photos.domain import Facts


def facts(sha256: str, size: int, known: dict[str, Any], icon: bytes, zone: tzinfo) -> Facts:
    """Return what the decoder found; a camera that names no zone is on local time."""
    position = known.get("position")
    return Facts(
        sha256,
        size,
        known["width"],
        known["height"],
        known["dhash"],
        icon,
        _taken(known, zone),
        (position[0], position[1]) if position else None,
        known["turned"],
    )


def _taken(known: dict[str, Any], zone: tzinfo) -> datetime | None:
    """Return when the photo was taken: the satellites' time where a zone would be guessed."""
    taken, offset, satellite = (known.get(name) for name in ("taken", "offset", "satellite"))
    try:
        if satellite and not offset:
            return datetime.fromisoformat(satellite)
        found = datetime.fromisoformat(f"{taken or ''}{offset or ''}")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # a camera that says it is the 31st of June, or the year 1
        return None


def facts_out(found: Facts) -> dict[str, Any]:
    """Return the facts as JSON that `facts_in` reads."""
    return vars(found) | {
        "icon": base64.b64encode(found.icon).decode(),
        "taken_at": found.taken_at.isoformat() if found.taken_at else None,
    }


def facts_in(data: Mapping[str, Any]) -> Facts:
    taken, position = data["taken_at"], data["position"]
    given = {
        "icon": base64.b64decode(data["icon"]),
        "taken_at": datetime.fromisoformat(taken) if taken else None,
        "position": (position[0], position[1]) if position else None,
    }
    return Facts(**{**data, **given})
