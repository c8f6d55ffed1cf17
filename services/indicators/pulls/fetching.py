"""Reaching out: only hosts that a setting names, no redirects, bounded in time and size."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from libs.kit.errors import Conflict, Invalid

LARGEST = 256 << 20
AGENT = "kendali-indicators"


class HostNotAllowed(Invalid):
    slug, title = "host-not-allowed", "This host may not be reached"


class SourceBroken(Conflict):
    """The source answered wrongly, or not to its end: nothing was changed."""

    slug, title = "source-broken", "The source did not give what it should"


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Reach:
    """What may be reached, and for how long."""

    def __init__(self, hosts: Sequence[str], seconds: int) -> None:
        self._hosts, self.seconds = frozenset(hosts), seconds
        self._opener: OpenerDirector = build_opener(_NoRedirect, ProxyHandler({}))

    def require(self, url: str, *schemes: str) -> str:
        """Return the URL; raises HostNotAllowed for another scheme, a user name, another host."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise HostNotAllowed("this is no URL") from None
        if parts.scheme not in (schemes or ("http", "https")):
            raise HostNotAllowed(f"needs {' or '.join(schemes or ('http', 'https'))}://")
        if "@" in parts.netloc and not schemes:
            raise HostNotAllowed("takes no user name")
        named = {host, f"{host}:{port}"} if port else {host}
        if not named & self._hosts:
            raise HostNotAllowed(f"{host} is not among KENDALI_INDICATOR_HOSTS")
        return url

    def get(self, url: str, largest: int = LARGEST) -> bytes:
        """Return the answer's body; raises SourceBroken."""
        asked = Request(self.require(url), headers={"User-Agent": AGENT})  # noqa: S310 - checked
        try:
            with self._opener.open(asked, timeout=self.seconds) as answer:
                body: bytes = answer.read(largest + 1)
        except HTTPError as error:
            raise SourceBroken(f"the source answered {error.code}") from None
        except (URLError, http.client.HTTPException, OSError) as error:
            raise SourceBroken(f"the source does not answer: {type(error).__name__}") from None
        if len(body) > largest:
            raise SourceBroken(f"the answer has more than {largest} bytes")
        return body

    def save(self, url: str, path: Path) -> None:
        path.write_bytes(self.get(url))
