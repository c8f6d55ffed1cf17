"""What was composed → CAP; what an incident already says of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.kit import clock
from services.notifications.cap import shapes
from services.notifications.cap.domain import (
    ACTUAL,
    CANCEL,
    CODES,
    EXERCISE,
    Alert,
    Area,
    Circle,
    Info,
    Reference,
)
from services.notifications.incidents.domain import VERIFIED, Incident
from services.notifications.incidents.types import types

SEVERITY = {"critical": "Extreme", "major": "Severe", "minor": "Moderate", "info": "Minor"}
LATIHAN = {"id": "LATIHAN", "en": "EXERCISE"}
LEAST_RADIUS_M = 200  # of what is told of a point
Data = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What a message has besides what it says."""

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    msg_type: str
    references: tuple[Reference, ...] = ()
    incident: str = ""
    reason: str = ""


def of_incident(one: Incident) -> Data:
    """Return what a warning about the incident says, unless somebody says another thing."""
    area: Data = {"description": one.place.words or one.place.area or one.headline}
    if one.place.area:
        area["codes"] = [one.place.area[:10]]
    if one.place.point is not None:
        radius = max(one.place.radius_m or 0, LEAST_RADIUS_M)
        area["circles"] = [{"point": list(one.place.point), "radius_m": radius}]
    return {
        "type": one.type,
        "status": EXERCISE if one.exercise else ACTUAL,
        "urgency": "Immediate",
        "severity": SEVERITY[one.severity],
        "certainty": "Observed" if VERIFIED in one.times else "Possible",
        "areas": [area],
        "texts": {"id": {"headline": one.headline}},
    }


def alert(content: Data, head: Head, most_points: int) -> tuple[Alert, list[str]]:
    """Return the message, with notes on what had to be done to its polygons."""
    areas, notes = [], []
    for one in content["areas"]:
        made, said = _area(one, most_points)
        areas.append(made)
        notes += said
    exercise = content["status"] == EXERCISE
    return Alert(
        identifier=head.identifier,
        sender=head.sender,
        sent=head.sent,
        status=content["status"],
        msg_type=head.msg_type,
        scope=content["scope"],
        restriction=content["restriction"],
        infos=tuple(_info(content, one, head, tuple(areas)) for one in content["texts"]),
        references=head.references,
        note=head.reason or (" / ".join(LATIHAN.values()) if exercise else ""),
        incidents=(head.incident,) if head.incident else (),
    ), list(dict.fromkeys(notes))


def _info(content: Data, language: str, head: Head, areas: tuple[Area, ...]) -> Info:
    said, kind = content["texts"][language], types()[content["type"]]
    mark = f"{LATIHAN[language]}: " if content["status"] == EXERCISE else ""
    over = head.msg_type == CANCEL
    onset = content["onset"]
    return Info(
        event=mark + (said["event"] or (kind.title if language == "id" else kind.title_en)),
        categories=(kind.cap,),
        urgency="Past" if over else content["urgency"],
        severity=content["severity"],
        certainty=content["certainty"],
        language=language,
        responses=("AllClear",) if over else tuple(content["responses"]),
        effective=head.sent,
        onset=None if onset is None else clock.from_text(onset),
        expires=clock.from_text(content["expires"]),
        sender_name=head.sender_name,
        headline=mark + said["headline"],
        description=head.reason if over and language == "id" else said["description"],
        instruction="" if over else said["instruction"],
        web=content["web"],
        contact=content["contact"],
        areas=areas,
    )


def _area(one: Data, most_points: int) -> tuple[Area, list[str]]:
    polygons: list[shapes.Ring] = []
    notes: list[str] = []
    for ring in one["polygons"]:
        turned = [(float(latitude), float(longitude)) for longitude, latitude in ring]
        rings, said = shapes.repaired(turned)
        notes += said
        for part in rings:
            made, more = shapes.simplified(part, most_points)
            polygons.append(made)
            notes += more
    circles = (
        Circle((circle["point"][1], circle["point"][0]), circle["radius_m"] / 1000)
        for circle in one["circles"]
    )
    codes = tuple((CODES, code) for code in one["codes"])
    return Area(one["description"], tuple(polygons), tuple(circles), codes), notes
