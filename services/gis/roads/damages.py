"""Damage that people report: what it is, what becomes of it, by when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.kit.errors import Conflict, NotFound
from services.gis.layers.domain import SIGNED_IN, Attribute, Layer, Permissions

KINDS = (
    ("pothole", "Pothole"),
    ("cracks", "Cracks"),
    ("subsidence", "Subsidence"),
    ("landslide", "Landslide"),
    ("bridge", "Bridge"),
    ("drainage", "Drainage"),
    ("other", "Other"),
)
SEVERITIES = (("light", "Light"), ("medium", "Medium"), ("heavy", "Heavy"))
REPORTED, VERIFIED, SCHEDULED, DONE, REFUSED = (
    "reported",
    "verified",
    "scheduled",
    "done",
    "refused",
)
STATES = tuple((one, one.capitalize()) for one in (REPORTED, VERIFIED, SCHEDULED, DONE, REFUSED))
OPEN = (REPORTED, VERIFIED, SCHEDULED)
_NEXT = {
    REPORTED: (VERIFIED, REFUSED),
    VERIFIED: (SCHEDULED, REFUSED),
    SCHEDULED: (DONE, REFUSED),
}
MOST_PHOTOS = 8  # of a report, those of the mended road among them
REPORTERS = frozenset({"reporter", "officer", "operator", "gis_editor", "admin"})


class UnknownDamage(NotFound):
    slug, title = "unknown-damage", "No such report of damage"


class WrongState(Conflict):
    slug, title = "wrong-state", "The report is not where this could be done with it"


class UnknownDamagePhoto(NotFound):
    slug, title = "unknown-damage-photo", "No such photo of damage"


class TooManyDamagePhotos(Conflict):
    slug, title = "too-many-damage-photos", "The report has as many photos as it may have"


def _told(name: str, kind: str, title: str, unit: str = "", codes: Any = ()) -> Attribute:
    return Attribute(name, kind, title, unit, codes, read_only=True)


# Who reported is not among the attributes: it is told to those who handle reports alone.
DAMAGE = Layer(
    "road_damage",
    "Road damage",
    "Point",
    (
        _told("kind", "text", "Kind", codes=KINDS),
        _told("severity", "text", "Severity", codes=SEVERITIES),
        _told("state", "text", "State", codes=STATES),
        _told("description", "text", "Description"),
        _told("road", "text", "Number of the section"),
        _told("road_name", "text", "Name of the section"),
        _told("metre", "number", "Where along the section", "m"),
        _told("reported_at", "datetime", "Reported"),
        _told("due_at", "datetime", "To be done by"),
        _told("scheduled_on", "date", "Scheduled"),
        _told("same_as", "integer", "Reported before as"),
    ),
    "road_damage",
    Permissions(read=SIGNED_IN),
    description="What people reported, where they saw it, and what became of it",
    label="kind",
    time="reported_at",
    closed=True,
    style={"color": {"property": "state"}},
)


@dataclass(frozen=True)
class Rules:
    """How reports are handled: the tables of `damage.toml`, or what a government set instead.

    `days` until a damage is to be done, by severity; metres within which a report is on a road, and
    within which two of a kind may be of one thing.
    """

    days: Mapping[str, float]
    snap_m: float
    same_m: float

    def due(self, severity: str, reported: datetime) -> datetime:
        """Return by when a damage of this severity is to be done."""
        return reported + timedelta(days=self.days[severity])


def rules_in(tables: Mapping[str, Any]) -> Rules:
    """Read the tables of `damage.toml`."""
    days, metres = tables["days"], tables["metres"]
    return Rules({name: days[name] for name, _ in SEVERITIES}, metres["snap"], metres["same"])


def require_room(count: int) -> None:
    """Raise TooManyDamagePhotos where a report has as many photos as it may have."""
    if count >= MOST_PHOTOS:
        raise TooManyDamagePhotos(f"a report has at most {MOST_PHOTOS} photos")


def require_next(state: str, to: str) -> None:
    """Raise WrongState unless a report in this state may go to that one."""
    following = _NEXT.get(state, ())
    if to not in following:
        may = " or ".join(following) or "nowhere"
        raise WrongState(f"a report that is {state} goes to {may}, not to {to}", state=state)
