"""Answers for everybody: from the cache, the same ones for all, kept by proxies for a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from libs.kit.principal import Principal
from services.gateway.answering import JSON
from services.gateway.cache import Entry
from services.gateway.parts import parts

SERVICE = "elections"
# Without a role, and with an area that holds none: a service that asks what he may, tells nothing.
READER = Principal("public", "public", frozenset(), "-")
OPEN = {"Access-Control-Allow-Origin": "*"}  # open data: pages of other sites may show it
KEPT = "public, max-age=3"  # seconds: as long as an answer stands here


def public(method: str, tags: tuple[str, ...], data: dict[str, Any]) -> Response:
    """Answer with what the service tells everybody; 304 for a known version."""
    return known(entry(method, tags, data), JSON)


def entry(method: str, tags: tuple[str, ...], data: dict[str, Any]) -> Entry:
    """Return the answer from the cache, which asks the service when it must."""
    key = (method, SERVICE, READER.area, *sorted(data.items()))
    found = parts()
    return found.cache.get(key, tags, lambda: found.rpc.call(SERVICE, method, data, READER))


def made(key: tuple[Any, ...], tags: tuple[str, ...], make: Callable[[], bytes]) -> Entry:
    """Return what was made of such answers, such as a page, made anew when they are."""
    return parts().cache.get(key, tags, make)


def known(found: Entry, content: str, keep: str = KEPT) -> Response:
    """Return the entry as a response, without its body if the reader has it."""
    unchanged = found.is_known(request.headers.get("If-None-Match"))
    body, status = (b"", 304) if unchanged else (found.body, 200)
    response = Response(body, status=status, content_type=content)
    response.headers.update(dict(found.headers()))
    response.headers["Cache-Control"] = keep
    response.headers.update(OPEN)
    return response
