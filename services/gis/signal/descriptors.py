"""The layers of signal. Their lists of codes are this service's words; screens translate them."""

from __future__ import annotations

from libs.kit.errors import FieldError
from services.gis.layers.domain import Attribute, Feature, Layer, Permissions
from services.gis.signal import domain
from services.gis.signal.domain import PLAN_STATES, PLANS, SIGNALS, UNKNOWN
from services.gis.signal.states import PROPOSAL_STATES

PLANNERS = frozenset({"gis_editor", "operator", "admin"})
MOST_RADIUS = 200_000.0
TOWER, WIFI, RADIO = "cell_tower", "village_wifi", "radio"

Codes = tuple[tuple[str, str], ...]
SOURCES: Codes = (("survey", "Survey"), ("report", "Report"), ("operator", "Operator"))
KINDS: Codes = (
    (TOWER, "Cell tower"),
    ("fibre", "Fibre"),
    (WIFI, "Village Wi-Fi"),
    (RADIO, "Radio"),
)


def _codes(values: tuple[str, ...]) -> Codes:
    return tuple((one, one.replace("_", " ").capitalize()) for one in values)


def _looked(feature: Feature, before: Feature | None) -> list[FieldError]:
    looked = feature.properties["signals"]
    # What stands is not checked again: all else of a spot may change where rules became stricter.
    same = before is not None and before.properties["signals"] == looked
    return [] if same else domain.faults(looked)


def _reaching(feature: Feature, _before: Feature | None) -> list[FieldError]:
    radius = feature.properties.get("radius_m")
    if radius is None or 0 < radius <= MOST_RADIUS:
        return []
    return [FieldError("properties.radius_m", f"needs metres up to {MOST_RADIUS:g}")]


def _told(name: str, title: str, codes: Codes) -> Attribute:
    return Attribute(name, title=title, codes=codes, read_only=True)


SPOTS = Layer(
    "blank_spots",
    "Signal and blank spots",
    "Geometry",
    (
        Attribute("name", title="Name", required=True),
        Attribute("signals", "json", "Signal by operator and generation", required=True),
        Attribute("source", title="Source", codes=SOURCES, required=True),
        Attribute("seen_on", "date", "Seen on", required=True),
        Attribute("note", title="Note"),
        _told("signal", "Signal", (*_codes(SIGNALS), (UNKNOWN, "Unknown"))),
        _told("proposal", "State of the proposal", _codes(PROPOSAL_STATES)),
    ),
    "blank_spots",
    Permissions(edit=PLANNERS),
    description="What signal was found where, and what is asked for; an area or a point",
    label="name",
    time="seen_on",
    style={"color": {"property": "signal"}},
    rules=_looked,
)

ASSETS = Layer(
    "network_assets",
    "Network assets",
    "Point",
    (
        Attribute("name", title="Name", required=True),
        Attribute("kind", title="Kind", codes=KINDS, required=True),
        Attribute("operator", title="Operator"),
        Attribute("radius_m", "number", "Radius of coverage", "m"),
        Attribute("note", title="Note"),
    ),
    "network_assets",
    Permissions(edit=PLANNERS),
    description="Towers, fibre, village Wi-Fi and radio, with how far each reaches",
    label="name",
    style={"color": {"property": "kind"}},
    rules=_reaching,
)

LAYERS = (SPOTS, ASSETS)

# What polling stations get from here; they are part of the layer `tps`.
OF_STATIONS = (
    _told("signal", "Signal", (*_codes(SIGNALS), (UNKNOWN, "Unknown"))),
    _told("plan", "How the result is sent", _codes(PLANS)),
    _told("plan_state", "State of the plan", _codes(PLAN_STATES)),
)
