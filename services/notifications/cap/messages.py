"""dict ↔ what is composed: a warning as people say it, before it is CAP. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from libs.kit import areas, clock
from libs.kit.reading import Reader
from services.notifications.cap.domain import (
    ACTUAL,
    CERTAINTIES,
    EXERCISE,
    PUBLIC,
    RESPONSES,
    RESTRICTED,
    SEVERITIES,
    URGENCIES,
)
from services.notifications.incidents.messages import point
from services.notifications.incidents.types import types

LANGUAGES = ("id", "en")
LONGEST = {"headline": 160, "description": 4000, "instruction": 4000, "event": 80}
MOST_AREAS, MOST_PARTS, MOST_POINTS = 50, 200, 100_000
WIDEST_M = 500_000
USUAL = timedelta(hours=6)  # that a warning holds where nobody says another
LONGEST_HOLD = timedelta(days=30)
SAID = (
    "type", "status", "scope", "restriction", "urgency", "severity", "certainty", "responses",
    "onset", "expires", "texts", "areas", "web", "contact",
)  # fmt: skip
Data = dict[str, Any]


def composed(data: Data, usual: Mapping[str, Any], now: datetime, *besides: str) -> Data:
    """Read `SAID`; what is absent is as `usual` has it. Raises Invalid naming every field.

    `texts` are `{"id": {"headline", "description", "instruction", "event"}, "en": {…}}`, of which
    Indonesian is needed; `areas` are `[{"description", "codes", "polygons", "circles"}]`, with
    points [longitude, latitude] and radii in metres.
    """
    reader = Reader({**usual, **{name: value for name, value in data.items() if value is not None}})
    reader.only((*SAID, *besides))
    content: Data = {
        "type": _needed(reader, "type", types()),
        "status": reader.one_of("status", (ACTUAL, EXERCISE, "Test"), ACTUAL),
        "scope": reader.one_of("scope", (PUBLIC, RESTRICTED), PUBLIC),
        "restriction": _words(reader, "restriction", 200),
        "urgency": _needed(reader, "urgency", URGENCIES),
        "severity": _needed(reader, "severity", SEVERITIES),
        "certainty": _needed(reader, "certainty", CERTAINTIES),
        "responses": _responses(reader),
        **_times(reader, now),
        "texts": _texts(reader),
        "areas": [_area(one) for one in reader.items("areas", MOST_AREAS)],
        "contact": _words(reader, "contact", 200),
        "web": _web(reader),
    }
    if content["scope"] == RESTRICTED and not content["restriction"]:
        reader.wrong("restriction", "is needed: who may read it")
    reader.end()
    return content


def _needed(reader: Reader, name: str, known: Any) -> str:
    if reader.raw(name) is None:
        reader.wrong(name, f"needs one of {', '.join(known)}")
    return reader.one_of(name, known, "")


def _words(reader: Reader, name: str, longest: int) -> str:
    return reader.text(name, longest=longest) if reader.raw(name) else ""


def _web(reader: Reader) -> str:
    web = _words(reader, "web", 500)
    if web and not (web.startswith(("https://", "http://")) and web.isascii() and " " not in web):
        reader.wrong("web", "needs an address that begins with https://")
    return web


def _responses(reader: Reader) -> list[str]:
    found = reader.raw("responses") or []
    if not isinstance(found, list) or not all(one in RESPONSES for one in found):
        reader.wrong("responses", f"needs a list of {', '.join(RESPONSES)}")
        return []
    return list(dict.fromkeys(found))


def _times(reader: Reader, now: datetime) -> Data:
    onset, expires = reader.moment("onset"), reader.moment("expires")
    expires = expires or now + USUAL
    if not now < expires <= now + LONGEST_HOLD:
        reader.wrong("expires", "needs a time to come, within 30 days")
    if onset is not None and onset >= expires:
        reader.wrong("onset", "needs a time before it expires")
    return {"onset": onset and clock.to_text(onset), "expires": clock.to_text(expires)}


def _texts(reader: Reader) -> Data:
    part = reader.part("texts")
    part.only(LANGUAGES)
    found = {}
    for language in LANGUAGES:
        if part.raw(language) is None and language != LANGUAGES[0]:
            continue
        said = part.part(language)
        said.only(LONGEST)
        found[language] = {name: _words(said, name, most) for name, most in LONGEST.items()}
        if not found[language]["headline"] and not said.raw("headline"):
            said.wrong("headline", "is needed")
    return found


def _area(reader: Reader) -> Data:
    reader.only(("description", "codes", "polygons", "circles"))
    codes = reader.raw("codes") or []
    good = isinstance(codes, list) and len(codes) <= MOST_PARTS
    if not good or not all(isinstance(one, str) and areas.is_area(one) for one in codes):
        reader.wrong("codes", f"needs a list of up to {MOST_PARTS} area codes")
        codes = []
    return {
        "description": reader.text("description", longest=500),
        "codes": list(dict.fromkeys(codes)),
        "polygons": _polygons(reader),
        "circles": _circles(reader),
    }


def _polygons(reader: Reader) -> list[Any]:
    found = reader.raw("polygons") or []
    if not isinstance(found, list) or len(found) > MOST_PARTS:
        reader.wrong("polygons", f"needs a list of up to {MOST_PARTS}")
        return []
    if not all(isinstance(ring, list) for ring in found):
        reader.wrong("polygons", "needs lists of [longitude, latitude]")
        return []
    if sum(map(len, found)) > MOST_POINTS:
        reader.wrong("polygons", f"have too many points: at most {MOST_POINTS}")
        return []
    for place, ring in enumerate(found):
        if not all(_is_point(one) for one in ring):
            reader.wrong(f"polygons.{place}", "needs [longitude, latitude] in degrees")
    return found


def _is_point(value: Any) -> bool:
    probe = Reader({"point": value})
    return value is not None and point(probe, "point") is not None


def _circles(reader: Reader) -> list[Data]:
    if not reader.raw("circles"):
        return []
    found = []
    for one in reader.items("circles", MOST_PARTS):
        one.only(("point", "radius_m"))
        spot = point(one, "point")
        if one.raw("point") is None:
            one.wrong("point", "is needed")
        found.append({"point": spot, "radius_m": one.integer("radius_m", 1, WIDEST_M)})
    return found
