"""How a route asks a service and answers: one call, JSON out."""

from __future__ import annotations

from typing import Any, cast

import orjson
from flask import Response, current_app, g, request

from libs.kit.principal import Principal
from services.gateway import reasons
from services.gateway.cache import Entry
from services.gateway.edge import EDGE, PUBLIC, Edge, Lane
from services.gateway.parts import parts

JSON = "application/json"


def ask(service: str, method: str, data: dict[str, Any], **options: Any) -> Any:
    """Return a service's answer to this request's principal."""
    origin = request.remote_addr or ""
    return parts().rpc.call(service, method, data, asker(), origin=origin, **options)


def asker() -> Principal:
    """Return who asks; at a public address that may be nobody in particular, with no role."""
    return PUBLIC if g.session is None else cast("Principal", g.session.principal)


def read(service: str, method: str, **data: Any) -> Response:
    """Answer with what the service answers; the query's parameters go along."""
    return answer(ask(service, method, {**query(), **data}))


def command(
    service: str,
    method: str,
    data: dict[str, Any],
    location: str = "",
    status: int = 201,
    **options: Any,
) -> Response:
    """Answer a command: `status` at its first time, 200 when the same id comes again.

    `location` is a template of the new thing's address, filled from the answer; `options` are those
    of the call.
    """
    result = ask(service, method, data, command_id=g.command_id, **options)
    found = result["answer"]
    response = answer(found, 200 if result["repeated"] else status)
    if location:
        response.headers["Location"] = location.format(**{**data, **found})
    return response


def answer(body: Any, status: int = 200) -> Response:
    """Return JSON, its reasons in the language that is asked for; bytes are JSON already."""
    if not g.operation.reasons:
        return _json(body, status)
    language = reasons.asked_for(request)
    if language == reasons.INDONESIAN:
        found = orjson.loads(body) if isinstance(body, bytes) else body
        body = reasons.within(found, g.operation.reasons)
    return reasons.mark(_json(body, status), language)


def _json(body: Any, status: int) -> Response:
    encoded = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(encoded, status=status, content_type=JSON)


def query() -> dict[str, Any]:
    """Return this request's query parameters, checked and typed by the route's schemas."""
    return dict(g.query)


def cached(
    service: str, method: str, tags: tuple[str, ...], data: dict[str, Any], content: str = JSON
) -> Response:
    """Answer from the cache, which asks the service when it must; 304 for a known version.

    `data` is what the service is asked; with the principal's area it is the cache's key.
    """
    area, cache = asker().area, parts().cache
    key = (method, service, area, *sorted(data.items()))
    entry = cache.get(key, tags, lambda: ask(service, method, data))
    lane = Lane(g.operation, key, content, cache, g.operation.allow.roles)
    edge().remember(request.environ, area, lane)
    return kept(entry, content)


def kept(entry: Entry, content: str) -> Response:
    """Answer with what is in a cache; 304 for a known version."""
    unchanged = entry.is_known(request.environ.get("HTTP_IF_NONE_MATCH"))
    body, status = (b"", 304) if unchanged else (entry.body, 200)
    response = Response(body, status=status, content_type=content)
    response.headers.update(dict(entry.headers()))
    return response


def edge() -> Edge:
    """Return the layer around the application that answers this request."""
    return cast("Edge", current_app.extensions[EDGE])
