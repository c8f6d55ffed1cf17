"""How a route asks a service and answers: one call, JSON out."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, g, request

from services.gateway import checking
from services.gateway.parts import parts

JSON = "application/json"


def ask(service: str, method: str, data: dict[str, Any], **options: Any) -> Any:
    """Return a service's answer to this request's principal."""
    return parts().rpc.call(service, method, data, g.session.principal, **options)


def read(service: str, method: str, **data: Any) -> Response:
    """Answer with what the service answers; the query's parameters go along."""
    return answer(ask(service, method, {**query(), **data}))


def command(
    service: str, method: str, data: dict[str, Any], location: str = "", status: int = 201
) -> Response:
    """Answer a command: `status` at its first time, 200 when the same id comes again.

    `location` is a template of the new thing's address, filled from the answer.
    """
    result = ask(service, method, data, command_id=g.command_id)
    found = result["answer"]
    response = answer(found, 200 if result["repeated"] else status)
    if location:
        response.headers["Location"] = location.format(**{**data, **found})
    return response


def answer(body: Any, status: int = 200) -> Response:
    """Return JSON; bytes are JSON already."""
    encoded = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(encoded, status=status, content_type=JSON)


def query() -> dict[str, Any]:
    """Return this request's query parameters, checked and typed by the route's schemas."""
    return checking.read_query(request, g.operation.query)
