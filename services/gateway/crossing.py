"""Which answers the pages of other sites may read (CORS): the map's, as anybody at all gets them.

The header stands on answers to whoever proved nothing, so that they hold nothing but what is
public. `*` has a browser hide what was asked for with a cookie, and no preflight is answered, so
that a page of another site can neither send a key nor change anything.
Source: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from services.gateway.routing import Operation
from services.gateway.tokens import Session

ERRORS = 400
SHOWN = "ETag, Content-Crs, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
OPEN = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", SHOWN)]
NONE: list[tuple[str, str]] = []


def headers(
    operation: Operation | None, session: Session | None, status: int
) -> list[tuple[str, str]]:
    """Return what stands on the answer for pages of other sites."""
    if operation is None or session is not None or status >= ERRORS:
        return NONE
    return OPEN if operation.ogc and operation.method == "GET" else NONE
