"""What of an event somebody may see, by the area of his account.

An event is about one area (its TPS, its area, its code): it is shown to accounts whose area holds
that area, and, where it is about an area larger than the account's (a notice for the whole city),
to those inside. A tally is cut to the rows inside. What names no area is for accounts without one.
"""

from __future__ import annotations

from typing import Any

PLACES = ("tps", "area", "code")
EVERYBODY = frozenset({"elections.election_registered", "elections.audit_root_published"})


def narrowed(topic: str, data: dict[str, Any], area: str) -> dict[str, Any] | None:
    """Return the data as an account of this area may see it; None for not at all."""
    if not area or topic in EVERYBODY:
        return data
    if topic == "elections.tally_changed":
        rows = [row for row in data["areas"] if row["area"].startswith(area)]
        return {**data, "areas": rows} if rows else None
    place = next((data[name] for name in PLACES if name in data), None)
    return data if isinstance(place, str) and _concerns(place, area) else None


def _concerns(place: str, area: str) -> bool:
    return place.startswith(area) or area.startswith(place)
