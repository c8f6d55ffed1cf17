"""Channels through Apprise: the URL is made here from parts, and what it connects to is guarded.

Apprise answers yes or no; what stood behind a no is read off the requests that it made.
"""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
from apprise import Apprise, AppriseAsset
from requests.adapters import HTTPAdapter

from libs.kit.confining import confined
from libs.kit.errors import KendaliError
from libs.kit.guard import Guard, NotAllowed
from services.notifications.deliveries.kinds import Kind
from services.notifications.deliveries.outcomes import (
    REFUSED,
    SENT,
    Outcome,
    Parcel,
    no_answer,
    not_reached,
    of_status,
)

ASSET = AppriseAsset(
    app_id="Kendali", app_desc="Kendali", plugin_paths=[], secure_logging=True, storage_path=None
)
TYPES = {"info": "info", "minor": "info", "major": "warning", "critical": "failure"}
_here = threading.local()


def send(
    kind: Kind, parcel: Parcel, parts: dict[str, Any], guard: Guard, timeout: float
) -> Outcome:
    """Send it through the plugin of the kind."""
    plugin = Apprise.instantiate(url(kind, parcel.to, parts, timeout), asset=ASSET)
    if plugin is None:
        return Outcome(REFUSED, "bad-address")
    _here.seen = seen = []
    try:
        with confined(guard):
            done = plugin.notify(
                body=parcel.text, title=parcel.subject, notify_type=TYPES[parcel.severity]
            )
    except (KendaliError, requests.RequestException) as error:
        seen.append(_thrown(error))
        done = False
    finally:
        _here.seen = None
    if done:
        return SENT
    return seen[-1] if seen else Outcome(REFUSED, "not-sent")


def url(kind: Kind, to: str, parts: dict[str, Any], timeout: float) -> str:
    """Return Apprise's URL of the channel: each part quoted, no redirects, our timeouts."""
    quoted = {name: quote(str(value), safe="") for name, value in parts.items()}
    based = {"gotify": _based("gotify", parts), "smseagle": _based("smseagle", parts, quoted)}
    address = kind.apprise.format(**{**quoted, **based, "to": quote(to, safe="")})
    seconds = str(timeout)
    options = {"redirect": "no", "overflow": "truncate", "cto": seconds, "rto": seconds}
    return f"{address}?{urlencode(options)}"


def _based(schema: str, parts: dict[str, Any], quoted: dict[str, str] | None = None) -> str:
    """Return the beginning of the URL of a service that stands at an address of our own."""
    where = urlsplit(str(parts.get("url", "")))
    secure = "s" if where.scheme == "https" else ""
    key = f"{quoted['token']}@" if quoted and "token" in quoted else ""
    return f"{schema}{secure}://{key}{where.netloc}{where.path.rstrip('/')}"


_free = HTTPAdapter.send


def _noted(self: HTTPAdapter, request: Any, *args: Any, **options: Any) -> Any:
    """Send as requests does; where a sender of this module asks, note what came of it."""
    seen: list[Outcome] | None = getattr(_here, "seen", None)
    if seen is None:
        return _free(self, request, *args, **options)
    try:
        answer = _free(self, request, *args, **options)
    except (KendaliError, requests.RequestException) as error:
        seen.append(_thrown(error))
        if isinstance(error, KendaliError):  # which the plugin would not catch
            raise requests.ConnectionError from error
        raise
    seen.append(of_status(answer.status_code, answer.headers.get("Retry-After")))
    return answer


def _thrown(error: Exception) -> Outcome:
    if isinstance(error, NotAllowed):
        return Outcome(REFUSED, "address-not-allowed", fault=True)
    if isinstance(error, KendaliError):
        return not_reached(error.slug)
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return not_reached("not-reached")
    if isinstance(error, requests.ConnectionError) and "NewConnection" in repr(error):
        return not_reached("not-reached")
    return no_answer()


HTTPAdapter.send = _noted  # type: ignore[method-assign]
