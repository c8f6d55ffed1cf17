"""The WSGI layer around Flask: headers of every answer, and cached answers without Flask.

Most of what a cached read costs is Flask finding out that it is one. So a read that was answered
from the cache is remembered by its address and the area of who asked, and the next one goes
straight to the cache: the same proof of identity, rule, limits, log line and metrics, a third of
the time. Whatever is not plainly so goes the usual way: a wrong proof, an answer that is old, a
role that the lane is not known to be for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from libs.kit import tracing
from libs.kit.errors import KendaliError
from libs.kit.principal import Principal
from services.gateway import crossing, observing
from services.gateway.cache import AnswerCache, Entry
from services.gateway.guard import request_id_of
from services.gateway.limiting import Policy
from services.gateway.parts import Parts
from services.gateway.routing import Operation
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Session

POLICY = "Content-Security-Policy"
CONNECT, PICTURES = "connect-src 'self'", "img-src 'self' data:"
CSP = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; {PICTURES}; "
    f"font-src 'self'; {CONNECT}; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY = [
    (POLICY, CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"),
]
HSTS = ("Strict-Transport-Security", "max-age=31536000")
EDGE = "kendali_edge"
MOST_LANES = 10_000
# Who asks where nobody in particular does: with no role, and everywhere.
PUBLIC = Principal("public", "public", frozenset())
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Lane:
    """Where the answer to one address lies in a cache, for whom (None: everybody).

    `policy` is what a request is counted by, for its address; without one as any other request.
    """

    operation: Operation
    key: tuple[Any, ...]
    content: str
    cache: AnswerCache
    readers: frozenset[str] | None
    policy: Policy | None = None

    def is_for(self, who: Principal) -> bool:
        return self.readers is None or not self.readers.isdisjoint(who.roles)


def policy(settings: GatewaySettings, outside: str = "") -> str:
    """Return what a page may load: the base map's origin is the only one besides our own.

    `outside` are sources of pictures and frames that a page of its own shows (see web/pages.py).
    """
    base = settings.map_base
    mine = CSP if base is None else CSP.replace(CONNECT, f"{CONNECT} {base.origin}".rstrip())
    return mine.replace(PICTURES, f"{PICTURES} {outside}; frame-src {outside}") if outside else mine


def security(settings: GatewaySettings) -> Headers:
    """Return what every answer says that says nothing of its own."""
    found = [(name, policy(settings) if name == POLICY else value) for name, value in SECURITY]
    return [*found, HSTS] if settings.secure else found


class Edge:
    """Wraps Flask's WSGI application."""

    def __init__(self, inner: Application, parts: Parts) -> None:
        self._inner, self._parts = inner, parts
        self._lanes: dict[tuple[str, str], dict[str, Lane]] = {}
        self._security = security(parts.settings)

    def remember(self, environ: dict[str, Any], area: str, lane: Lane) -> None:
        """Have the next such read of this area answered from here."""
        if len(self._lanes) >= MOST_LANES:
            self._lanes.clear()
        self._lanes.setdefault(_address(environ), {})[area] = lane

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        lanes = self._lanes.get(_address(environ)) if environ["REQUEST_METHOD"] == "GET" else None
        if lanes is not None:
            try:
                body = self._straight(lanes, environ, start)
            except KendaliError:
                body = None  # the usual way says what is wrong
            if body is not None:
                return body

        def begin(status: str, headers: Headers, error: Any = None) -> Any:
            said = {name for name, _ in headers if name == POLICY}
            headers.extend(one for one in self._security if one[0] not in said)
            return start(status, headers, error) if error else start(status, headers)

        return self._inner(environ, begin)

    def _straight(
        self, lanes: dict[str, Lane], environ: dict[str, Any], start: Start
    ) -> list[bytes] | None:
        """Answer from the cache; None when there is no such lane or no fresh answer."""
        started = time.perf_counter()
        session = self._parts.authenticator.session(environ)
        who = PUBLIC if session is None else session.principal
        lane = lanes.get(who.area)
        if lane is None or not lane.is_for(who):
            return None
        entry = lane.cache.peek(lane.key)
        if entry is None:
            return None
        limits = self._spend(lane.policy, environ["REMOTE_ADDR"], who)
        request_id = request_id_of(environ)
        unchanged = entry.is_known(environ.get("HTTP_IF_NONE_MATCH"))
        status = 304 if unchanged else 200
        headers = [*_of(entry, lane.content, unchanged=unchanged), ("X-Request-ID", request_id)]
        headers += crossing.headers(lane.operation, session, status)
        start("304 NOT MODIFIED" if unchanged else "200 OK", headers + limits + self._security)
        _record(environ, lane.operation, session, request_id, status, started)
        return [] if unchanged else [entry.body]

    def _spend(self, policy: Policy | None, address: str, who: Principal) -> Headers:
        limiter = self._parts.limiter
        if policy is None:
            return limiter.spend(address, who.id)
        limiter.hit(policy, address)
        return limiter.headers(policy, address)


def _address(environ: dict[str, Any]) -> tuple[str, str]:
    return environ["PATH_INFO"], environ["QUERY_STRING"]


def _of(entry: Entry, content: str, *, unchanged: bool) -> Headers:
    headers = entry.headers()
    if not unchanged:
        headers += [("Content-Type", content), ("Content-Length", str(len(entry.body)))]
    return headers


def _record(
    environ: dict[str, Any],
    operation: Operation,
    session: Session | None,
    request_id: str,
    status: int,
    started: float,
) -> None:
    observing.record(
        operation=operation,
        session=session,
        request_id=request_id,
        trace_id=tracing.trace_id(environ.get("HTTP_TRACEPARENT", "")),
        address=environ["REMOTE_ADDR"],
        method="GET",
        path=environ["PATH_INFO"],
        status=status,
        seconds=time.perf_counter() - started,
    )
