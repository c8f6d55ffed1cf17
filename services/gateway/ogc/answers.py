"""A document as whoever asks wants it: JSON, or a page for people who came by a browser."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, render_template, request

from services.gateway.ogc.links import GEOJSON, JSON

PAGE = "text/html; charset=utf-8"
PRIVATE = "private, no-cache"


def wants_page() -> bool:
    """Tell whether a page is asked for: by `f`, else by what the client says it accepts."""
    asked = request.args.get("f")
    if asked is not None or "text/html" not in request.environ.get("HTTP_ACCEPT", ""):
        return asked == "html"
    accepted = request.accept_mimetypes
    return accepted["text/html"] > max(accepted[JSON], accepted[GEOJSON])


def document(body: dict[str, Any], template: str, kind: str = JSON, **shown: Any) -> Response:
    """Return the document, or its page by the template, which gets it as `told`."""
    if wants_page():
        return page(template, told=body, **shown)
    return sent(orjson.dumps(body), kind)


def page(template: str, **shown: Any) -> Response:
    """Return a page; the address of its JSON is in it."""
    return sent(render_template(f"gateway/ogc/{template}", **shown).encode(), PAGE)


def sent(body: bytes, kind: str, status: int = 200) -> Response:
    response = Response(body, status=status, content_type=kind)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Vary"] = "Accept"
    return response
