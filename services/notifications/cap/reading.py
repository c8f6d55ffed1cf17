"""Bytes → Alert: XML of strangers, bounded, without entities, DTD or network."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from lxml import etree

from libs.kit.errors import FieldError, Invalid
from services.notifications.cap.domain import Alert, Area, Circle, Info, Point, Reference, wrong

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MOST_BYTES = 4 << 20
DEEPEST, MOST_ELEMENTS = 12, 20_000
MOST_POINTS = 20_000  # of all polygons of a message
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PLAIN = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"})
_PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class NotCap(Invalid):
    slug, title = "not-cap", "This is not a CAP 1.2 message"


class UnsafeXml(Invalid):
    slug, title = "unsafe-xml", "XML with a DTD or entities is not read"


class TooLarge(Invalid):
    slug, title = "xml-too-large", "This XML is larger than is read"


def tree(data: bytes, most: int = MOST_BYTES) -> Any:
    """Return the root of XML that may be hostile; raises UnsafeXml, TooLarge or NotCap.

    A DTD is refused before anything is parsed: in the encodings that are let in it can't hide.
    """
    if len(data) > most:
        raise TooLarge(f"it has {len(data)} bytes, and at most {most} are read")
    named = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in data or (named is not None and named.group(1).lower() not in _PLAIN):
        raise UnsafeXml("it has to be in UTF-8")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnsafeXml("it has a document type or entities")
    try:
        root = etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise NotCap(f"it is not well-formed XML, line {error.lineno}") from None
    _bound(root)
    return root


def _bound(root: Any) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise TooLarge(f"it is deeper than {DEEPEST} or has more than {MOST_ELEMENTS} elements")


def read(data: bytes, most_points: int = MOST_POINTS) -> Alert:
    """Read a message; raises what `tree` raises, and NotCap with every field that is wrong."""
    root = tree(data)
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise NotCap(
            f"it begins with {etree.QName(root).localname[:40]}, not with alert of {NAMESPACE}"
        )
    reader = _Reader(most_points)
    alert = reader.alert(root)
    errors = reader.errors or wrong(alert)
    if errors:
        raise NotCap(errors=tuple(errors))
    return alert


class _Reader:
    """Takes a message apart, and remembers what could not be read."""

    def __init__(self, most_points: int) -> None:
        self.errors: list[FieldError] = []
        self._points_left = self._most = most_points

    def alert(self, root: Any) -> Alert:
        sent = self._time(root, "sent", "sent")
        if sent is None:
            self._wrong("sent", "needs a time such as 2024-11-27T19:05:00+07:00")
        return Alert(
            identifier=_text(root, "identifier"),
            sender=_text(root, "sender"),
            sent=sent or datetime.min,  # noqa: DTZ901 - an error stands for it
            status=_text(root, "status"),
            msg_type=_text(root, "msgType"),
            scope=_text(root, "scope"),
            infos=tuple(
                self._info(one, f"info.{place}") for place, one in enumerate(_all(root, "info"))
            ),
            references=self._references(root),
            restriction=_text(root, "restriction"),
            addresses=tuple(_text(root, "addresses").split()),
            source=_text(root, "source"),
            codes=_texts(root, "code"),
            note=_text(root, "note"),
            incidents=tuple(_text(root, "incidents").split()),
        )

    def _info(self, info: Any, path: str) -> Info:
        times = ("effective", "onset", "expires")
        words = ("event", "urgency", "severity", "certainty", "headline", "description")
        more = ("instruction", "web", "contact")
        told: dict[str, Any] = {name: _text(info, name) for name in (*words, *more)}
        told |= {name: self._time(info, name, f"{path}.{name}") for name in times}
        return Info(
            **told,
            language=_text(info, "language") or "en-US",
            categories=_texts(info, "category"),
            responses=_texts(info, "responseType"),
            sender_name=_text(info, "senderName"),
            parameters=_pairs(info, "parameter"),
            areas=tuple(
                self._area(one, f"{path}.area.{place}")
                for place, one in enumerate(_all(info, "area"))
            ),
        )

    def _area(self, area: Any, path: str) -> Area:
        polygons = (self._polygon(one, path) for one in _texts(area, "polygon"))
        circles = (self._circle(one, path) for one in _texts(area, "circle"))
        return Area(
            _text(area, "areaDesc"),
            tuple(one for one in polygons if one),
            tuple(one for one in circles if one is not None),
            _pairs(area, "geocode"),
        )

    def _polygon(self, text: str, path: str) -> tuple[Point, ...]:
        pairs = text.split()
        self._points_left -= len(pairs)
        if self._points_left < 0:
            if not any("points" in one.message for one in self.errors):
                told = f"has too many points: at most {self._most} are read of a message"
                self._wrong(f"{path}.polygon", told)
            return ()
        try:
            return tuple(_point(one) for one in pairs)
        except ValueError:
            self._wrong(f"{path}.polygon", "needs latitude,longitude latitude,longitude …")
            return ()

    def _circle(self, text: str, path: str) -> Circle | None:
        try:
            center, radius = text.split()
            return Circle(_point(center), float(radius))
        except ValueError:
            self._wrong(f"{path}.circle", "needs latitude,longitude radius")
            return None

    def _references(self, root: Any) -> tuple[Reference, ...]:
        found = []
        for one in _text(root, "references").split():
            parts = one.split(",")
            if len(parts) != 3 or not TIME.fullmatch(parts[2]):
                self._wrong("references", "needs sender,identifier,sent")
                continue
            found.append(Reference(parts[0], parts[1], datetime.fromisoformat(parts[2])))
        return tuple(found)

    def _time(self, element: Any, name: str, path: str) -> datetime | None:
        text = _text(element, name)
        if not text:
            return None
        try:
            if TIME.fullmatch(text):
                return datetime.fromisoformat(text)
        except ValueError:
            pass
        self._wrong(path, "needs a time such as 2024-11-27T19:05:00+07:00, with an offset, not Z")
        return None

    def _wrong(self, path: str, message: str) -> None:
        self.errors.append(FieldError(path, message))


def _point(text: str) -> Point:
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


def _all(element: Any, name: str) -> list[Any]:
    return list(element.iterchildren(f"{{{NAMESPACE}}}{name}"))


def _texts(element: Any, name: str) -> tuple[str, ...]:
    return tuple("".join(one.itertext()).strip() for one in _all(element, name))


def _text(element: Any, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _pairs(element: Any, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((_text(one, "valueName"), _text(one, "value")) for one in _all(element, name))
