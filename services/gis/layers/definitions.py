"""A layer's descriptor ↔ JSON: what the catalogue has of it, and how it is shown. Pure."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from services.gis.layers.crs import CRS84, KNOWN
from services.gis.layers.domain import SIGNED_IN, Attribute, Layer, Permissions

TEXTS = ("title", "description", "licence", "source", "rhythm")
OF_BUILT_IN = TEXTS[1:]  # what is said of a built-in layer; all else of it stands in code
PREFIX = "agency_"  # of an agency layer's table


def layer(definition: dict[str, Any], defined: int) -> Layer:
    """Return the descriptor of an agency layer."""
    plain = ("id", *TEXTS, "geometry_type", "label", "time", "style")
    return Layer(
        **{name: definition[name] for name in plain},
        attributes=tuple(_attribute(one) for one in definition["attributes"]),
        table=PREFIX + definition["id"],
        permissions=_permissions(definition["permissions"]),
        version=defined,
    )


def told(built_in: Layer, said: dict[str, Any] | None, defined: int) -> Layer:
    """Return a built-in layer with what an agency says of it; it is another object than in code."""
    texts = {name: said[name] for name in OF_BUILT_IN} if said else {}
    return replace(built_in, **texts, version=defined)


def saying(one: Layer) -> dict[str, Any]:
    """Return what the catalogue keeps of a built-in layer."""
    return {name: getattr(one, name) for name in OF_BUILT_IN}


def _attribute(data: dict[str, Any]) -> Attribute:
    codes = tuple((value, title) for value, title in data["codes"])
    return Attribute(**{**data, "codes": codes})


def _permissions(data: dict[str, Any]) -> Permissions:
    read = data["read"]
    return Permissions(read if isinstance(read, str) else frozenset(read), frozenset(data["edit"]))


def definition(one: Layer) -> dict[str, Any]:
    """Return what the catalogue keeps of an agency layer."""
    texts = {name: getattr(one, name) for name in ("id", *TEXTS, "geometry_type", "label", "time")}
    attributes = [asdict(attribute) for attribute in one.attributes]
    return texts | {
        "attributes": attributes,
        "permissions": permissions(one.permissions),
        "style": one.style,
    }


def permissions(these: Permissions) -> dict[str, Any]:
    """Return who reads and edits, as JSON."""
    read = these.read if isinstance(these.read, str) else sorted(these.read)
    return {"read": read or SIGNED_IN, "edit": sorted(these.edit)}


def shown(one: Layer, version: int, changed_at: datetime | None) -> dict[str, Any]:
    """Return the layer as `get_layer` answers it; see `service.py` for the shape."""
    attributes = [
        {
            "name": attribute.name,
            "title": attribute.title,
            "kind": attribute.kind,
            "unit": attribute.unit,
            "codes": [{"value": value, "title": title} for value, title in attribute.codes],
            "required": attribute.required,
            "read_only": attribute.read_only,
        }
        for attribute in one.attributes
    ]
    return {name: getattr(one, name) for name in ("id", *TEXTS)} | {
        "geometry_type": one.geometry_type,
        "attributes": attributes,
        "label": one.label,
        "time": one.time,
        "style": one.style,
        "permissions": permissions(one.permissions),
        "closed": one.closed,
        "built_in": not one.table.startswith(PREFIX),
        "version": version,
        "defined": one.version,
        "changed_at": changed_at.isoformat() if changed_at else None,
        "crs": list(KNOWN),
        "storage_crs": CRS84.uri,
    }
