"""The map's part of the API as OpenAPI 3.0, which is what OGC's clients and tests read.

It is made of the same operations as /openapi.json (3.1) and refers to nothing outside of itself.
OGC has names of its own for what stands in addresses.
"""

from __future__ import annotations

import functools
from typing import Any

from services.gateway import openapi
from services.gateway.ogc import asking
from services.gateway.ogc.layers import Layer
from services.gateway.routing import Operation, Schema
from services.gateway.schemas import COMPONENTS, PREFIX

NAMES = {"layer": "collectionId", "feature": "featureId"}
BELOW = "/v1/gis"
ITEMS = "/collections/{collectionId}/items"
_KINDS = {"integer": "integer", "number": "number", "boolean": "boolean"}
Document = dict[str, Any]


def build(operations: list[Operation], url: str, layers: list[Layer]) -> Document:
    """Return the document of the operations below the map's address, which is `url`.

    Each layer's items have a path of their own besides, with its attributes as parameters: GDAL
    has us look for what stands there, and sieves by everything else itself.
    """
    paths: dict[str, Document] = {}
    for operation in sorted(operations, key=lambda o: (o.rule, o.method)):
        if operation.rule.startswith(BELOW) and operation.summary:
            path = _renamed(operation.template.removeprefix(BELOW) or "/")
            told = _operation(operation, [one["id"] for one in layers])
            paths.setdefault(path, {})[operation.method.lower()] = told
    paths |= {f"/collections/{one['id']}/items": _items(one, paths[ITEMS]["get"]) for one in layers}
    schemas = {name: _schema(COMPONENTS[name]) for name in sorted(_used(paths))}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Kendali maps",
            "version": openapi.VERSION,
            "description": "OGC API - Features and Tiles, with the changes and the past of layers",
        },
        "servers": [{"url": url}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": openapi.SECURITY},
    }


def _items(layer: Layer, templated: Document) -> Document:
    known = {*asking.ITEMS, "geometry"}
    kept = [one for one in templated["parameters"] if one["name"] in known]
    own = [
        {"name": one["name"], "in": "query", "schema": {"type": _KINDS.get(one["kind"], "string")}}
        for one in layer["attributes"]
        if one["kind"] != "json" and one["name"] not in known
    ]
    about = {"operationId": f"{templated['operationId']}_{layer['id']}", "summary": layer["title"]}
    return {"get": {**templated, **about, "parameters": [*kept, *own]}}


def _renamed(path: str) -> str:
    for ours, theirs in NAMES.items():
        path = path.replace(f"{{{ours}}}", f"{{{theirs}}}")
    return path


def _operation(operation: Operation, layers: list[str]) -> Document:
    told = _schema(openapi.one(operation))
    for parameter in told["parameters"]:
        if parameter["in"] == "path":
            parameter["name"] = NAMES.get(parameter["name"], parameter["name"])
        if parameter["name"] == NAMES["layer"] and layers:
            parameter["schema"] = {"type": "string", "enum": layers}
    if operation.own_query:
        told["parameters"].append(QUERYABLES)
    return dict(told)


# Parameters that are named after attributes, as OpenAPI 3.0 can say it.
QUERYABLES: Document = {
    "name": "queryables",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "a queryable of the collection and the value that it has to have",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


def _used(part: Any) -> set[str]:
    """Return the names of the schemas that the document needs."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        node = waiting.pop()
        name = str(node.get("$ref", "")).removeprefix(PREFIX) if isinstance(node, dict) else ""
        if name and name not in found:
            found.add(name)
            waiting.append(COMPONENTS[name])
        waiting += node.values() if isinstance(node, dict) else []
        waiting += node if isinstance(node, list) else []
    return found


@functools.singledispatch
def _schema(part: Any) -> Any:
    """Return a part of the document in 3.0's words: nullable for null, enum for const."""
    return part


@_schema.register
def _(part: list) -> Any:  # type: ignore[type-arg]
    return [_schema(one) for one in part]


@_schema.register
def _(part: dict) -> Any:  # type: ignore[type-arg]
    found: Schema = {name: _schema(value) for name, value in part.items()}
    if found.get("required") == []:
        del found["required"]
    kinds = found.get("type")
    if kinds == "null":
        return {"nullable": True, "enum": [None]}
    if isinstance(kinds, list):
        found |= _of_kinds(kinds)
        found = {name: value for name, value in found.items() if value is not None}
    if "const" in found and not isinstance(found["const"], dict):
        found["enum"] = [found.pop("const")]
    return found


def _of_kinds(kinds: list[str]) -> Schema:
    plain = [kind for kind in kinds if kind != "null"]
    nullable = {"nullable": True} if "null" in kinds else {}
    if len(plain) == 1:
        return {"type": plain[0], **nullable}
    return {"type": None, "anyOf": [{"type": kind, **nullable} for kind in plain]}
