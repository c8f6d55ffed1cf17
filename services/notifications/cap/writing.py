"""Alert → bytes: elements in the order of CAP's schema, times with their offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Any

from lxml import etree

from libs.kit.errors import Invalid
from services.notifications.cap.domain import Alert, Area, Info, Point, wrong
from services.notifications.cap.reading import NAMESPACE

DIGITS = 6  # of a degree: 0.1 m
_PLAIN: Any = {None: NAMESPACE}  # no prefix
_UNHEARD = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not of XML 1.0


def write(alert: Alert, zone: tzinfo = UTC) -> Any:
    """Return the message as an element, with times in the zone; raises Invalid for a wrong one."""
    errors = wrong(alert)
    if errors:
        raise Invalid(errors=tuple(errors))
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=_PLAIN)
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", moment(alert.sent, zone))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add(root, "source", alert.source)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction)
    _add(root, "addresses", " ".join(alert.addresses))
    _add(root, "code", *alert.codes)
    _add(root, "note", alert.note)
    told = (f"{one.key},{moment(one.sent, zone)}" for one in alert.references)
    _add(root, "references", " ".join(told))
    _add(root, "incidents", " ".join(alert.incidents))
    for info in alert.infos:
        _info(etree.SubElement(root, f"{{{NAMESPACE}}}info"), info, zone)
    return root


def to_bytes(root: Any) -> bytes:
    """Return the document. Nothing is indented: a signature counts every byte."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def moment(at: datetime, zone: tzinfo = UTC) -> str:
    """Return the time in CAP's form, in which UTC is -00:00 and never Z."""
    text = at.astimezone(zone).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "-00:00" if text.endswith("+00:00") else text


def _info(element: Any, info: Info, zone: tzinfo) -> None:
    _add(element, "language", info.language)
    _add(element, "category", *info.categories)
    _add(element, "event", info.event)
    _add(element, "responseType", *info.responses)
    for name in ("urgency", "severity", "certainty"):
        _add(element, name, getattr(info, name))
    for name in ("effective", "onset", "expires"):
        at = getattr(info, name)
        _add(element, name, "" if at is None else moment(at, zone))
    _add(element, "senderName", info.sender_name)
    for name in ("headline", "description", "instruction", "web", "contact"):
        _add(element, name, getattr(info, name))
    _pairs(element, "parameter", info.parameters)
    for area in info.areas:
        _area(etree.SubElement(element, f"{{{NAMESPACE}}}area"), area)


def _area(element: Any, area: Area) -> None:
    _add(element, "areaDesc", area.description)
    _add(element, "polygon", *(" ".join(map(_point, one)) for one in area.polygons))
    _add(element, "circle", *(f"{_point(one.center)} {one.radius_km:g}" for one in area.circles))
    _pairs(element, "geocode", area.geocodes)


def _point(point: Point) -> str:
    return ",".join(f"{one:.{DIGITS}f}".rstrip("0").rstrip(".") for one in point)


def _pairs(element: Any, name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    for key, value in pairs:
        pair = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
        _add(pair, "valueName", key)
        _add(pair, "value", value)


def _add(element: Any, name: str, *values: str) -> None:
    """Add an element for each value that says something."""
    for value in filter(None, values):
        child = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
        child.text = _UNHEARD.sub("", value)
