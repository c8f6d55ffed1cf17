"""The layers of roads. Their lists of codes are this service's words; screens translate them."""

from __future__ import annotations

import re

from libs.kit.errors import FieldError
from services.gis.layers.domain import PUBLIC, Attribute, Feature, Layer, Permissions
from services.gis.roads.domain import CLASSES, SURFACES, UNKNOWN

EDITORS = frozenset({"gis_editor", "operator", "admin"})
NEWEST, PAST = "newest", "past"
WIDEST = 100.0
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Codes = tuple[tuple[str, str], ...]
STATUSES: Codes = (
    ("national", "National"),
    ("provincial", "Provincial"),
    ("regency", "Regency or city"),
    ("village", "Village"),
)
FUNCTIONS: Codes = (
    ("arterial", "Arterial"),
    ("collector", "Collector"),
    ("local", "Local"),
    ("neighbourhood", "Neighbourhood"),
)
SURFACE_CODES: Codes = tuple((one, one.replace("_", " ").capitalize()) for one in SURFACES)
CONDITIONS: Codes = (
    *zip(CLASSES, ("Good", "Fair", "Lightly damaged", "Heavily damaged"), strict=True),
    (UNKNOWN, "Unknown"),
)


def _told(name: str, kind: str, title: str, unit: str = "", codes: Codes = ()) -> Attribute:
    return Attribute(name, kind, title, unit, codes, read_only=True)


def _sound(feature: Feature, before: Feature | None) -> list[FieldError]:
    """A road's code is in addresses and on its surveys, so it is plain and stays."""
    found, code = [], feature.properties["code"]
    if before is not None and before.properties["code"] != code:
        found.append(FieldError("properties.code", "does not change: surveys go by it"))
    elif not _CODE.fullmatch(code):
        text = "needs up to 40 letters and digits, with . _ - between"
        found.append(FieldError("properties.code", text))
    width = feature.properties.get("width_m")
    if width is not None and not 0 < width <= WIDEST:
        found.append(FieldError("properties.width_m", f"needs metres up to {WIDEST:g}"))
    return found


ROADS = Layer(
    "roads",
    "Roads",
    "LineString",
    (
        Attribute("code", title="Number of the section", required=True),
        Attribute("name", title="Name", required=True),
        Attribute("status", title="Status", codes=STATUSES),
        Attribute("function", title="Function", codes=FUNCTIONS),
        Attribute("surface", title="Surface", codes=SURFACE_CODES),
        Attribute("width_m", "number", "Width", "m"),
        Attribute("origin", title="From"),
        Attribute("destination", title="To"),
        Attribute("decree", title="Decree that lists it"),
        _told("length_km", "number", "Length", "km"),
        *(_told(f"{one}_km", "number", title, "km") for one, title in CONDITIONS),
        _told("soundness", "number", "In good or fair order", "%"),
        _told("surveyed_on", "date", "Newest survey"),
    ),
    "roads",
    Permissions(read=PUBLIC, edit=EDITORS),
    description="Road sections (ruas), with what the newest survey of each found",
    key="code",
    label="name",
    time="surveyed_on",
    style={"color": {"property": "soundness"}},
    rules=_sound,
)

# One row for each stretch of each survey; the layer shows those of each road's newest.
SEGMENTS = Layer(
    "road_segments",
    "Condition of roads",
    "LineString",
    (
        _told("road", "text", "Number of the section"),
        _told("road_name", "text", "Name of the section"),
        _told("from_m", "number", "From", "m"),
        _told("to_m", "number", "To", "m"),
        _told("iri", "number", "Roughness (IRI)", "m/km"),
        _told("sdi", "number", "Surface distress (SDI)"),
        _told("surface", "text", "Surface", codes=SURFACE_CODES),
        _told("condition", "text", "Condition", codes=CONDITIONS),
        _told("judged", "boolean", "Condition follows from what was measured"),
        _told("surveyed_on", "date", "Surveyed"),
    ),
    "road_segments",
    Permissions(read=PUBLIC),
    description="Stretches of the newest survey of each section, from metre to metre along it",
    where=(("survey", NEWEST),),
    label="road",
    time="surveyed_on",
    closed=True,
    style={"color": {"property": "condition"}},
)

LAYERS = (ROADS, SEGMENTS)
