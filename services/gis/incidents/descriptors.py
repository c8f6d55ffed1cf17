"""The layer of incidents. Its codes are those of the service that keeps them. Pure."""

from __future__ import annotations

from services.gis.layers.domain import Attribute, Layer, Permissions

DESK = frozenset({"operator", "admin"})
READERS = DESK | {"officer", "viewer", "verifier", "gis_editor"}
OPEN = ("reported", "verified", "responding", "contained")
REAL = ("verified", "responding", "contained")  # in which roads are blocked
SEVERITIES = (("info", "Info"), ("minor", "Minor"), ("major", "Major"), ("critical", "Critical"))


def _told(name: str, kind: str, title: str, unit: str = "", codes: object = ()) -> Attribute:
    return Attribute(name, kind, title, unit, codes, read_only=True)  # type: ignore[arg-type]


# Who reads it are roles, so the stream tells no place of a change: maps ask for the layer anew.
INCIDENTS = Layer(
    "incidents",
    "Incidents",
    "Point",
    (
        _told("incident", "text", "Id of the incident"),
        _told("number", "text", "Number"),
        _told("type", "text", "Type"),
        _told("severity", "text", "Severity", codes=SEVERITIES),
        _told("state", "text", "State", codes=tuple((one, one.capitalize()) for one in OPEN)),
        _told("headline", "text", "What happened"),
        _told("agency", "text", "In the hand of"),
        _told("radius_m", "integer", "Reaches", "m"),
        _told("exercise", "boolean", "Exercise"),
        _told("occurred_at", "datetime", "Happened"),
    ),
    "incidents",
    Permissions(read=READERS),
    description="What happens now: incidents that are open and that somebody vouches for",
    key="incident",
    label="headline",
    time="occurred_at",
    closed=True,
    style={"color": {"property": "severity"}},
)
LAYERS = (INCIDENTS,)
