"""dict → a broadcast as somebody writes it; what a screen is told of one. Pure."""

from __future__ import annotations

from typing import Any

from libs.kit import areas
from libs.kit.reading import Reader
from services.notifications.deliveries.domain import SEVERITIES
from services.notifications.incidents.wire import moment

LANGUAGES = ("id", "en")
LONGEST_SUBJECT, LONGEST_TEXT = 120, 1500
MOST_AREAS, MOST_CHANNELS = 200, 10
SAID = ("areas", "channels", "texts", "severity", "exercise")
Data = dict[str, Any]
_SHOWN = ("areas", "channels", "texts", "severity", "state", "exercise", "size", "queued", "cost")


def composed(data: Data, channels: list[str]) -> Data:
    """Read `SAID`: `texts` are `{"id": {"subject", "text"}, "en": {…}}`, Indonesian is needed.

    `channels` are those that the public may choose; without any said it is all of them.
    """
    reader = Reader(data)
    reader.only(SAID)
    found = {
        "areas": _areas(reader),
        "channels": _channels(reader, channels),
        "texts": _texts(reader),
        "severity": reader.one_of("severity", SEVERITIES, "major"),
        "exercise": reader.flag("exercise"),
    }
    reader.end()
    return found


def _areas(reader: Reader) -> list[str]:
    found = reader.raw("areas")
    good = isinstance(found, list) and 1 <= len(found) <= MOST_AREAS
    if good and all(
        isinstance(one, str) and areas.is_area(one) and len(one) <= 10 for one in found
    ):
        return list(dict.fromkeys(found))
    reader.wrong("areas", f"needs a list of 1 to {MOST_AREAS} area codes, villages or larger")
    return []


def _channels(reader: Reader, known: list[str]) -> list[str]:
    found = reader.raw("channels")
    if found is None:
        return known
    if isinstance(found, list) and found and all(one in known for one in found):
        return list(dict.fromkeys(found))
    reader.wrong("channels", f"needs a list of {', '.join(known) or 'channels: none is set up'}")
    return []


def _texts(reader: Reader) -> Data:
    part, found = reader.part("texts"), {}
    part.only(LANGUAGES)
    for language in LANGUAGES:
        if part.raw(language) is None and language != LANGUAGES[0]:
            continue
        said = part.part(language)
        said.only(("subject", "text"))
        subject = " ".join(said.text("subject", longest=LONGEST_SUBJECT).split())
        found[language] = {"subject": subject, "text": said.text("text", longest=LONGEST_TEXT)}
    return found


def out(row: Any, became: dict[str, int]) -> Data:
    """Return one as screens show it; `became` is how many messages are in which state."""
    times = ("made_at", "decided_at", "started_at", "ended_at")
    return {
        "id": str(row["id"]),
        **{name: row[name] for name in _SHOWN},
        **{name: moment(row[name]) for name in times},
        "made_by": row["made_by_name"],
        "decided_by": row["decided_by_name"],
        "reason": row["reason"],
        "became": became,
    }
