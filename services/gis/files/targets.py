"""What a file is to become: a new layer, features of one that is there, or boundaries."""

from __future__ import annotations

import dataclasses
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.principal import Principal
from services.gis import boundaries
from services.gis.files.areas import region
from services.gis.files.domain import MODES, Plan
from services.gis.layers import describing
from services.gis.layers.domain import ClosedLayer, Layer, LayerExists, UnknownLayer
from services.gis.layers.domain import require_editable as editable
from services.gis.layers.repository import Layers

BOUNDARIES = frozenset(layer.id for layer in boundaries.LAYERS.values())
TEXTS = ("name", "layer", "key", "crs", "encoding", "table", "code", "label")
CODES, LABELS = ("kode", "code", "kd", "kode_wilayah", "id"), ("nama", "name", "label", "wilayah")
LONGEST = 200


def parse(data: dict[str, Any]) -> Plan:
    """Read `start_import`'s data; raises Invalid that names each field."""
    errors = [
        FieldError(name, f"needs a text of up to {LONGEST} characters")
        for name in TEXTS
        if not isinstance(data.get(name) or "", str) or len(data.get(name) or "") > LONGEST
    ]
    if not data.get("layer"):
        errors.append(FieldError("layer", "needs the id of a layer"))
    if data.get("mode", "new") not in MODES:
        errors.append(FieldError("mode", f"needs one of {', '.join(MODES)}"))
    crs = str(data.get("crs") or "EPSG:0")
    if not (crs.startswith("EPSG:") and crs[5:].isdigit() and len(crs) < 12):
        errors.append(FieldError("crs", "needs a code such as EPSG:32749"))
    settings = data.get("settings") or {}
    if not isinstance(settings, dict):
        errors.append(FieldError("settings", "needs an object"))
    if errors:
        raise Invalid("the import is not valid", tuple(errors))
    texts: dict[str, Any] = {name: data.get(name) or None for name in TEXTS}
    return Plan(
        **{**texts, "name": texts["name"] or ""},
        mode=data.get("mode", "new"),
        settings=settings,
    )


def target(tx: Connection, plan: Plan, who: Principal) -> Layer | None:
    """Return the layer that is there, None for a new one; raises what forbids the import."""
    if plan.mode == "new":
        _check_new(tx, plan, who)
        return None
    layer = Layers(tx).get(plan.layer)
    if layer.id in BOUNDARIES:
        if not describing.MAKERS & who.roles:
            raise Forbidden("boundaries are put by GIS editors and administrators")
        return layer
    editable(layer, who)
    if layer.closed or layer.where:
        raise ClosedLayer(f"features of layer {layer.id} do not come by file")
    if plan.key is not None and layer.attribute(plan.key) is None:
        raise Invalid("no such key", (FieldError("key", "is not an attribute of the layer"),))
    if layer.text_key and plan.key not in (None, layer.key):
        raise Invalid("no such key", (FieldError("key", f"is {layer.key} in this layer"),))
    return layer


def _check_new(tx: Connection, plan: Plan, who: Principal) -> None:
    """Have what is said of a new layer checked before its file is read."""
    describing.require_maker(who)
    described(plan, "Geometry", [])
    try:
        Layers(tx).get(plan.layer)
    except UnknownLayer:
        return
    raise LayerExists(f"there is a layer {plan.layer}")


def described(plan: Plan, geometry_type: str, attributes: list[dict[str, Any]]) -> Layer:
    """Return a new layer's descriptor; raises Invalid that names each field."""
    named = [{"name": one["name"], "kind": one["kind"]} for one in attributes]
    said = {"title": plan.name or plan.layer, **plan.settings}
    return describing.layer(
        said | {"id": plan.layer, "geometry_type": geometry_type, "attributes": named}
    )


def reading(tx: Connection, plan: Plan, layer: Layer | None, zone: str) -> dict[str, Any]:
    """Return what the process apart is told."""
    told: dict[str, Any] = {"task": "read", "timezone": zone, "region": region(tx)}
    told |= {name: getattr(plan, name) for name in ("crs", "encoding", "table")}
    if layer is None:
        return told
    if layer.id in BOUNDARIES:
        return told | {"geometry_type": "MultiPolygon", "texts": True}
    attributes = [
        dataclasses.asdict(one) | {"codes": [code for code, _ in one.codes]}
        for one in layer.attributes
        if not one.read_only or one.column == layer.key
    ]
    key = plan.key or (
        next(a["name"] for a in attributes if a["column"] == layer.key) if layer.text_key else None
    )
    return told | {"geometry_type": layer.geometry_type, "attributes": attributes, "key": key}


def names(plan: Plan, attributes: list[dict[str, Any]]) -> tuple[int, int | None]:
    """Return which attributes of boundaries have the code and the name; raises Invalid."""
    there = [str(one["name"]).lower() for one in attributes]
    code = _place(there, plan.code, CODES)
    if code is None:
        raise Invalid("no codes", (FieldError("code", "needs the attribute with the area code"),))
    return code, _place(there, plan.label, LABELS)


def _place(there: list[str], wanted: str | None, usual: tuple[str, ...]) -> int | None:
    sought = (wanted.lower(),) if wanted else usual
    return next((there.index(name) for name in sought if name in there), None)
