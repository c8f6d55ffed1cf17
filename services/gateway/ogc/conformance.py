"""The classes of OGC's standards that the map keeps; filters tell theirs themselves."""

from __future__ import annotations

_CLASSES = {
    "ogcapi-features-1/1.0": ("core", "geojson", "html", "oas30"),
    "ogcapi-features-2/1.0": ("crs",),
    "ogcapi-features-3/1.0": (
        *("queryables", "queryables-query-parameters"),
        *("filter", "features-filter"),
    ),
    "ogcapi-features-4/1.0": (
        *("create-replace-delete", "update", "features"),
        "optimistic-locking-etags",
    ),
    "ogcapi-features-5/1.0": (
        *("schemas", "core-roles-features", "returnables-and-receivables"),
        *("queryables", "sortables"),
    ),
    "ogcapi-tiles-1/1.0": ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"),
    "ogcapi-common-1/1.0": ("core", "landing-page", "json", "html", "oas30"),
    "ogcapi-common-2/1.0": ("collections",),
}
OURS = tuple(
    f"http://www.opengis.net/spec/{part}/conf/{name}"
    for part, names in _CLASSES.items()
    for name in names
)
