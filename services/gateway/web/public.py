"""The public's pages: results of published elections, from the list down to a polling station.

They are whole without JavaScript. A page is made once of the answers it shows, kept beside them,
and made anew when they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as AnyResponse

from libs.kit.errors import NotFound
from services.gateway import invalidation, public
from services.gateway.pages import languages, others
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, route
from services.gateway.web import figures
from services.gateway.web.pages import keep_language

ROOT = "/hasil"
API = "/v1/public/elections"
HTML = "text/html; charset=utf-8"
STATION, VILLAGE = 13, 10
WAIT_SECONDS = "3"
KINDS = ("pdf", "xlsx")
REFRESHED = "private, no-cache"  # a page's language goes by a cookie, so no proxy may keep it

blueprint = Blueprint("results", __name__, template_folder="templates")


@dataclass(frozen=True)
class Answer:
    """What the service said, and how many seconds old it is if the service is away now."""

    data: dict[str, Any]
    stale: int | None

    @classmethod
    def to(cls, method: str, tags: tuple[str, ...], **asked: Any) -> Answer:
        found = public.entry(method, tags, asked)
        return cls(orjson.loads(found.body), found.age())


@route(blueprint, ROOT, allow=PUBLIC, page=True)
def published() -> Response:
    tags = (invalidation.ELECTIONS,)
    return _page(tags, "public/list.html", lambda: _told("published_elections", tags))


@route(blueprint, f"{ROOT}/<election>", allow=PUBLIC, page=True)
def of_election(election: str) -> Response:
    tags = (invalidation.election(election), invalidation.progress(election))
    dated = (invalidation.stages(election), invalidation.election(election))

    def facts() -> dict[str, Any]:
        found = _told("published_election", tags, election=election)
        stages = Answer.to("get_stages", dated, election=election)
        return found | {"stages": stages.data["items"]}

    return _page((*tags, *dated), "public/election.html", facts)


@route(blueprint, f"{ROOT}/<election>/<contest>", allow=PUBLIC, page=True)
def of_contest(election: str, contest: str) -> Response:
    return _of_area(election, contest, "")


@route(blueprint, f"{ROOT}/<election>/<contest>/<area>", allow=PUBLIC, page=True)
def of_area(election: str, contest: str, area: str) -> Response:
    if len(area) == STATION:
        return _of_station(election, contest, area)
    return _of_area(election, contest, area)


@route(blueprint, f"{ROOT}/<election>/<contest>/<area>/unduh/<kind>", allow=PUBLIC, page=True)
def download(election: str, contest: str, area: str, kind: str) -> AnyResponse:
    """Say how far a file is that has to be made; lead to it once it is."""
    if kind not in KINDS:
        raise NotFound(f"there is no download {kind}")
    asked = {"election": election, "contest": contest, "area": area, "kind": kind}
    language = str(get_locale())
    call = parts().rpc.call
    told = call("elections", "published_document", {**asked, "language": language}, public.READER)
    if told["state"] == "done":
        return redirect(_address(asked, language), code=303)
    back = f"{ROOT}/{election}/{contest}/{area}"
    page = render_template("public/waiting.html", told=told, back=back, **_frame())
    return Response(page, content_type=HTML, headers={"Refresh": WAIT_SECONDS})


def _address(asked: Mapping[str, str], language: str) -> str:
    contest = f"{API}/{asked['election']}/contests/{asked['contest']}"
    if asked["kind"] == "xlsx":
        return f"{contest}/results.xlsx?area={asked['area']}"
    return f"{contest}/report.pdf?area={asked['area']}&language={language}"


def _of_area(election: str, contest: str, area: str) -> Response:
    tags = (invalidation.tally(election, contest), invalidation.election(election))

    def facts() -> dict[str, Any]:
        found = _told("published_election", tags, election=election)
        asked = {"election": election, "contest": contest, "depth": 1}
        tally = Answer.to("published_tally", tags, **asked, **({"area": area} if area else {}))
        return found | {"tally": tally.data, "contest": _contest(found["told"], contest)}

    return _page(tags, "public/area.html", facts)


def _of_station(election: str, contest: str, tps: str) -> Response:
    tags = (invalidation.tally(election, contest), invalidation.election(election))

    def facts() -> dict[str, Any]:
        found = _told("published_election", tags, election=election)
        station = Answer.to("published_station", tags, election=election, contest=contest, tps=tps)
        return found | {"station": station.data, "contest": _contest(found["told"], contest)}

    return _page(tags, "public/station.html", facts)


def _told(method: str, tags: tuple[str, ...], **asked: Any) -> dict[str, Any]:
    found = Answer.to(method, tags, **asked)
    return {"told": found.data, "stale": found.stale}


def _contest(election: Mapping[str, Any], contest: str) -> dict[str, Any]:
    found = next((one for one in election["contests"] if one["id"] == contest), None)
    if found is None:
        raise NotFound(f"there is no contest {contest}")
    return dict(found)


def _page(tags: tuple[str, ...], template: str, facts: Callable[[], dict[str, Any]]) -> Response:
    """Answer with the page, made of its facts when there is none that stands."""
    key = ("page", request.path, str(get_locale()))
    made = public.made(key, tags, lambda: render_template(template, **facts(), **_frame()).encode())
    response = public.known(made, HTML, REFRESHED)
    response.headers["Vary"] = "Cookie"
    if request.args.get("lang") in languages():
        keep_language(response, request.args["lang"])
    return response


def _frame() -> dict[str, Any]:
    settings = parts().settings
    return {
        "others": others(),
        "root": ROOT,
        "address": settings.public_url.rstrip("/") + request.path,
        "timezone": settings.timezone.key,
        "api": API,
        **figures.written(settings.timezone),
    }
