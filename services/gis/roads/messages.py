"""What commands about roads bring, and how answers tell of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from libs.kit import areas, clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.principal import Principal
from services.gis.roads.domain import (
    BEYOND,
    CLASSES,
    UNKNOWN,
    Distress,
    Rules,
    Stretch,
    index_of,
    soundness,
)
from services.gis.roads.repository import Road

MOST_STRETCHES = 5000
NUMBERS = ("iri", "sdi")
PARTS = ("cracks_percent", "crack_width_mm", "potholes_per_km", "ruts_cm")
TEXTS = ("surface", "condition")
FIELDS = ("from", "to", *NUMBERS, *PARTS, *TEXTS)

Errors = list[FieldError]


@dataclass(frozen=True)
class Survey:
    """What one survey found on one road."""

    road: str
    on: date
    stretches: list[Stretch]
    source: str = ""


def parse_survey(data: dict[str, Any], rules: Rules) -> Survey:
    """Read `{"road", "surveyed_on", "source", "items": [stretch]}`; raises Invalid.

    A stretch is `{"from", "to" (metres), "iri", "sdi" or its parts, "surface", "condition"}`.
    """
    errors: Errors = []
    on = _day(data.get("surveyed_on"), errors)
    source = data.get("source") or ""
    if not isinstance(source, str) or len(source) > 200:
        errors.append(FieldError("source", "needs a text of up to 200 characters"))
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_STRETCHES:
        raise Invalid(
            "not a survey", (FieldError("items", f"needs 1 to {MOST_STRETCHES} stretches"),)
        )
    found = [stretch(item, rules, f"items.{number}", errors) for number, item in enumerate(items)]
    if errors or on is None:
        raise Invalid("not a survey", tuple(errors))
    return Survey(str(data.get("road")), on, found, source)


def _day(value: Any, errors: Errors) -> date | None:
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        errors.append(FieldError("surveyed_on", "needs a date such as 2024-11-27"))
        return None
    if found > clock.now().date():
        errors.append(FieldError("surveyed_on", "lies ahead"))
    return found


def stretch(item: Any, rules: Rules, place: str, errors: Errors) -> Stretch:
    """Read one stretch, and add what is wrong with it to the errors."""
    if not isinstance(item, dict):
        errors.append(FieldError(place, "needs an object"))
        return Stretch(0, 1)
    errors += [FieldError(f"{place}.{name}", "is not known") for name in set(item) - set(FIELDS)]
    given = {name: _number(item.get(name), f"{place}.{name}", errors) for name in FIELDS[:8]}
    for name in ("from", "to"):
        if item.get(name) is None:
            errors.append(FieldError(f"{place}.{name}", "is needed, in metres"))
    texts = {name: _text(item.get(name), f"{place}.{name}", errors) for name in TEXTS}
    sdi = _sdi(given, rules, place, errors)
    return Stretch(given["from"] or 0, given["to"] or 0, given["iri"], sdi, **texts)


def _sdi(given: dict[str, float | None], rules: Rules, place: str, errors: Errors) -> float | None:
    """Return the index as it was given, or of its parts, which are all needed then."""
    parts = [given[name] for name in PARTS]
    if all(one is None for one in parts):
        return given["sdi"]
    if given["sdi"] is not None:
        errors.append(FieldError(f"{place}.sdi", "follows from its parts: give one or the other"))
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        errors.append(FieldError(f"{place}.sdi", f"needs all of {', '.join(PARTS)}"))
        return None
    if min(known) < 0 or known[0] > 100:
        errors.append(FieldError(f"{place}.sdi", "has a part below 0, or cracks above 100 %"))
    return index_of(Distress(*known), rules)


def _number(value: Any, place: str, errors: Errors) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not math.isfinite(value):
        errors.append(FieldError(place, "needs a number"))
        return None
    return float(value)


def _text(value: Any, place: str, errors: Errors) -> str | None:
    if value is None or isinstance(value, str):
        return value
    errors.append(FieldError(place, "needs a text"))
    return None


def parse_area(data: dict[str, Any], who: Principal) -> str:
    """Return the area that is asked for, or the principal's; raises OutsideArea, Invalid."""
    asked = data.get("area") or who.area
    if asked and (not isinstance(asked, str) or not areas.is_area(asked)):
        raise Invalid("no such area", (FieldError("area", "needs the digits of an area"),))
    who.require_area(asked)
    return asked


# ---- answers


def timed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its moments as they are on the wire."""
    return {
        name: clock.to_text(value) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


FACTS = (
    *("code", "name", "status", "function", "surface", "width_m", "origin", "destination"),
    *("decree", "surveyed_on", "version"),
)
SEGMENT = ("id", "from_m", "to_m", "iri", "sdi", "surface", "condition", "judged")
CONDITIONS = (*CLASSES, UNKNOWN)


def road_out(road: Road) -> dict[str, Any]:
    """Return a road as a list tells of it; lengths in metres."""
    found = {name: road.facts[name] for name in FACTS} | {
        "area": road.area,
        "length_m": road.metres,
    }
    metres = {name: _metres(road.facts[f"{name}_km"]) for name in CONDITIONS}
    return found | {"condition": metres, "soundness": road.facts["soundness"]}


def _metres(kilometres: float | None) -> float | None:
    return None if kilometres is None else round(kilometres * 1000, 3)


def survey_out(row: dict[str, Any], length: float | None) -> dict[str, Any]:
    """Return a survey with metres by condition, and its share in good order."""
    found = dict.fromkeys(CONDITIONS, 0.0) | row["metres"]
    rest = max(0.0, (length or 0.0) - sum(found.values()))
    found["unknown"] += rest
    facts = {name: row[name] for name in ("surveyed_on", "source", "who", "at")}
    return timed(facts) | {"metres": found, "soundness": soundness(found)}


def segments_out(
    rows: Sequence[tuple[dict[str, Any], str | None]], length: float | None
) -> list[dict[str, Any]]:
    """Return stretches; one beyond the end of its road as it is now does not fit any more."""
    return [
        {
            **{name: row[name] for name in SEGMENT},
            "fits": length is not None and row["to_m"] <= length + BEYOND,
            "geometry": None if line is None else orjson.loads(line),
        }
        for row, line in rows
    ]
