"""What somebody says of a layer, read into a descriptor. Pure."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from libs.kit.errors import FieldError, Forbidden, Invalid, PreconditionFailed
from libs.kit.principal import ROLES, Principal
from services.gis.layers import checking
from services.gis.layers.definitions import OF_BUILT_IN, PREFIX, TEXTS
from services.gis.layers.domain import (
    ANY,
    GEOMETRY_TYPES,
    ID,
    KINDS,
    PUBLIC,
    SIGNED_IN,
    Attribute,
    BuiltInLayer,
    Layer,
    Permissions,
    VersionNeeded,
)

MAKERS = frozenset({"gis_editor", "admin"})
MOST_ATTRIBUTES = 200
LONGEST, LONGEST_NAME = 2000, 200  # characters
EDITORS = frozenset({"gis_editor", "admin"})

Errors = list[FieldError]


def require_maker(who: Principal) -> None:
    """Raise Forbidden unless this account may make and change layers."""
    if who.area or not MAKERS & who.roles:
        raise Forbidden("layers are made by GIS editors and administrators of the whole region")


def require_known(layer: Layer, expected: Any) -> None:
    """Raise VersionNeeded or PreconditionFailed unless this is what the layer was last made."""
    told = f"what layer {layer.id} is stands at version {layer.version}"
    if expected is None:
        raise VersionNeeded(told)
    if expected not in (ANY, layer.version):
        raise PreconditionFailed(told, version=layer.version)


def layer(data: dict[str, Any], before: Layer | None = None) -> Layer:
    """Read a new layer, or what changes of one; raises Invalid that names each field.

    Shape: as `create_layer` in `service.py` takes it. What is absent stays as it was.
    """
    errors: Errors = []
    found = before or _new(data, errors)
    texts: dict[str, Any] = {name: _text(data, name, errors) for name in TEXTS if name in data}
    attributes = found.attributes
    if "attributes" in data:
        attributes = _attributes(data["attributes"], found.attributes, errors)
    made = replace(found, **texts, attributes=attributes)
    if "permissions" in data:
        made = replace(made, permissions=_permissions(data["permissions"], errors))
    if "style" in data:
        made = replace(made, style=_style(data["style"], errors))
    made = _named(data, made, errors)
    if errors:
        raise Invalid("the layer is not valid", tuple(errors))
    return made


def built_in(data: dict[str, Any], before: Layer) -> Layer:
    """Read what is said of a built-in layer; raises BuiltInLayer for what stands in code."""
    others = sorted(data.keys() - {"layer", "expected_version", *OF_BUILT_IN})
    if others:
        raise BuiltInLayer(f"{', '.join(others)} of {before.id} can't be changed: it is built in")
    return layer(data, before)


def _new(data: dict[str, Any], errors: Errors) -> Layer:
    name, kind = data.get("id"), data.get("geometry_type", "Geometry")
    if not isinstance(name, str) or not ID.fullmatch(name):
        errors.append(FieldError("id", "needs a small letter, then small letters, digits, _"))
        name = "x"
    if kind not in GEOMETRY_TYPES:
        errors.append(FieldError("geometry_type", f"needs one of {', '.join(GEOMETRY_TYPES)}"))
        kind = "Geometry"
    if not data.get("title"):
        errors.append(FieldError("title", "needs a title"))
    permissions = Permissions(SIGNED_IN, EDITORS)
    return Layer(name, name, kind, (), PREFIX + name, permissions)


def _text(data: dict[str, Any], name: str, errors: Errors) -> str:
    value = data[name]
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        errors.append(FieldError(name, f"needs a text of up to {LONGEST} characters"))
        return ""
    return value.strip()


def _style(value: Any, errors: Errors) -> dict[str, Any]:
    try:
        kept = checking.typed(value, Attribute("style", "json"))
    except ValueError as error:
        errors.append(FieldError("style", str(error)))
        return {}
    if not isinstance(kept, dict):
        errors.append(FieldError("style", "needs an object"))
        return {}
    return kept


def _permissions(value: Any, errors: Errors) -> Permissions:
    value = value if isinstance(value, dict) else {}
    read, edit = value.get("read", SIGNED_IN), value.get("edit", [])
    if not (read in (PUBLIC, SIGNED_IN) if isinstance(read, str) else _are_roles(read)):
        errors.append(FieldError("permissions.read", f"needs {PUBLIC}, {SIGNED_IN} or roles"))
        read = SIGNED_IN
    if edit and not _are_roles(edit):
        errors.append(FieldError("permissions.edit", "needs a list of roles"))
        edit = []
    return Permissions(read if isinstance(read, str) else frozenset(read), frozenset(edit))


def _are_roles(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(one in ROLES for one in value)


def _attributes(value: Any, known: tuple[Attribute, ...], errors: Errors) -> tuple[Attribute, ...]:
    """Read all attributes; a new one gets a column of our naming, whatever it is called."""
    if not isinstance(value, list) or len(value) > MOST_ATTRIBUTES:
        errors.append(FieldError("attributes", f"needs a list of up to {MOST_ATTRIBUTES}"))
        return known
    by_name, numbers = {one.name: one for one in known}, itertools.count(len(known) + 1)
    found: dict[str, Attribute] = {}
    for place, data in enumerate(value):
        before = by_name.get(str(data.get("name"))) if isinstance(data, dict) else None
        one = _attribute(data, f"attributes.{place}", before, errors)
        if one.name in found:
            errors.append(FieldError(f"attributes.{place}.name", "is there twice"))
        column = before.column if before else f"a{next(numbers)}"
        found[one.name] = replace(one, column=column)
    for name in by_name.keys() - found.keys():
        errors.append(FieldError("attributes", f"{name!r} can't go: features have it"))
    return tuple(found.values())


def _attribute(data: Any, path: str, before: Attribute | None, errors: Errors) -> Attribute:
    data = data if isinstance(data, dict) else {}
    name, kind = data.get("name"), data.get("kind", "text")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or "\0" in name:
        errors.append(FieldError(f"{path}.name", f"needs 1 to {LONGEST_NAME} characters"))
        name = path
    if kind not in KINDS or (before is not None and before.kind != kind):
        errors.append(FieldError(f"{path}.kind", f"needs one of {', '.join(KINDS)}, for good"))
        kind = "text"
    title, unit = data.get("title") or "", data.get("unit") or ""
    if not all(isinstance(one, str) and len(one) <= LONGEST_NAME for one in (title, unit)):
        errors.append(FieldError(path, "needs texts for its title and unit"))
        title = unit = ""
    codes = _codes(data.get("codes"), kind, path, errors)
    return Attribute(name, kind, title, unit, codes, data.get("required") is True)


def _codes(value: Any, kind: str, path: str, errors: Errors) -> tuple[tuple[str | int, str], ...]:
    wanted = {"text": str, "integer": int}.get(kind)
    pairs = [
        (one.get("value"), one.get("title")) if isinstance(one, dict) else (None, None)
        for one in (value if isinstance(value, list) else [])
    ]
    fine = wanted and all(type(v) is wanted and isinstance(t, str) for v, t in pairs)
    if value and (not fine or not pairs):
        errors.append(FieldError(f"{path}.codes", 'needs a list of {"value", "title"}'))
        return ()
    return tuple((v, str(t)) for v, t in pairs if v is not None)


def _named(data: dict[str, Any], made: Layer, errors: Errors) -> Layer:
    """Check the names of attributes that serve as the label and as the time."""
    label, moment = data.get("label", made.label), data.get("time", made.time)
    if label and made.attribute(str(label)) is None:
        errors.append(FieldError("label", "is not an attribute"))
    timed = made.attribute(str(moment)) if moment else None
    if moment and (timed is None or timed.kind not in ("date", "datetime")):
        errors.append(FieldError("time", "is not an attribute of the kind date or datetime"))
    return replace(made, label=str(label or ""), time=str(moment) if moment else None)
