"""The built-in layers by id: each concern's descriptors, its tables by migration."""

from __future__ import annotations

from services.gis.layers.domain import PUBLIC, Attribute, Layer, Permissions

SURVEYED, VORONOI = "surveyed", "voronoi"
POINT_QUALITIES = (
    ("surveyed", "Surveyed"),
    ("geocoded", "Geocoded"),
    ("centroid", "Middle of its village"),
    ("unknown", "Unknown"),
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
        Attribute("quality", title="Quality of the point", codes=POINT_QUALITIES),
    ),
    "stations",
    Permissions(edit=frozenset({"gis_editor", "operator", "admin"})),
    description="Polling stations as elections registered them, with their points",
    key="code",
    geometry="point",
    area="code",
    label="name",
    closed=True,
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
    )
}
