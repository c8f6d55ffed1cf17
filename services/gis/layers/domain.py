"""What a layer is: a table of features that a descriptor tells of. Pure.

Built-in layers stand in code (`builtin.py`), agency layers in the catalogue. Whatever works on
layers (filters, tiles, files) works on a descriptor, so that one engine serves them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from libs.kit.errors import (
    Conflict,
    FieldError,
    Forbidden,
    NotFound,
    PreconditionRequired,
    Unauthorized,
)
from libs.kit.principal import Principal

KINDS = ("text", "integer", "number", "boolean", "date", "datetime", "json")
SIMPLE_TYPES = ("Point", "LineString", "Polygon")
GEOMETRY_TYPES = (*SIMPLE_TYPES, *(f"Multi{one}" for one in SIMPLE_TYPES), "Geometry")
ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
PUBLIC, SIGNED_IN = "public", "signed_in"
AREA_LENGTHS = (0, 2, 4, 6, 10, 13)
ANY = "*"  # an expected version: whichever is there


class UnknownLayer(NotFound):
    slug, title = "unknown-layer", "No such layer"


class UnknownFeature(NotFound):
    slug, title = "unknown-feature", "No such feature in this layer"


class LayerExists(Conflict):
    slug, title = "layer-exists", "A layer of this id is there already"


class BuiltInLayer(Conflict):
    slug, title = "built-in-layer", "What a built-in layer is, is not changed"


class ClosedLayer(Conflict):
    slug, title = "closed-layer", "Features of this layer come from elsewhere"


class FeatureExists(Conflict):
    slug, title = "feature-exists", "The layer has such a feature already"


class FeatureStands(Conflict):
    slug, title = "feature-stands", "The feature stands as that version has it"


class VersionNeeded(PreconditionRequired):
    slug, title = "version-needed", "Say which version is changed (If-Match)"


@dataclass(frozen=True)
class Attribute:
    """A property of the layer's features.

    `name` is what it is called on the wire, which may be any text; `column` is where it is kept
    (the name itself unless told). `codes` are the values it may have, each with a label. `unit` is
    UCUM or words. One that is `read_only` is set by its concern, never by an editor.
    """

    name: str
    kind: str = "text"
    title: str = ""
    unit: str = ""
    codes: tuple[tuple[str | int, str], ...] = ()
    required: bool = False
    read_only: bool = False
    column: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "column", self.column or self.name)
        object.__setattr__(self, "title", self.title or self.name)


@dataclass(frozen=True)
class Permissions:
    """Who reads and who edits: `public`, `signed_in` or roles; no role edits by commands only."""

    read: str | frozenset[str] = SIGNED_IN
    edit: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Feature:
    """A feature as it is kept: geometry in WGS 84 (lon, lat); `area` is the deepest that holds it.

    Properties are by attribute name, as JSON has them.
    """

    id: str | None
    geometry: BaseGeometry | None
    properties: dict[str, Any]
    area: str | None = None
    version: int = 0


# A rule of a layer beyond its schema: (what would stand, what stands) → what is wrong with it.
Rule = Callable[[Feature, Feature | None], Sequence[FieldError]]


@dataclass(frozen=True)
class Layer:
    """A layer's descriptor. `key`, `geometry` and `area` name columns of `gis.<table>`.

    `where` restricts a layer to rows with these values (several layers of one table). `time` names
    the attribute that the parameter `datetime` asks for. `closed`: editors change features but make
    and delete none. `version` of a descriptor counts its own changes, not those of features.
    """

    id: str
    title: str
    geometry_type: str
    attributes: tuple[Attribute, ...]
    table: str
    permissions: Permissions = field(default_factory=Permissions)
    description: str = ""
    key: str = "id"
    geometry: str = "geometry"
    area: str | None = "area"
    where: tuple[tuple[str, str], ...] = ()
    label: str = ""
    time: str | None = None
    closed: bool = False
    style: dict[str, Any] = field(default_factory=dict, hash=False)
    licence: str = ""
    source: str = ""
    rhythm: str = ""
    srid: int = 4326
    version: int = 0
    rules: Rule | None = None

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of this name on the wire."""
        return next((one for one in self.attributes if one.name == name), None)

    @property
    def text_key(self) -> bool:
        """Tell whether ids are codes, rather than numbers that the table gives."""
        return any(one.column == self.key for one in self.attributes)

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a feature's properties and geometry (OGC Features Part 5)."""
        found = self._properties()
        head: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        head |= {"title": self.title, "description": self.description, "type": "object"}
        required = [one.name for one in self.attributes if one.required and not one.read_only]
        return head | {"properties": found, "required": required, "additionalProperties": False}

    def queryables(self) -> dict[str, Any]:
        """Return the JSON Schema of what a filter may name (OGC Features Part 3)."""
        found = {name: _open(schema) for name, schema in self._properties().items()}
        return self._listed(found)

    def sortables(self) -> dict[str, Any]:
        """Return the JSON Schema of what features may be sorted by (OGC Features Part 5)."""
        found = self.queryables()["properties"]
        return self._listed({n: s for n, s in found.items() if isinstance(s.get("type"), str)})

    def _listed(self, properties: dict[str, Any]) -> dict[str, Any]:
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": self.title}
        return head | {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }

    def _properties(self) -> dict[str, Any]:
        own = next((one for one in self.attributes if one.column == self.key), None)
        key: dict[str, Any] = {"type": "string" if self.text_key else "integer"}
        if own is None or own.read_only:
            key["readOnly"] = True
        shape = "any" if self.geometry_type == "Geometry" else self.geometry_type.lower()
        geometry = {"format": f"geometry-{shape}", "x-ogc-role": "primary-geometry"}
        listed = {one.name: _schema(one, self.label) for one in self.attributes}
        if self.text_key or self.key not in listed:  # an attribute may have the key's name
            listed[self.key] = listed.get(self.key, {}) | key | {"x-ogc-role": "id"}
        return listed | {"geometry": geometry}


_JSON: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "json": {"type": ["array", "object"]},
}


def _schema(one: Attribute, label: str) -> dict[str, Any]:
    found: dict[str, Any] = {"title": one.title, **_JSON[one.kind]}
    if one.unit:
        found["x-ogc-unit"] = one.unit
    if one.codes:
        found["oneOf"] = [{"const": value, "title": title} for value, title in one.codes]
    if one.read_only:
        found["readOnly"] = True
    if one.name == label:
        found["x-ogc-role"] = "label"
    return found


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "readOnly"}


@dataclass(frozen=True)
class Change:
    """One version of a layer: what became of how many features, and where.

    `area` holds all that changed (a prefix, "" = everywhere), `bbox` too (None = everywhere).
    """

    layer: Layer
    version: int
    who: str
    what: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    area: str = ""
    bbox: tuple[float, float, float, float] | None = None


def common(areas: Iterable[str | None]) -> str:
    """Return the area that holds all of these, "" where only the whole country does."""
    found = {area or "" for area in areas} or {""}
    first, last = min(found), max(found)
    return first[: max(n for n in AREA_LENGTHS if n <= len(first) and first[:n] == last[:n])]


def readable(layer: Layer, principal: Principal) -> bool:
    """Tell whether the principal may read the layer, be it only the part in its area."""
    read = layer.permissions.read
    if isinstance(read, str):
        return read == PUBLIC or (read == SIGNED_IN and bool(principal.roles))
    return "admin" in principal.roles or bool(read & principal.roles)


def editable(layer: Layer, principal: Principal) -> bool:
    """Tell whether the principal may change features of the layer, be it only in its area."""
    return bool(layer.permissions.edit & principal.roles) and readable(layer, principal)


def require_readable(layer: Layer, principal: Principal) -> None:
    """Raise Unauthorized for nobody in particular, Forbidden for somebody who may not read."""
    if readable(layer, principal):
        return
    if not principal.roles:
        raise Unauthorized(f"layer {layer.id} is not public")
    raise Forbidden(f"this account may not read layer {layer.id}")


def require_editable(layer: Layer, principal: Principal) -> None:
    """Raise Unauthorized or Forbidden unless the principal may change features of the layer."""
    require_readable(layer, principal)
    if editable(layer, principal):
        return
    if not principal.roles:
        raise Unauthorized(f"layer {layer.id} is changed by those who signed in")
    raise Forbidden(f"this account may not change layer {layer.id}")


def sees(layer: Layer, principal: Principal, area: str | None) -> bool:
    """Tell whether the principal sees a feature that stands in the area (None: outside all)."""
    if area is None or layer.area is None:
        return not principal.area or layer.permissions.read == PUBLIC
    return principal.covers(area)
