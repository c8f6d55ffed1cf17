"""Sign in and out, for programs and for browsers."""

from __future__ import annotations

import math
import time
from http import HTTPStatus

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from libs.kit.errors import KendaliError, Unauthorized
from libs.kit.principal import Principal
from services.gateway import auth
from services.gateway.answering import answer
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, SIGNED_IN, route
from services.gateway.sessions import Issued
from services.gateway.tokens import WALL

blueprint = Blueprint("auth", __name__)
LONGEST = 1024
FRONT = frozenset({"/wall", "/console"})
OFFICE = "/office"


@route(
    blueprint,
    "/v1/auth/login",
    "POST",
    allow=PUBLIC,
    body="Login",
    answers={200: "Token"},
    summary="Change name and password for an access token and a refresh cookie",
)
def login() -> Response:
    issued = _login(g.body["username"], g.body["password"])
    return _token(issued)


@route(
    blueprint,
    "/v1/auth/refresh",
    "POST",
    allow=PUBLIC,
    answers={200: "Token"},
    summary="Change the refresh cookie for the next and an access token",
)
def refresh() -> Response:
    text = request.cookies.get(auth.REFRESH_COOKIE)
    if not text:
        raise Unauthorized("there is no refresh cookie")
    return _token(parts().sessions.refresh(text))


@route(
    blueprint,
    "/v1/auth/logout",
    "POST",
    allow=PUBLIC,
    answers={204: {}},
    summary="End the session of the refresh cookie",
)
def logout() -> AnyResponse:
    text = request.cookies.get(auth.REFRESH_COOKIE)
    if text:
        parts().sessions.logout(text)
    response: AnyResponse = Response(status=HTTPStatus.NO_CONTENT)
    if request.mimetype == "application/x-www-form-urlencoded":
        response = redirect("/login", code=HTTPStatus.SEE_OTHER)
    auth.clear_cookies(response)
    return response


@route(blueprint, "/v1/auth/me", allow=SIGNED_IN, answers={200: "Me"}, summary="Who I am")
def me() -> Response:
    session = g.session
    lasting = session.use == WALL or session.expires == math.inf
    left = None if lasting else int(session.expires - time.time())
    return answer({**session.principal.to_wire(), "expires_in": left})


@route(blueprint, "/login", allow=PUBLIC, page=True)
def login_page() -> str:
    return _form()


@route(blueprint, "/login", "POST", allow=PUBLIC, page=True)
def login_form() -> AnyResponse | tuple[str, int]:
    username, password = request.form.get("username", ""), request.form.get("password", "")
    if max(len(username), len(password)) > LONGEST:
        username = password = ""
    try:
        issued = _login(username, password)
    except KendaliError as error:
        if error.status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
            raise
        return _form(error.slug, username), error.status
    place = _landing(_local(request.form.get("next", "")), issued.principal)
    response = redirect(place, code=HTTPStatus.SEE_OTHER)
    auth.set_cookies(response, issued, parts().settings)
    return response


def _login(username: str, password: str) -> Issued:
    return parts().sessions.login(username, password, request.remote_addr or "")


def _token(issued: Issued) -> Response:
    settings = parts().settings
    body = {"access_token": issued.access, "token_type": "Bearer"}
    response = answer({**body, "expires_in": settings.access_seconds})
    auth.set_cookies(response, issued, settings)
    return response


def _form(slug: str = "", username: str = "") -> str:
    following = request.form.get("next") or request.args.get("next", "")
    return render_template(
        "gateway/login.html", slug=slug, username=username, following=_local(following)
    )


def _landing(following: str, who: Principal) -> str:
    """Return where somebody begins: an official who asked for a front page at the e-office."""
    official = "officer" in who.roles and following in FRONT
    return OFFICE if official else following


def _local(path: str) -> str:
    """Return the path if it lies here, else the front page: nobody is sent to another site."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and path.isprintable() and "\\" not in path else "/wall"
