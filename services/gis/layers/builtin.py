"""The built-in layers by id: each concern's descriptors, its tables by migration."""

from __future__ import annotations

from libs.kit.errors import FieldError
from services.gis.assets.descriptors import LAYERS as ASSETS
from services.gis.incidents.descriptors import LAYERS as INCIDENTS
from services.gis.layers.domain import PUBLIC, Attribute, Feature, Layer, Permissions
from services.gis.roads.damages import DAMAGE
from services.gis.roads.descriptors import LAYERS as ROADS
from services.gis.signal.descriptors import LAYERS as SIGNAL
from services.gis.signal.descriptors import OF_STATIONS

SURVEYED, VORONOI, UNKNOWN = "surveyed", "voronoi", "unknown"
POINT_QUALITIES = (
    ("surveyed", "Surveyed"),
    ("geocoded", "Geocoded"),
    ("centroid", "Middle of its village"),
    (UNKNOWN, "Unknown"),
)


def _read(name: str, kind: str = "text", title: str = "", unit: str = "") -> Attribute:
    return Attribute(name, kind, title, unit, read_only=True)


def _areas(layer: str, level: str, title: str) -> Layer:
    qualities = ((VORONOI, "Drawn around points"), (SURVEYED, "Surveyed"))
    return Layer(
        layer,
        title,
        "MultiPolygon",
        (
            _read("code", title="Code"),
            _read("name", title="Name"),
            _read("parent", title="Code of the area above"),
            Attribute("quality", title="Quality", codes=qualities, read_only=True),
            _read("size_km2", "number", "Size", "km2"),
        ),
        "areas",
        Permissions(read=PUBLIC),
        description=f"{title} with their codes (Kemendagri, without dots)",
        key="code",
        area="code",
        where=(("level", level),),
        label="name",
        closed=True,
    )


def _placed(feature: Feature, before: Feature | None) -> list[FieldError]:
    """A point says how it was found: one of unknown quality gives way to what elections bring."""
    known = feature.properties["quality"] != UNKNOWN
    as_it_was = before is not None and before.geometry == feature.geometry and not known
    if as_it_was or known == (feature.geometry is not None):
        return []
    needed = "says how the point was found" if feature.geometry else "is unknown without a point"
    return [FieldError("properties.quality", needed)]


_TPS = Layer(
    "tps",
    "Polling stations",
    "Point",
    (
        _read("code", title="Code"),
        _read("name", title="Name"),
        _read("parent", title="Code of the village"),
        _read("number", "integer", "Number"),
        _read("special", "boolean", "Special station"),
        _read("dpt", "integer", "Voters on the list"),
        Attribute("quality", title="Quality of the point", codes=POINT_QUALITIES, required=True),
        *OF_STATIONS,
    ),
    "stations",
    Permissions(edit=frozenset({"gis_editor", "operator", "admin"})),
    description="Polling stations as elections registered them, with their points",
    key="code",
    geometry="point",
    area="code",
    label="name",
    closed=True,
    rules=_placed,
)

LEVELS = {
    "provinces": "province",
    "regencies": "regency",
    "districts": "district",
    "villages": "village",
}
BUILTIN: dict[str, Layer] = {
    layer.id: layer
    for layer in (
        _areas("provinces", "province", "Provinces"),
        _areas("regencies", "regency", "Regencies and cities"),
        _areas("districts", "district", "Sub-districts"),
        _areas("villages", "village", "Villages"),
        _TPS,
        *ROADS,
        DAMAGE,
        *ASSETS,
        *SIGNAL,
        *INCIDENTS,
    )
}
