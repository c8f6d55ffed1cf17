"""The OpenAPI 3.1 document, from the operations that stand beside the routes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from services.gateway.auth import BASIC_BELOW
from services.gateway.routing import Operation, Schema
from services.gateway.schemas import COMPONENTS, reference

TITLE, VERSION = "Kendali", "1"
INTRODUCTION = (
    "Lists are {items, next}; next is handed back as after. A command carries an "
    "Idempotency-Key (a UUID made by the client): the same key and body answer 200 with the "
    "first answer, another body 409. Errors are RFC 9457 problems whose type is a slug; "
    "Accept-Language: id has their texts in Indonesian."
)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "any name, an API key as the password: for maps alone",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "kendali_access",
        "description": "for GET only: pages and event streams of a browser",
    },
}


def build(operations: list[Operation], url: str = "") -> dict[str, Any]:
    """Return the document of all operations that are not pages. It refers to nothing outside."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in sorted(operations, key=lambda o: (o.rule, o.method)):
        if not operation.page and operation.summary:
            paths.setdefault(operation.template, {})[operation.method.lower()] = one(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": INTRODUCTION},
        "servers": [{"url": url or "/"}],
        "paths": paths,
        "components": {"schemas": COMPONENTS, "securitySchemes": SECURITY},
    }


def one(operation: Operation) -> dict[str, Any]:
    """Return what the document tells of an operation."""
    found: dict[str, Any] = {
        "operationId": f"{operation.tag}_{operation.name}",
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": _who(operation),
        "parameters": _parameters(operation),
        "responses": _responses(operation),
        "security": _security(operation),
    }
    if operation.body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": reference(operation.body)} for kind in operation.types},
        }
    if operation.upload:
        found["requestBody"] = {"required": True, "content": _upload(operation)}
    return found


def _who(operation: Operation) -> str:
    if operation.allow.public:
        return "Open to everybody."
    return f"For: {', '.join(sorted(operation.allow.roles))}."


def _security(operation: Operation) -> list[dict[str, Any]]:
    proofs: list[dict[str, Any]] = [{name: []} for name in _proofs(operation)]
    if operation.allow.known:
        return [{}, *proofs]
    return [] if operation.allow.public else proofs


def _proofs(operation: Operation) -> list[str]:
    proofs = ["bearer", "key"] + (["cookie"] if operation.method == "GET" else [])
    return proofs + (["basic"] if operation.rule.startswith(BASIC_BELOW) else [])


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in operation.path_parameters
    ]
    query = [_query(name, schema) for name, schema in operation.query.items()]
    headers = [
        {"name": name, "in": "header", "required": name == "If-Match", "schema": schema}
        for name, schema in operation.headers.items()
    ]
    key = [{**KEY, "required": not operation.ogc}] if operation.command else []
    return [*path, *query, *headers, *key]


def _query(name: str, schema: Schema) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "in": "query", "schema": schema}
    return found | ({"style": "form", "explode": False} if schema["type"] == "array" else {})


def _responses(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, schema in sorted(operation.answers.items()):
        found[str(status)] = {"description": HTTPStatus(status).phrase}
        if schema != {}:
            content = {operation.content: {"schema": reference(schema)}}
            found[str(status)]["content"] = content | _page(operation)
    if 200 in operation.answers and operation.method == "GET" and operation.tagged:
        found["304"] = {"description": "The version of If-None-Match still stands"}
    problem = {"application/problem+json": {"schema": reference("Problem")}}
    found["default"] = {"description": "What went wrong", "content": problem}
    return found


def _page(operation: Operation) -> dict[str, Any]:
    """Return that the answer is a page too, for whom asks for one by `f`."""
    forms = operation.query.get("f", {}).get("enum", ())
    return {"text/html": {"schema": {"type": "string"}}} if "html" in forms else {}


def _upload(operation: Operation) -> dict[str, Any]:
    file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    found: dict[str, Any] = {"multipart/form-data": {"schema": {**file, "required": ["file"]}}}
    text = {"schema": {"type": "string"}}
    return found | {
        kind: text if kind.startswith("text/") else {"schema": {}} for kind in operation.takes
    }
