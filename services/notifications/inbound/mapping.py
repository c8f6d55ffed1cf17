"""How a source's JSON becomes alerts or reports: JSON pointers, templates, a map of severity. Pure.

A template is text in which `{/a/b}` stands for what the JSON pointer (RFC 6901) finds; of anything
but a text, a number or true and false it is empty. Nothing else is a template's to do.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from libs.kit import areas
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.notifications.alerts import reading
from services.notifications.alerts.domain import SEVERITIES
from services.notifications.inbound.plain import line, lines
from services.notifications.incidents.types import types

ALERT, INCIDENT = MAKES = ("alert", "incident")
MOST_ITEMS, LONGEST_TEMPLATE, MOST_MAPPED = 200, 500, 50
POINTER = re.compile(r"(?:/(?:[^~/{}\s]|~0|~1)*)*")
_SLOT = re.compile(r"\{((?:/[^{}]*)?)\}")
_FIELDS = (
    "items", "makes", "key", "headline", "text", "topic", "type", "area", "place", "point",
    "severity", "ends",
)  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """A source's mapping, as docs/notifications/inbound.md has it."""

    items: str
    makes: str
    key: str
    headline: str
    text: str
    topic: str
    type: str
    area: str
    place: str
    point: tuple[str, str] | None
    severity_at: str
    severities: dict[str, str]
    otherwise: str
    ends_at: str
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """What a mapping makes of one thing that came in; `over`: that it is over."""

    key: str
    headline: str
    text: str
    severity: str
    area: str
    place: str
    point: tuple[float, float] | None
    over: bool


def read(data: Any) -> Mapping:
    """Read a mapping; raises Invalid that names each field that is wrong."""
    reader = Reader(data, "mapping.")
    reader.only(_FIELDS)
    makes = reader.one_of("makes", MAKES, ALERT)
    topic, kind = _topic(reader), reader.one_of("type", types(), "other")
    severity_at, severities, otherwise = _severity(reader)
    ends_at, ends = _ends(reader)
    point = None
    if reader.raw("point") is not None:
        part = reader.part("point")
        part.only(("lon", "lat"))
        point = (_pointer(part, "lon"), _pointer(part, "lat"))
    found = Mapping(
        items=_pointer(reader, "items") if reader.raw("items") else "",
        makes=makes,
        key=_template(reader, "key", needed=True),
        headline=_template(reader, "headline", needed=True),
        topic=topic,
        type=kind,
        **{name: _template(reader, name) for name in ("text", "area", "place")},
        point=point,
        severity_at=severity_at,
        severities=severities,
        otherwise=otherwise,
        ends_at=ends_at,
        ends=ends,
    )
    reader.end()
    return found


def apply(mapping: Mapping, body: Any) -> list[Made]:
    """Return what the mapping makes of a body; raises Invalid where key or headline are empty."""
    found = at(body, mapping.items)
    those = found if isinstance(found, list) else [found]
    if len(those) > MOST_ITEMS:
        raise Invalid(f"more than {MOST_ITEMS} at once")
    made = [_make(mapping, one) for one in those]
    errors = [
        FieldError(f"{mapping.items.replace('/', '.').lstrip('.') or 'body'}.{place}", text)
        for place, one in enumerate(made)
        for text in _lacks(one)
    ]
    if errors:
        raise Invalid("the mapping finds too little in this", tuple(errors))
    return made


def _lacks(one: Made) -> list[str]:
    return [f"has nothing for {name}" for name in ("key", "headline") if not getattr(one, name)]


def _make(mapping: Mapping, item: Any) -> Made:
    area = fill(mapping.area, item)
    said = _scalar(at(item, mapping.severity_at)) if mapping.severity_at else ""
    return Made(
        key=line(fill(mapping.key, item), 200),
        headline=line(fill(mapping.headline, item), 120),
        text=lines(fill(mapping.text, item), 2000),
        severity=mapping.severities.get(said.lower(), mapping.otherwise),
        area=area if areas.is_area(area) else "",
        place=line(fill(mapping.place, item), 200),
        point=_point(mapping, item),
        over=bool(mapping.ends) and _scalar(at(item, mapping.ends_at)).lower() in mapping.ends,
    )


def _point(mapping: Mapping, item: Any) -> tuple[float, float] | None:
    if mapping.point is None:
        return None
    try:
        lon, lat = (float(_scalar(at(item, one))) for one in mapping.point)
    except ValueError:
        return None
    good = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if good else None


def at(body: Any, pointer: str) -> Any:
    """Return what the JSON pointer finds, None where there is nothing."""
    found = body
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict):
            found = found.get(name)
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def fill(template: str, item: Any) -> str:
    """Return the template with what its pointers find."""
    return _SLOT.sub(lambda slot: _scalar(at(item, slot[1])), template)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:2000] if isinstance(value, str | int | float) else ""


def _template(reader: Reader, name: str, *, needed: bool = False) -> str:
    if not reader.raw(name) and not needed:
        return ""
    text = reader.text(name, longest=LONGEST_TEMPLATE)
    for slot in re.findall(r"\{([^{}]*)\}", text):
        if not POINTER.fullmatch(slot):
            reader.wrong(name, f"{{{slot[:40]}}} is not a JSON pointer such as {{/labels/name}}")
    return text


def _pointer(reader: Reader, name: str) -> str:
    text = reader.text(name, longest=200)
    if text and not POINTER.fullmatch(text):
        reader.wrong(name, "needs a JSON pointer such as /labels/severity")
    return text


def _topic(reader: Reader) -> str:
    text = reader.text("topic", longest=120) if reader.raw("topic") else ""
    if text and not reading.TOPIC.fullmatch(text):
        reader.wrong("topic", "needs words with dots, such as system.disk")
    return text


def _severity(reader: Reader) -> tuple[str, dict[str, str], str]:
    if reader.raw("severity") is None:
        return "", {}, "minor"
    part = reader.part("severity")
    part.only(("at", "map", "otherwise"))
    known = part.raw("map") or {}
    good = isinstance(known, dict) and len(known) <= MOST_MAPPED
    if not good or not all(one in SEVERITIES for one in known.values()):
        part.wrong("map", f"needs an object of {', '.join(SEVERITIES)}")
        known = {}
    pointer = _pointer(part, "at") if part.raw("at") else ""
    lowered = {str(name).lower(): str(value) for name, value in known.items()}
    return pointer, lowered, part.one_of("otherwise", SEVERITIES, "minor")


def _ends(reader: Reader) -> tuple[str, tuple[str, ...]]:
    if reader.raw("ends") is None:
        return "", ()
    part = reader.part("ends")
    part.only(("at", "values"))
    values = part.raw("values")
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        part.wrong("values", "needs a list of texts")
        values = []
    return _pointer(part, "at"), tuple(one.lower() for one in values[:MOST_MAPPED])
