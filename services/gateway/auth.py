"""Who asks: a bearer token, an API key (at maps as HTTP Basic too), a browser's cookie for reading.

Cookies prove somebody for safe methods only, so that no other site can make a signed-in browser
change anything. The wall's cookie is good only at an address in KENDALI_WALL_NETWORKS.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from libs.kit.errors import KendaliError, Unauthorized
from libs.kit.principal import Principal
from services.gateway.sessions import Issued, Sessions
from services.gateway.settings import GatewaySettings, Network
from services.gateway.tokens import WALL, Session, Tokens

ACCESS_COOKIE, REFRESH_COOKIE, WALL_COOKIE = "kendali_access", "kendali_refresh", "kendali_wall"
REFRESH_PATH = "/v1/auth"
SAFE = frozenset({"GET", "HEAD"})
WALL_SECONDS = 400 * 86_400  # the longest life that browsers give a cookie
WALL_PAGES = "/wall"
# Where programs ask that know no other proof: QGIS and GDAL, calendars that subscribe to a roster.
BASIC_BELOW = ("/v1/gis", "/v1/shifts/calendar.ics", "/v1/inbound")


class Authenticator:
    """Reads the proof that a request carries."""

    def __init__(self, settings: GatewaySettings, tokens: Tokens, sessions: Sessions) -> None:
        self._settings, self._tokens, self._sessions = settings, tokens, sessions

    def session(self, environ: dict[str, Any]) -> Session | None:
        """Return who asks, None for nobody; raises Unauthorized for a proof that is wrong."""
        header = environ.get("HTTP_AUTHORIZATION")
        if header is not None:
            return self.of_header(header, environ["PATH_INFO"])
        key = environ.get("HTTP_X_API_KEY")
        if key is not None:
            return self._sessions.of_key(key)
        if environ["REQUEST_METHOD"] in SAFE and "HTTP_COOKIE" in environ:
            return self._of_cookies(parse_cookie(environ), environ.get("REMOTE_ADDR"))
        return None

    def of_header(self, header: str, path: str = "") -> Session:
        """Return whom an Authorization header proves at the path; raises Unauthorized.

        Basic, whatever the name, has an API key as its password.
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() == "basic" and path.startswith(BASIC_BELOW):
            return self._sessions.of_key(_password(token))
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized("Authorization needs a Bearer token")
        return self._tokens.verify(token.strip())

    def _of_cookies(self, cookies: Mapping[str, str], address: str | None) -> Session | None:
        access, wall = cookies.get(ACCESS_COOKIE), cookies.get(WALL_COOKIE)
        failure: KendaliError | None = None
        if access:
            try:
                return self._tokens.verify(access)
            except Unauthorized as error:
                failure = error
        if wall and self.is_wall(address):
            return self._of_wall(wall)
        if failure is not None:
            raise failure
        return None

    def _of_wall(self, token: str) -> Session | None:
        try:
            return self._tokens.verify(token, WALL)
        except Unauthorized:
            return None

    def is_wall(self, address: str | None) -> bool:
        """Tell whether browsers at the address see the wall without signing in."""
        networks = self._settings.wall_networks
        return bool(address and networks) and _inside(str(address), networks)

    def open_wall(self, address: str) -> tuple[Session, str]:
        """Return a session for a wall, and its cookie."""
        principal = Principal(f"wall:{address}", "wall", frozenset({"viewer"}))
        token = self._tokens.issue(principal, WALL_SECONDS, WALL)
        return self._tokens.verify(token, WALL), token


def _password(token: str) -> str:
    try:
        return b64decode(token, validate=True).decode().partition(":")[2]
    except ValueError:
        raise Unauthorized("this is no proof of the Basic kind") from None


def _inside(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        place = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(place, "ipv4_mapped", None)
    return any((mapped or place) in network for network in networks)


def set_cookies(response: Response, issued: Issued, settings: GatewaySettings) -> None:
    """Give the browser its access and refresh cookies."""
    _set(response, ACCESS_COOKIE, issued.access, settings.access_seconds, settings, samesite="Lax")
    seconds = settings.refresh_days * 86_400
    _set(response, REFRESH_COOKIE, issued.refresh, seconds, settings, path=REFRESH_PATH)


def set_wall_cookie(response: Response, token: str, settings: GatewaySettings) -> None:
    """Give a wall's browser the cookie that its later reads need."""
    _set(response, WALL_COOKIE, token, WALL_SECONDS, settings)


def clear_cookies(response: Response) -> None:
    """Take the session's cookies away."""
    response.delete_cookie(ACCESS_COOKIE, path="/")
    response.delete_cookie(REFRESH_COOKIE, path=REFRESH_PATH)


def _set(
    response: Response,
    name: str,
    value: str,
    seconds: int,
    settings: GatewaySettings,
    *,
    path: str = "/",
    samesite: str = "Strict",
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=settings.secure,
        httponly=True,
        samesite=samesite,
    )
