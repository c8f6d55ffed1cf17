"""An alert of the Common Alerting Protocol 1.2 (OASIS, 1 July 2010), and what makes it a right one.

Points are (latitude, longitude) in degrees, as CAP writes them; radii are kilometres. A message is
never changed: an Update or a Cancel refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from libs.kit.errors import FieldError

ACTUAL, EXERCISE = "Actual", "Exercise"
ALERT, UPDATE, CANCEL = "Alert", "Update", "Cancel"
PUBLIC, RESTRICTED, PRIVATE = "Public", "Restricted", "Private"
STATUSES = (ACTUAL, EXERCISE, "System", "Test", "Draft")
TYPES = (ALERT, UPDATE, CANCEL, "Ack", "Error")
SCOPES = (PUBLIC, RESTRICTED, PRIVATE)
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra",
    "CBRNE", "Other",
)  # fmt: skip
RESPONSES = (
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
CODES = "Kemendagri"  # the name of geocodes that are the ministry's area codes
LEAST_POINTS = 4  # of a polygon, the first one told again at its end
FARTHEST_KM = 20_100.0  # half around the earth
_NAME = re.compile(r"[^\s,<&]+")
Point = tuple[float, float]


@dataclass(frozen=True)
class Reference:
    """An earlier message."""

    sender: str
    identifier: str
    sent: datetime

    @property
    def key(self) -> str:
        return f"{self.sender},{self.identifier}"


@dataclass(frozen=True)
class Circle:
    """A place and how many kilometres around it."""

    center: Point
    radius_km: float


@dataclass(frozen=True)
class Area:
    """Where: all that its polygons, circles and codes hold together."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Info:
    """What it says, in one language (RFC 3066)."""

    event: str
    categories: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    language: str = "en-US"
    responses: tuple[str, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Alert:
    """A message. `incidents` are names that it belongs to, `codes` and `note` are free."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str
    infos: tuple[Info, ...] = ()
    references: tuple[Reference, ...] = ()
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    source: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    incidents: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.sender},{self.identifier}"

    @property
    def expires(self) -> datetime | None:
        """When the last of what it says is over; None where one of them never is."""
        ends = [one.expires for one in self.infos]
        return max((end for end in ends if end is not None), default=None) if all(ends) else None

    @property
    def areas(self) -> Iterable[Area]:
        return (area for info in self.infos for area in info.areas)


def wrong(alert: Alert) -> list[FieldError]:
    """Return what is wrong with it, by the fields' names in CAP; nothing for a right one."""
    return [FieldError(*one) for one in (*_head(alert), *_infos(alert))]


def _head(alert: Alert) -> Iterable[tuple[str, str]]:
    for name in ("identifier", "sender"):
        if not _NAME.fullmatch(getattr(alert, name)):
            yield name, "needs a word without spaces, commas, < and &"
    choices = {"status": STATUSES, "msgType": TYPES, "scope": SCOPES}
    told = {"status": alert.status, "msgType": alert.msg_type, "scope": alert.scope}
    for name, known in choices.items():
        if told[name] not in known:
            yield name, f"needs one of {', '.join(known)}"
    if alert.sent.tzinfo is None:
        yield "sent", "needs a zone"
    if alert.msg_type in TYPES[1:] and not alert.references:
        yield "references", f"is needed by {alert.msg_type}: sender,identifier,sent"
    if alert.scope == RESTRICTED and not alert.restriction:
        yield "restriction", f"is needed by {RESTRICTED}"
    if alert.scope == PRIVATE and not alert.addresses:
        yield "addresses", f"is needed by {PRIVATE}"
    if alert.msg_type in (ALERT, UPDATE) and not alert.infos:
        yield "info", f"is needed by {alert.msg_type}"


def _infos(alert: Alert) -> Iterable[tuple[str, str]]:
    for place, info in enumerate(alert.infos):
        path = f"info.{place}"
        if not info.event.strip():
            yield f"{path}.event", "is missing"
        if not info.categories:
            yield f"{path}.category", "is missing"
        yield from _words(path, info)
        for number, area in enumerate(info.areas):
            yield from _area(f"{path}.area.{number}", area)


def _words(path: str, info: Info) -> Iterable[tuple[str, str]]:
    """Say which values no list of CAP has."""
    listed = {
        "category": (info.categories, CATEGORIES),
        "responseType": (info.responses, RESPONSES),
        "urgency": ((info.urgency,), URGENCIES),
        "severity": ((info.severity,), SEVERITIES),
        "certainty": ((info.certainty,), CERTAINTIES),
    }
    for name, (values, known) in listed.items():
        if not set(values) <= set(known):
            yield f"{path}.{name}", f"needs one of {', '.join(known)}"


def _area(path: str, area: Area) -> Iterable[tuple[str, str]]:
    if not area.description.strip():
        yield f"{path}.areaDesc", "is missing"
    for polygon in area.polygons:
        if len(polygon) < LEAST_POINTS or polygon[0] != polygon[-1]:
            yield f"{path}.polygon", "needs four points or more, the last the same as the first"
        if not all(map(_on_earth, polygon)):
            yield f"{path}.polygon", "has a point that is not a latitude and a longitude"
    for circle in area.circles:
        if not _on_earth(circle.center) or not 0 <= circle.radius_km <= FARTHEST_KM:
            yield f"{path}.circle", "needs latitude,longitude and a radius in kilometres"


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90 and abs(point[1]) <= 180
