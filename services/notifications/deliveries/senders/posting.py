"""POST to an address that somebody set: guarded, without redirects, over connections kept open."""

from __future__ import annotations

import http.client
import ssl
import threading
from typing import Any
from urllib.parse import urlsplit

from libs.kit.errors import KendaliError
from libs.kit.guard import Guard, GuardedConnection, NotAllowed
from services.notifications.deliveries.outcomes import REFUSED as NEVER
from services.notifications.deliveries.outcomes import (
    Outcome,
    no_answer,
    not_reached,
    of_status,
)

MOST_READ = 16_384  # bytes of an answer, which nobody reads
AGENT = "Kendali"
_kept = threading.local()


def post(url: str, body: bytes, headers: dict[str, str], guard: Guard, timeout: float) -> Outcome:
    """Send the body; the other side knows it again, so that a connection that broke is no harm."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    place = (parts.scheme, parts.hostname or "", parts.port or (443 if secure else 80))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        guard.require_url(url)
        return _tried(place, path, body, headers, guard, timeout)
    except NotAllowed:
        return Outcome(NEVER, "address-not-allowed", fault=True)
    except KendaliError as error:
        return not_reached(error.slug)


def _tried(
    place: tuple[str, str, int],
    path: str,
    body: bytes,
    headers: dict[str, str],
    guard: Guard,
    timeout: float,
) -> Outcome:
    kept = _connections().pop(place, None)
    if kept is not None:
        answer = _asked(kept, path, body, headers, place)
        if answer is not None:
            return answer
    scheme, host, port = place
    fresh = GuardedConnection(guard, host, port, secure=scheme == "https", timeout=timeout)
    try:
        fresh.connect()
    except ssl.SSLError:
        return not_reached("tls")
    except OSError:
        return not_reached("not-reached")
    return _asked(fresh, path, body, headers, place) or not_reached("connection-lost")


def _asked(
    one: GuardedConnection, path: str, body: bytes, headers: dict[str, str], place: Any
) -> Outcome | None:
    """Return what the other side answers, None where it has closed the connection."""
    try:
        one.request("POST", path, body, {"User-Agent": AGENT, **headers})
        answer = one.getresponse()
        rest = answer.read(MOST_READ)
    except TimeoutError:
        one.close()
        return no_answer()
    except (OSError, http.client.HTTPException):
        one.close()
        return None
    if answer.will_close or len(rest) == MOST_READ:
        one.close()
    else:
        _connections()[place] = one
    return of_status(answer.status, answer.headers.get("Retry-After"))


def _connections() -> dict[Any, GuardedConnection]:
    """Return the open connections of this thread."""
    if not hasattr(_kept, "open"):
        _kept.open = {}
    found: dict[Any, GuardedConnection] = _kept.open
    return found
