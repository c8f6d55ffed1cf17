"""What happens to every request before its view and after: identity, limits, rules, log, metrics.

The order is: request id, limit of the address, who asks, limit of the principal, may they, the
command's id, the body. A route without a rule answers nobody (`routing.check` keeps it from
starting at all).
"""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import quote

from flask import Flask, Request, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from libs.kit import spans, tracing
from libs.kit.errors import FieldError, Forbidden, Invalid, Unauthorized
from libs.kit.ids import is_uuid, new_id
from services.gateway import auth, checking, crossing, observing, signing
from services.gateway.auth import SAFE
from services.gateway.parts import Parts
from services.gateway.routing import Operation
from services.gateway.tokens import Session

SERVER_ERROR = 500
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


class Guard:
    """The hooks around every view of one application."""

    def __init__(self, app: Flask, parts: Parts, operations: dict[str, Operation]) -> None:
        self._parts, self._operations = parts, operations
        self._checkers = {name: checking.body_checker(o) for name, o in operations.items()}
        self._queries = {name: checking.Query(o.query) for name, o in operations.items()}
        app.before_request(self.before)
        app.after_request(self.after)

    def before(self) -> AnyResponse | None:
        """Let the request through to its view, or answer in its place."""
        asked, kept = _here()
        kept.started = time.perf_counter()
        endpoint = asked.endpoint or ""
        operation = self._operations.get(endpoint)
        _bind(asked, kept, operation)
        kept.operation, kept.session = operation, None
        address = asked.remote_addr or ""
        if operation is None or operation.limited:
            self._limit(self._parts.limiter.address, address)
        if operation is None:
            if asked.url_rule is not None:
                raise Forbidden("this address has no rule")
            return None  # Flask answers 404 or 405
        if asked.method not in SAFE:
            _refuse_other_sites(asked)
        return self._admit(operation, endpoint)

    def _admit(self, operation: Operation, endpoint: str) -> AnyResponse | None:
        asked, kept = _here()
        if operation.allow.known:
            kept.session = self._parts.authenticator.session(asked.environ)
            if kept.session is not None and operation.limited:
                self._limit(self._parts.limiter.principal, kept.session.principal.id)
        if not operation.allow.public:
            try:
                kept.session = self._identify(operation)
            except Unauthorized:
                if operation.page:
                    return _to_login()
                raise
            if operation.limited:
                self._limit(self._parts.limiter.principal, kept.session.principal.id)
            if not kept.session.principal.roles & operation.allow.roles:
                raise Forbidden(f"needs one of: {', '.join(sorted(operation.allow.roles))}")
        kept.query = {}
        if asked.query_string and not (operation.page or operation.own_query):
            kept.query = self._queries[endpoint].read(asked)
        self._take_body(operation, self._checkers[endpoint])
        return None

    def _identify(self, operation: Operation) -> Session:
        found: Session | None = None
        try:
            found = self._parts.authenticator.session(_here()[0].environ)
        except Unauthorized:
            if not self._wall_asked(operation):
                raise
        if found is None and self._wall_asked(operation):
            found, g.wall_cookie = self._parts.authenticator.open_wall(request.remote_addr or "")
        if found is None:
            raise Unauthorized
        return found

    def _wall_asked(self, operation: Operation) -> bool:
        wall = operation.page and operation.rule.startswith(auth.WALL_PAGES)
        return wall and self._parts.authenticator.is_wall(request.remote_addr)

    def _take_body(self, operation: Operation, checker: checking.Checker | None) -> None:
        asked, kept = _here()
        if operation.upload:
            asked.max_content_length = operation.largest or self._parts.settings.import_bytes
        if operation.signed:
            signing.check(asked, self._parts.settings.sms_secret)
        if operation.command:
            kept.command_id = _command_id(asked, needed=not operation.ogc)
        if checker is not None:
            kept.body = checking.read_json(asked, operation.types)
            checker.check(kept.body)

    def _limit(self, policy: Any, key: str) -> None:
        g.limit = (policy, key)
        self._parts.limiter.hit(policy, key)

    def after(self, response: Response) -> Response:
        """Add the headers that every answer has, count it, log it."""
        asked, kept = _here()
        headers = response.headers
        headers["X-Request-ID"] = kept.get("request_id", "")
        if "limit" in kept:
            headers.extend(self._parts.limiter.headers(*kept.limit))
        told, who = kept.get("operation"), kept.get("session")
        headers.extend(crossing.headers(told, who, response.status_code))
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        if "wall_cookie" in kept:
            auth.set_wall_cookie(response, kept.wall_cookie, self._parts.settings)
        _record(asked, kept, response.status_code)
        if "span" in kept:
            failure = "failed" if response.status_code >= SERVER_ERROR else ""
            kept.span.end(failure, {"http.response.status_code": response.status_code})
        return response


def _here() -> tuple[Request, Any]:
    """Return the request and its globals themselves: Flask's proxies find them anew at each use."""
    return request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001


def request_id_of(environ: dict[str, Any]) -> str:
    """Return the caller's id of the request where it is a sane one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID")
    return given if given is not None and _SANE_ID.fullmatch(given) else new_id()


def _bind(asked: Request, kept: Any, operation: Operation | None) -> None:
    kept.request_id = request_id_of(asked.environ)
    route = operation.rule if operation is not None else observing.UNMATCHED
    about = {"http.request.method": asked.method, "http.route": route}
    parent = asked.environ.get("HTTP_TRACEPARENT", "")
    kept.span = spans.begin(f"{asked.method} {route}", spans.SERVER, parent, about)
    tracing.bind(kept.request_id, kept.span.traceparent)


def _record(asked: Request, kept: Any, status: int) -> None:
    observing.record(
        operation=kept.get("operation"),
        session=kept.get("session"),
        request_id=kept.get("request_id", ""),
        trace_id=tracing.trace_id(tracing.current()[1]),
        address=asked.remote_addr or "",
        method=asked.method,
        path=asked.path,
        status=status,
        seconds=time.perf_counter() - kept.started if "started" in kept else 0.0,
    )


def _refuse_other_sites(asked: Request) -> None:
    site = asked.headers.get("Sec-Fetch-Site", "none")
    if site not in {"same-origin", "none"}:
        raise Forbidden("a page of another site may not change anything here")
    origin = asked.headers.get("Origin")
    if origin is not None and origin != "null" and origin.partition("://")[2] != asked.host:
        raise Forbidden("a page of another site may not change anything here")


def _command_id(asked: Request, *, needed: bool) -> str:
    given = asked.headers.get("Idempotency-Key", "")
    if not (given or needed):
        return new_id()
    if not is_uuid(given):
        field = FieldError("Idempotency-Key", "needs a UUID made by the client")
        raise Invalid("a command needs an id of its own", (field,))
    return given.lower()


def _to_login() -> AnyResponse:
    path = request.full_path.rstrip("?")
    return redirect(f"/login?next={quote(path, safe='/')}", code=303)
